// The part of scripts/test-all.sh that runs once the packages are installed: every check and test of the repository,
// one after another. A failure does not stop the run, so that one run shows all there is to see.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { NO_32_BIT_PROGRAMS, runs32BitPrograms } from '../src/runtime/thirty-two-bit.js';
import { EMULATED_PART, emulatedPart, whyNoEmulatedPart } from './emulated-part.js';
import { buildFolder, platforms, root } from './native-presets.js';
import { failedLines, fromCtest, skippedInCtest, skippedLines, totals, withLater, type Outcome } from './outcome.js';
import { outcomeOf, runStep, type StepResult } from './step.js';

/** Minutes that a step may take. A slow laptop needs three times as long as an idle server of two processors. */
const limits = { usual: 15, nativeBuild: 40, tests: 55 } as const;

const { values } = parseArgs({
  options: {
    passed: { type: 'string', multiple: true, default: [] },
    failed: { type: 'string', multiple: true, default: [] },
    skipped: { type: 'string', multiple: true, default: [] },
  },
});

let outcomes: Outcome[] = [
  ...values.passed.map((name) => ({ name, state: 'passed' }) as const),
  ...values.failed.map((name) => ({ name, state: 'failed' }) as const),
  ...values.skipped.map((name) => ({ name, state: 'skipped', reason: 'not a Debian machine' }) as const),
];

const refuses32Bit = (await runs32BitPrograms()) === false;
if (refuses32Bit) {
  console.log(
    `== ${NO_32_BIT_PROGRAMS}: linux32 runs in qemu-i386, and a part of win32 in an emulated machine; the rest is skipped`,
  );
}

await check('format', ['prettier', '--check', '.']);
await check('format of C and C++', ['tsx', 'scripts/clang-format.ts', '--check']);
await check('lint', ['eslint', '.', '--max-warnings', '0']);
await check('types', ['tsc', '-p', 'tsconfig.json', '--noEmit']);
await check('build', ['tsc', '-p', 'tsconfig.build.json']);
await check('native build', ['tsx', 'scripts/build-native.ts', '--build-only'], limits.nativeBuild);
await check('prebuilt/ is what the sources give', ['tsx', 'scripts/check-native.ts'], limits.nativeBuild);
await check('fixtures/fmus is what the sources give', ['tsx', 'scripts/check-fixtures.ts'], limits.nativeBuild);
await nativeTests();
for (const preset of ['asan', 'tsan', 'fuzz']) await checked('smipc', 'native/smipc', preset);
for (const preset of ['asan', 'tsan', 'fuzz']) await checked('runner', 'native/runner', preset);
for (const preset of ['asan', 'fuzz']) await checked('remoting', 'native/remoting/test', preset);
await vitest();
if (refuses32Bit) await emulated();

console.log('');
for (const line of skippedLines(outcomes)) console.log(line);
for (const line of failedLines(outcomes)) console.log(line);
console.log(totals(outcomes));
process.exitCode = outcomes.some((outcome) => outcome.state === 'failed') ? 1 : 0;

/** Runs one command that counts as one. */
async function check(
  name: string,
  [program, ...args]: [string, ...string[]],
  limitMinutes: number = limits.usual,
): Promise<void> {
  const result = await run(name, program, args, { limitMinutes });
  const outcome = outcomeOf(name, result);
  outcomes.push(outcome);
  const why = outcome.state === 'passed' || outcome.reason === undefined ? '' : `: ${outcome.reason}`;
  console.log(`-- ${name}: ${outcome.state}${why} (${result.seconds} s)`);
}

/** The tests that are registered with CMake, for each platform that has any. */
async function nativeTests(): Promise<void> {
  for (const platform of await platforms()) {
    const folder = buildFolder(platform);
    if (!existsSync(path.join(folder, 'CTestTestfile.cmake'))) continue;
    const name = `native tests, ${platform}`;
    if (refuses32Bit && platform.endsWith('32')) {
      const args = ['--test-dir', folder, '--show-only=json-v1'];
      const { failed, reason, stdout } = await run(name, 'ctest', args, { isSilent: true });
      count(name, { failed, reason }, failed ? [] : skippedInCtest(name, stdout, NO_32_BIT_PROGRAMS));
      continue;
    }
    // Wine now and then refuses to start a process while another one is being killed.
    await ctest(name, folder, `ctest-${platform}.xml`, [
      '--timeout',
      '300',
      ...(platform.startsWith('win') ? ['--repeat', 'until-pass:2'] : []),
    ]);
  }
}

/**
 * Tests of a part of the native code under the sanitizers, and its fuzzers: presets in `source`. The fuzzers of a part run
 * for half a minute, or for FMUTOOL_FUZZ_SECONDS.
 */
async function checked(part: string, source: string, preset: string): Promise<void> {
  const name = `${part}, ${preset}`;
  const folder = path.join(root, 'build', part, preset);
  const seconds = process.env['FMUTOOL_FUZZ_SECONDS'] ?? '30';
  const configured = await run(name, 'cmake', ['-S', source, '--preset', preset, `-Dseconds=${seconds}`]);
  const built = configured.failed ? configured : await run(name, 'cmake', ['--build', folder]);
  if (built.failed) count(name, built, []);
  else await ctest(name, folder, `ctest-${part}-${preset}.xml`);
}

/** Runs the tests of a build folder and counts them one by one. */
async function ctest(name: string, folder: string, report: string, options: readonly string[] = []): Promise<void> {
  const file = path.join(root, 'build', report);
  await rm(file, { force: true });
  const args = ['--test-dir', folder, '--output-on-failure', ...options, '--output-junit', file];
  const result = await run(name, 'ctest', args);
  count(name, result, existsSync(file) ? fromCtest(name, await readFile(file, 'utf8')) : []);
}

async function vitest(): Promise<void> {
  const file = path.join(root, 'build', 'vitest.json');
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  const args = ['run', '--reporter=default', '--reporter=./scripts/summary-reporter.ts'];
  const env = { FMUTOOL_TEST_SUMMARY: file };
  const result = await run('tests', 'vitest', args, { env, limitMinutes: limits.tests });
  count('tests', result, existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Outcome[]) : []);
}

/** The part that needs a kernel with 32-bit programs and is small enough for a machine that is emulated. */
async function emulated(): Promise<void> {
  const why = whyNoEmulatedPart(process.env);
  if (why !== undefined) outcomes.push({ name: EMULATED_PART, state: 'skipped', reason: why });
  else {
    console.log(`\n== ${EMULATED_PART}`);
    outcomes = withLater(outcomes, await emulatedPart());
  }
}

/** Adds the outcomes of a test runner. One that fails and names no failed test has failed as such. */
function count(
  name: string,
  { failed, reason }: Pick<StepResult, 'failed' | 'reason'>,
  found: readonly Outcome[],
): void {
  outcomes.push(...found);
  const isSaid = found.some((outcome) => outcome.state === 'failed') && reason === undefined;
  if (failed && !isSaid) outcomes.push({ name, state: 'failed', reason });
  if (reason !== undefined) console.log(`-- ${name}: failed: ${reason}`);
}

function run(
  name: string,
  program: string,
  args: readonly string[],
  options: { env?: Record<string, string>; limitMinutes?: number; isSilent?: boolean } = {},
): Promise<StepResult> {
  console.log(`\n== ${name}`);
  return runStep(program, args, { cwd: root, limitMinutes: limits.usual, ...options });
}
