// What is run in the emulated machine (scripts/in-emulated-machine.sh) where the kernel refuses 32-bit programs: a part of
// the tests that need it, small enough for a processor that is thirty times slower. What is not named here is skipped there.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { buildFolder, root } from './native-presets.js';
import { fromCtest, unseen, type Outcome } from './outcome.js';
import { runStep } from './step.js';

/** The tests of CMake's, by platform, as a regular expression over their names. */
const nativeTests = {
  win32: '^(smipc_messages|remoting_fmi1|runner_program|fixture_.*)$',
  linux32: '^(glibc_.*|smipc_(messages|server|guests)|remoting_fmi1|runner_program|fixture_.*)$',
} as const;

const files = [
  'test/runtime/thirty-two-bit.test.ts',
  'test/e2e/traces.test.ts',
  'test/e2e/smoke.test.ts',
  'test/e2e/faults/importer-gone.test.ts',
  'test/e2e/faults/model-faults.test.ts',
  'test/e2e/faults/pending-step.test.ts',
];

/** Parts of their full names; every test that has one of them is run. */
const names = [
  'whether the kernel runs 32-bit programs',
  // Each route that has win32 on one side.
  ...['isolated on win32', 'win64 in a win32 importer', 'win32 in a win64 importer'].map(
    (route) => `fixtures metronome.fmu ${route} coSimulation --illegal`,
  ),
  'smoke passes on linux32, isolate',
  'win32 kill -9 idle',
  'win32 a time limit of 1 s in the .remoting file does not count',
  'win32 fmi2GetStatus while the step is pending',
];

/** How much longer than usual a test may take there. */
const PATIENCE = 8;

/** For all of it together, the start of the machine included. */
const limitMinutes = 15;

/** Its name among the steps of the test command. */
export const EMULATED_PART = 'emulated machine';

/** Why it is not run; undefined: it is. `no` leaves it out. */
export function whyNoEmulatedPart(env: NodeJS.ProcessEnv): string | undefined {
  if (env['FMUTOOL_EMULATED'] === 'no') return 'left out by FMUTOOL_EMULATED=no';
  const cache = path.join(env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'fmutool');
  const machine = env['FMUTOOL_EMULATION'] ?? path.join(cache, 'emulation');
  return existsSync(path.join(machine, 'complete')) ? undefined : `there is no machine in ${machine}`;
}

/**
 * Runs it to its end or its limit: what became of each test, and of the part as such where no test says it. What is not
 * reached within the limit is skipped.
 */
export async function emulatedPart(): Promise<Outcome[]> {
  const reports = Object.keys(nativeTests).map((platform) => ({
    platform,
    file: report(`ctest-emulated-${platform}.xml`),
  }));
  const summary = report('vitest-emulated.json');
  await mkdir(path.dirname(summary), { recursive: true });
  for (const file of [summary, ...reports.map((each) => each.file)]) await rm(file, { force: true });

  const pattern = names.map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
  const commands = [
    ...reports.map(({ platform, file }) => ctest(platform as keyof typeof nativeTests, file)),
    ['node_modules/.bin/vitest', 'run', ...files, '--testNamePattern', pattern, ...vitestOptions],
  ];
  const script = ['status=0', ...commands.map((words) => `${words.map(quoted).join(' ')} || status=1`), 'exit $status'];
  const env = {
    FMUTOOL_TEST_SUMMARY: summary,
    FMUTOOL_TEST_NAMES: pattern,
    FMUTOOL_TEST_PATIENCE: String(PATIENCE),
  };
  // One machine for all, because it takes its time to start.
  const args = ['scripts/in-emulated-machine.sh', 'bash', '-c', script.join('\n')];
  const { failed, reason, seconds } = await runStep('bash', args, { cwd: root, limitMinutes, env });

  const found: Outcome[] = [];
  for (const { platform, file } of reports) {
    if (existsSync(file)) found.push(...fromCtest(`native tests, ${platform}`, await readFile(file, 'utf8')));
  }
  if (existsSync(summary)) {
    const tests = JSON.parse(await readFile(summary, 'utf8')) as Outcome[];
    found.push(...tests, ...unseen(names, tests));
  }
  const isSaid = found.some(({ state }) => state === 'failed');
  // A busy or slow machine is no fault of what was not reached.
  if (reason !== undefined) found.push({ name: EMULATED_PART, state: 'skipped', reason });
  else if (failed && !isSaid) found.push({ name: EMULATED_PART, state: 'failed' });
  const outcome = reason !== undefined ? `cut short: ${reason}` : failed ? 'failed' : 'passed';
  console.log(`-- ${EMULATED_PART}: ${outcome} (${seconds} s)`);
  return found;
}

/** Two files at a time would be in each other's way. */
const vitestOptions = ['--no-file-parallelism', '--reporter=default', '--reporter=./scripts/summary-reporter.ts'];

function ctest(platform: keyof typeof nativeTests, file: string): string[] {
  const chosen = ['-R', nativeTests[platform], '--output-on-failure', '--output-junit', file];
  return ['ctest', '--test-dir', buildFolder(platform), ...chosen];
}

function report(name: string): string {
  return path.join(root, 'build', name);
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
