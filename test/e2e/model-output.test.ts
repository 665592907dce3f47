// What a model prints on its standard output and error: the last lines explain a failure, and the user gets all of it
// on request.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RfmiClient } from '../../src/rfmi/client/client.js';
import { executable, fmutool } from './support/executable.js';
import { FMI2_STUB, fmuOf } from './support/tiny-model.js';

/** A model with other functions for instantiation and for a step than the stub has; they are called `made` and `stepped`. */
function model(code: string): string {
  return `
    #include <stdio.h>
    #include <stdlib.h>
    #include <unistd.h>
    #define fmi2Instantiate stubInstantiate
    #define fmi2DoStep stubDoStep
    ${FMI2_STUB}
    #undef fmi2Instantiate
    #undef fmi2DoStep
    static double value(unsigned reference) { return 0; }
    static Instance made(void);
    static int stepped(void);
    Instance fmi2Instantiate(const char *n, int k, const char *g, const char *r, const void *f, int v, int l) {
      return made();
    }
    int fmi2DoStep(Instance i, double time, double size, int final) { return steps++, stepped(); }
    ${code}`;
}
const WELL = 'static Instance made(void) { return &steps; }';
const STEP = (code: string): string => `${WELL} static int stepped(void) { ${code} return 0; }`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-output-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Simulates; the error line alone of what was said. */
async function simulate(source: string, { remoting = false, more = [] as string[] } = {}) {
  const file = await fmuOf(model(source), { remoting: remoting ? {} : null });
  return fmutool(['simulate', file, '-o', path.join(folder, 'r.csv'), '--quiet', ...more]);
}

describe('the message of a failure has what the model printed', { timeout: 60_000 }, () => {
  const licence = `
    static Instance made(void) { fprintf(stderr, "no licence for \\"tiny\\": server not reachable\\n"); return 0; }
    static int stepped(void) { return 0; }`;

  it.each([false, true])('that refuses to be instantiated (with remoting: %s)', async (remoting) => {
    const { status, stdout, stderr } = await simulate(licence, { remoting });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^fmutool: \S+: the model cannot be instantiated: [^\n]*no licence for "tiny": server not reachable\n$/,
    );
    expect(stderr).not.toMatch(/INIT|does not say why/);
  });

  it.each([
    ['returns an error', 'return 3;', /fmi2DoStep returned error/],
    ['crashes', '*(volatile int *)8 = 1;', /signal 11/],
    ['aborts', 'abort();', /signal 6/],
    ['ends its process', 'exit(7);', /exit status 7/],
    ['ends its process at once', '_exit(7);', /exit status 7/],
    ['is killed', 'kill(getpid(), 9);', /signal 9/],
  ])('that %s', async (_what, end, message) => {
    const { status, stdout, stderr } = await simulate(
      `#include <signal.h>\n${STEP(`printf("solver: singular matrix\\n"); ${end}`)}`,
    );
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/t printed last: solver: singular matrix\n$/);
  });

  it('that has printed it long before', async () => {
    const { stderr } = await simulate(
      STEP('if (steps == 1) puts("said in the first step"); if (steps == 5) return 3;'),
    );
    expect(stderr).toMatch(/fmi2DoStep returned error; it printed last: said in the first step\n$/);
  });

  it.each([0, 1, 2, 19, 20, 21, 100_000])('%i lines: the last 20 of them, in order', async (count) => {
    const { stderr } = await simulate(STEP(`for (int k = 1; k <= ${count}; k++) printf("line %d\\n", k); return 3;`));
    const first = Math.max(1, count - 19);
    const lines = Array.from({ length: Math.min(count, 20) }, (_, index) => `line ${first + index}`);
    expect(stderr.trimEnd().split('; it printed last: ')[1]).toBe(count === 0 ? undefined : lines.join(' | '));
  });

  it('a line without an end, and one that is too long', async () => {
    const { stderr } = await simulate(
      STEP('for (int k = 0; k < 300000; k++) putchar(\'a\' + k % 26); printf("END"); return 3;'),
    );
    const said = /it printed last: (.*)\n$/.exec(stderr)?.[1];
    expect(said).toMatch(/^[a-z]+ \.\.\. [a-z]+END$/);
    expect(said?.length).toBeLessThanOrEqual(4096);
  });

  it('bytes that are no UTF-8', async () => {
    const { stderr } = await simulate(STEP('printf("K\\xf6ln K\\xc3\\xb6ln\\n"); return 3;'));
    expect(stderr).toContain('it printed last: K\ufffdln Köln\n');
  });
});

describe('all that a model prints', { timeout: 60_000 }, () => {
  it('is told with --verbose, and never on the standard output', async () => {
    const file = await fmuOf(model(STEP('printf("{\\"step\\": %d}\\n", steps); fprintf(stderr, "warned\\n");')), {
      remoting: null,
    });
    const args = ['simulate', file, '--stop', '1', '--step', '0.5', '-o', '-'];
    const silent = await fmutool(args);
    expect(silent).toMatchObject({ status: 0, stdout: 'time,tame,wild\n0,0,0\n0.5,0,0\n1,0,0\n', stderr: '' });
    const { stdout, stderr } = await fmutool([...args, '--verbose']);
    expect(stdout).toBe(silent.stdout);
    expect(stderr.match(/printed: .*/g)).toEqual([
      'printed: {"step": 1}',
      'printed: warned',
      'printed: {"step": 2}',
      'printed: warned',
    ]);
  });

  it('may be more than anything can hold', async () => {
    const flood =
      "static char text[1 << 20]; for (int k = 0; k < (1 << 20); k++) text[k] = k % 64 ? 'x' : '\\n';" +
      'for (int k = 0; k < 300; k++) fwrite(text, 1, sizeof text, stdout); puts("THE END");';
    const { status, stderr } = await simulate(STEP(flood), { more: ['--stop', '0.2', '--step', '0.1'] });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const failed = await simulate(STEP(`${flood} return 3;`));
    expect(failed.stderr).toMatch(/x \| x{63} \| x+THE END\n$/);
    expect(failed.stderr.length).toBeLessThan(10_000);
  });

  it('is in the log of a server, with the FMU and the session', async () => {
    const file = await fmuOf(model(STEP('printf("step %d\\n", steps);')), { remoting: null });
    const served = execa(
      process.execPath,
      [executable, 'serve', `plant=${file}`, '--port', '0', '--json', '--log-format', 'json'],
      {
        reject: false,
        timeout: 50_000,
      },
    );
    const ready = await new Promise<string>((resolve, reject) => {
      served.stdout.once('data', (data: Buffer) => resolve(data.toString('utf8')));
      void served.then(() => reject(new Error('the server ended')));
    });
    const { listening } = JSON.parse(ready) as { listening: { port: number }[] };
    const client = await RfmiClient.connect({ port: listening[0]!.port });
    await client.selectFmu('plant');
    await client.beginInitialization();
    await client.beginSimulation(0, 1);
    await client.step({ time: 0, size: 0.5 });
    await client.step({ time: 0.5, size: 0.5 });
    await client.shutdownSimulation();
    const session = client.session.toString(16).padStart(8, '0');
    await client.shutdown();
    served.kill('SIGTERM');
    const { stderr } = await served;
    const entries = stderr
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; text: string; session: string });
    expect(entries.filter(({ event }) => event === 'fmu-printed')).toMatchObject([
      { text: 'plant printed: step 1', session },
      { text: 'plant printed: step 2', session },
    ]);
  });
});
