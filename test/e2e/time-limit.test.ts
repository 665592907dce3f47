// `--timeout` is one limit for all of a simulation: also while the model is loaded, made, freed and unloaded.
import AdmZip from 'adm-zip';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openFmuSubject } from '../../src/simulate/fmu-subject.js';
import { whyNotRunnable } from '../native/wine.js';
import { workspace } from '../remoting/support/workspace.js';
import { fmutool } from './support/executable.js';
import { FMI2_EXCHANGE_STUB, FMI2_STUB, fmuOf, libraryOf } from './support/tiny-model.js';

const reason = whyNotRunnable('linux64') ?? (existsSync('/usr/bin/gcc') ? undefined : 'there is no gcc');

/** Says that the model hangs, and lets it hang. */
const HANG = `
  #include <fcntl.h>
  #include <stdlib.h>
  #include <unistd.h>
  static void hang(void) {
    const char *mark = getenv("FMUTOOL_TEST_MARK");
    if (mark) close(open(mark, O_CREAT | O_WRONLY, 0600));
    for (;;) pause();
  }`;

const FMI3_XML = `<?xml version="1.0" encoding="UTF-8"?>
<fmiModelDescription fmiVersion="3.0" modelName="tiny" instantiationToken="tiny">
  <CoSimulation modelIdentifier="tiny"/>
  <DefaultExperiment startTime="0" stopTime="1" stepSize="0.5"/>
  <ModelVariables><Float64 name="x" valueReference="0" causality="output"/></ModelVariables>
  <ModelStructure><Output valueReference="0"/></ModelStructure>
</fmiModelDescription>`;

const FMI3_STUB = `
  typedef void *Instance;
  static int instance;
  Instance fmi3InstantiateCoSimulation(const char *n, const char *t, const char *r, char v, char l, char e, char early,
    const unsigned *required, unsigned long count, void *environment, void *logger, void *update) { return &instance; }
  void fmi3FreeInstance(Instance i) {}
  const char *fmi3GetVersion(void) { return "3.0"; }
  int fmi3EnterInitializationMode(Instance i, char d, double tolerance, double start, char s, double stop) { return 0; }
  int fmi3ExitInitializationMode(Instance i) { return 0; }
  int fmi3Terminate(Instance i) { return 0; }
  int fmi3DoStep(Instance i, double time, double size, char n, char *event, char *terminate, char *early, double *last) {
    return *event = *terminate = *early = 0, *last = time + size, 0;
  }
  int fmi3GetFloat64(Instance i, const unsigned *r, unsigned long n, double *values, unsigned long count) {
    for (unsigned long k = 0; k < count; k++)
      values[k] = 0;
    return 0;
  }`;

function fmi3(source: string): string {
  const file = path.join(workspace(), 'tiny.fmu');
  const zip = new AdmZip();
  zip.addFile('modelDescription.xml', Buffer.from(FMI3_XML));
  zip.addFile('binaries/x86_64-linux/tiny.so', libraryOf(source, 'tiny'));
  writeFileSync(file, zip.toBuffer());
  return file;
}

/** What they are, the functions that they need, and what makes an FMU of the source. */
const MODELS: readonly (readonly [string, string, (source: string) => Promise<string>])[] = [
  [
    'co-simulation of FMI 2.0',
    `${FMI2_STUB} static double value(unsigned r) { return 0; }`,
    (source) => fmuOf(source, { remoting: null }),
  ],
  [
    'model exchange of FMI 2.0',
    `${FMI2_STUB} ${FMI2_EXCHANGE_STUB} static double value(unsigned r) { return 0; }`,
    (source) => fmuOf(source, { remoting: null, modelExchange: true }),
  ],
  ['co-simulation of FMI 3.0', FMI3_STUB, (source) => Promise.resolve(fmi3(source))],
];

/** The model with a function that hangs in the place of its own, or one that is called when it is loaded or unloaded. */
function hanging(stub: string, at: 'load' | 'free' | 'unload'): string {
  if (at !== 'free') {
    const when = at === 'load' ? 'constructor' : 'destructor';
    return `${HANG} ${stub} __attribute__((${when})) static void passing(void) { hang(); }`;
  }
  const name = stub.includes('fmi3') ? 'fmi3FreeInstance' : 'fmi2FreeInstance';
  return `${HANG}\n#define ${name} replaced\n${stub}\n#undef ${name}\nvoid ${name}(void *i) { hang(); }`;
}

const skipped = reason === undefined ? '' : ` (skipped: ${reason})`;

describe.skipIf(reason !== undefined).each(MODELS)(
  `the time limit in %s${skipped}`,
  { timeout: 120_000 },
  (_what, stub, make) => {
    it.each(['load', 'free', 'unload'] as const)('ends a model that hangs in: %s', async (at) => {
      const file = await make(hanging(stub, at));
      const output = path.join(workspace(), 'results.csv');
      // Long enough for a busy machine to begin, and shorter than the limit of its own that unloading has.
      const { status, stderr } = await fmutool(['simulate', '--timeout', '4', '--step', '0.5', '-o', output, file]);
      expect(stderr).toMatch(/: the simulation ended at .*: the simulation did not end within 4 s \(--timeout\)\n$/);
      expect(status).toBe(1);
      expect(readFileSync(output, 'utf8')).toMatch(/^time,/);
    });

    describe('aborted', () => {
      afterEach(() => {
        vi.useRealTimers();
        vi.unstubAllEnvs();
      });

      it.each(['load', 'free', 'unload'] as const)('ends at once, whatever other limits there are: %s', async (at) => {
        const mark = path.join(workspace(), 'hangs');
        vi.stubEnv('FMUTOOL_TEST_MARK', mark);
        const subject = await openFmuSubject(await make(hanging(stub, at)));
        // No other limit of fmutool's ever comes.
        vi.useFakeTimers({ toFake: ['setTimeout'] });
        const running = subject.simulate({
          experiment: { startTime: 0, stopTime: 1, stepSize: 0.5, tolerance: undefined },
          startValues: [],
          inputs: undefined,
          record: [],
          onRow: () => undefined,
        });
        for (const end = Date.now() + 60_000; !existsSync(mark) && Date.now() < end;) await setImmediate();
        subject.abort();
        await running.catch(() => undefined);
        await subject.close();
        expect(existsSync(mark)).toBe(true);
      });
    });
  },
);

it('holds for a server that does not answer', { timeout: 60_000 }, async () => {
  const silent = net.createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = `rfmi://127.0.0.1:${(silent.address() as AddressInfo).port}/tiny`;
  const { status, stderr } = await fmutool(['simulate', '--timeout', '1', address]);
  silent.close();
  expect(stderr).toBe(`fmutool: ${address}: the simulation did not begin within 1 s (--timeout)\n`);
  expect(status).toBe(2);
});
