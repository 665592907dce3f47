// What is run in the emulated machine (scripts/in-emulated-machine.sh) where the kernel refuses 32-bit programs: a part of
// the tests that need 32-bit Wine, small enough for a processor that is thirty times slower. What is not named here is
// skipped there. Run inside it, this file carries the part out: tsx scripts/emulated-tests.ts REPORT.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { buildFolder, root } from './native-presets.js';
import { fromCtest, type Outcome } from './outcome.js';
import { runStep, type StepResult } from './step.js';

/** The tests of CMake's, by platform, as a regular expression over their names. */
const nativeTests = {
  win32: '^(smipc_messages|runner_program)$',
  linux32: '^(smipc_messages|runner_program|glibc_.*)$',
};

const files = [
  'test/runtime/thirty-two-bit.test.ts',
  'test/e2e/traces.test.ts',
  'test/e2e/smoke.test.ts',
  'test/e2e/faults/importer-gone.test.ts',
  'test/e2e/faults/model-faults.test.ts',
  'test/e2e/faults/pending-step.test.ts',
];

/** Parts of their full names, of which every test that is run has one. */
const names = [
  'whether the kernel runs 32-bit programs',
  // Each route that has win32 on one side.
  ...['isolated on win32', 'win64 in a win32 importer', 'win32 in a win64 importer'].map(
    (route) => `fixtures everything.fmu ${route} coSimulation --illegal`,
  ),
  'smoke passes on linux64, bridge',
  'win32 kill -9 idle',
  'win32 a time limit of 1 s in the .remoting file does not count',
  'win32 fmi2GetStatus while the step is pending',
];

const limitMinutes = 10;

const [report] = process.argv.slice(2);
if (report === undefined) throw new Error('usage: tsx scripts/emulated-tests.ts REPORT');
const outcomes: Outcome[] = [];
for (const [platform, pattern] of Object.entries(nativeTests)) await ctest(platform, pattern);
await vitest();
await writeFile(report, JSON.stringify(outcomes));

async function ctest(platform: string, pattern: string): Promise<void> {
  const name = `native tests, ${platform}`;
  const file = await freshFile(`ctest-emulated-${platform}.xml`);
  const args = ['--test-dir', buildFolder(platform), '-R', pattern, '--output-on-failure', '--output-junit', file];
  const result = await runStep('ctest', args, { cwd: root, limitMinutes });
  add(name, result, existsSync(file) ? fromCtest(name, await readFile(file, 'utf8')) : []);
}

async function vitest(): Promise<void> {
  const file = await freshFile('vitest-emulated.json');
  const pattern = names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  const reporters = ['--reporter=verbose', '--reporter=./scripts/summary-reporter.ts'];
  const args = ['run', ...files, '--testNamePattern', pattern, '--no-file-parallelism', ...reporters];
  const env = { FMUTOOL_TEST_SUMMARY: file, FMUTOOL_TEST_NAMES: pattern, FMUTOOL_TEST_PATIENCE: '8' };
  const result = await runStep('vitest', args, { cwd: root, limitMinutes, env });
  add('emulated tests', result, existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Outcome[]) : []);
}

function add(name: string, { failed, reason }: StepResult, found: readonly Outcome[]): void {
  outcomes.push(...found);
  if (found.length === 0 || (failed && !found.some(({ state }) => state === 'failed'))) {
    outcomes.push({ name, state: 'failed', reason: reason ?? 'nothing came of it' });
  }
}

async function freshFile(name: string): Promise<string> {
  const file = path.join(root, 'build', name);
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  return file;
}
