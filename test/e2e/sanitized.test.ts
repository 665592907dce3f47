/**
 * Client, server and model under AddressSanitizer and UndefinedBehaviorSanitizer do what the plain original does. What a
 * sanitizer finds ends a process, and so shows in the trace.
 */
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { whyNot } from '../native/platforms.js';
import { fixtureFmu } from '../native/unpacked-fmu.js';
import { ROOT } from '../native/wine.js';
import { PatchedFmu, comparable } from './support/patched.js';

const build = path.join(ROOT, 'build', 'remoting', 'asan');
const built = existsSync(path.join(build, 'tracer', 'tracer'));
const reason = built ? whyNot('linux64') : 'the preset asan of native/remoting/test has not been built';
const deadline = 240_000;

describe.skipIf(reason !== undefined)(reason === undefined ? 'sanitized' : `sanitized (skipped: ${reason})`, () => {
  const reports = mkdtempSync(path.join(tmpdir(), 'fmutool-sanitized-'));
  let fmu: PatchedFmu | undefined;

  beforeAll(async () => {
    fmu = await PatchedFmu.make(fixtureFmu('everything'), ['linux64'], ['linux64']);
    const folder = path.join(fmu.patched.folder, 'binaries', 'linux64');
    const replace = (name: string, ...by: string[]): void =>
      copyFileSync(path.join(build, ...by), path.join(folder, name));
    replace('real-everything.so', 'fixtures', 'everything', 'everything.so');
    replace('everything.so', 'remoting', 'client_sm_fmi2.so');
    replace('server_sm', 'remoting', 'server_sm');
    chmodSync(path.join(folder, 'server_sm'), 0o755);
  });
  afterAll(() => {
    fmu?.remove();
    rmSync(reports, { recursive: true, force: true });
  });

  for (const kind of ['coSimulation', 'modelExchange'] as const) {
    for (const options of [['--illegal'], ['--three'], ['--nested'], ['--callbacks', 'none']]) {
      it(`${kind} ${options.join(' ')}`, { timeout: deadline }, async () => {
        // The server's standard error is closed.
        const report = `log_path=${path.join(reports, 'report')}`;
        const { original, patched } = await fmu!.traces(
          {
            kind,
            options,
            deadline: deadline / 2,
            patchedTracer: path.join(build, 'tracer', 'tracer'),
            env: { ASAN_OPTIONS: `detect_leaks=0:${report}`, UBSAN_OPTIONS: `print_stacktrace=1:${report}` },
          },
          'linux64',
          'linux64',
        );
        // The process that only starts the server warns that its stack is not where one is expected.
        const found = readdirSync(reports).map((name) => readFileSync(path.join(reports, name), 'utf8'));
        expect(found.filter((text) => /ERROR|runtime error/.test(text)).join('\n')).toBe('');
        expect(comparable(patched)).toBe(comparable(original));
      });
    }
  }
});
