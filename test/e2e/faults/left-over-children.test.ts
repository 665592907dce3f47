// Programs that a model has started end with it, wherever they have gone; and a model cannot put its supervisor to sleep.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fmutool } from '../support/executable.js';
import { FMI2_STUB, fmuOf } from '../support/tiny-model.js';
import { Fixtures, LINUX, describeRoutes } from './support/fixture.js';
import { MARK, factsOf, marked, until, type ProcessFacts } from './support/processes.js';

const fixtures = new Fixtures();

/** A model that does this in its first step. */
function model(code: string): string {
  return `
    #include <fcntl.h>
    #include <signal.h>
    #include <stdlib.h>
    #include <sys/prctl.h>
    #include <unistd.h>
    #define fmi2DoStep stubDoStep
    ${FMI2_STUB}
    #undef fmi2DoStep
    static double value(unsigned reference) { return 0; }
    static void wait_for_ever(void) { for (;;) pause(); }
    int fmi2DoStep(Instance i, double time, double size, int final) {
      if (steps++ == 0) { ${code} }
      return 0;
    }`;
}

/** What becomes of a simulation of it, and what is left of its processes. */
async function simulate(code: string, remoting: boolean): Promise<{ status: number | undefined; stderr: string }> {
  const mark = randomUUID();
  const file = await fmuOf(model(code), { remoting: remoting ? {} : null });
  const { status, stderr } = await fmutool(['simulate', file, '-o', '-', '--stop', '0.2', '--step', '0.1'], {
    env: { [MARK]: mark },
  });
  await until<ProcessFacts[]>(
    () => marked(mark),
    (left) => left.length === 0,
  );
  return { status, stderr };
}

const child = 'if (fork() == 0) wait_for_ever();';
const daemon =
  'if (fork() == 0) { setsid(); if (fork() != 0) _exit(0); for (int f = 0; f < 100; f++) close(f); wait_for_ever(); }';

describe('what a model leaves running', { timeout: 60_000 }, () => {
  describe.each([
    ['children', child],
    [
      'children that ignore signals',
      `if (fork() == 0) { for (int s = 1; s < 32; s++) signal(s, SIG_IGN); wait_for_ever(); }`,
    ],
    ['children that are stopped', 'if (fork() == 0) { raise(SIGSTOP); wait_for_ever(); }'],
    ['daemons', daemon],
    [
      'programs of other names',
      'if (fork() == 0) { setsid(); execl("/bin/sleep", "sleep", "600", (char *)0); _exit(1); }',
    ],
    [
      'a chain of generations',
      'if (fork() == 0) { for (int g = 0; g < 20; g++) if (fork() != 0) wait_for_ever(); wait_for_ever(); }',
    ],
    ['children that vfork', 'if (fork() == 0) { if (vfork() == 0) wait_for_ever(); }'],
  ])('%s', (_what, code) => {
    it.each([0, 1, 2, 50])('%i times, is ended with it', async (count) => {
      expect(await simulate(`for (int n = 0; n < ${count}; n++) { ${code} }`, false)).toEqual({
        status: 0,
        stderr: '',
      });
    });
    it('is ended with it in an FMU with remoting', async () => {
      expect(await simulate(code, true)).toEqual({ status: 0, stderr: '' });
    });
    it('is ended when the model crashes', async () => {
      expect(await simulate(`${code} abort();`, false)).toMatchObject({ status: 1 });
    });
  });

  it('may end by itself when the model has ended well', async () => {
    const mark = randomUUID();
    // Writes to a file once it is alone, which takes it a moment.
    const code = `int parent = getpid(); if (fork() == 0) { while (getppid() == parent) usleep(1000);
      int f = open(getenv("FMUTOOL_TEST_FILE"), O_CREAT | O_WRONLY, 0600); write(f, "x", 1); _exit(0); }`;
    const file = await fmuOf(model(code), { remoting: null });
    const written = `${file}.written`;
    const env = { [MARK]: mark, FMUTOOL_TEST_FILE: written };
    expect(await fmutool(['simulate', file, '-o', '-'], { env })).toMatchObject({ status: 0 });
    expect(readFileSync(written, 'utf8')).toBe('x');
  });
});

describe('a model that attacks its supervisor', { timeout: 120_000 }, () => {
  it.each([
    ['stops it', 'kill(getppid(), SIGSTOP);', [0]],
    ['stops it and crashes', 'kill(getppid(), SIGSTOP); abort();', [1]],
    ['stops it and leaves a daemon', `${daemon} kill(getppid(), SIGSTOP);`, [0]],
    // On two idle processors the supervisor gets no further than to the next stop: then the end is said to be late.
    ['stops it again and again', 'int boss = getppid(); if (fork() == 0) for (;;) kill(boss, SIGSTOP);', [0, 1]],
    ['kills it', 'kill(getppid(), SIGKILL); wait_for_ever();', [1]],
    [
      'kills it and does not want to die with it',
      'prctl(PR_SET_PDEATHSIG, 0); kill(getppid(), SIGKILL); wait_for_ever();',
      [1],
    ],
  ])('%s: nothing is left', async (_what, code, statuses) => {
    for (const remoting of [false, true]) expect(statuses).toContain((await simulate(code, remoting)).status);
  });
});

describeRoutes(LINUX, (route) => {
  it('a supervisor that was stopped goes on, also when the importer is gone', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new a', 'init a');
    const { supervisor } = importer;
    process.kill(supervisor, 'SIGSTOP');
    await until(
      () => factsOf(supervisor)?.state,
      (state) => state !== 'T',
    );
    process.kill(supervisor, 'SIGSTOP');
    importer.signal('SIGKILL');
    await importer.ended;
    await importer.untilNothingIsLeft();
  });
});
