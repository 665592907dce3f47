// The part of scripts/test-all.sh that runs once the packages are installed: every check and test of the repository,
// one after another. A failure does not stop the run, so that one run shows all there is to see.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { buildFolder, platforms, root } from './native-presets.js';
import { fromCtest, skippedLines, totals, type Outcome } from './outcome.js';

const minutes = 60_000;

const { values } = parseArgs({
  options: {
    passed: { type: 'string', multiple: true, default: [] },
    failed: { type: 'string', multiple: true, default: [] },
    skipped: { type: 'string', multiple: true, default: [] },
  },
});

const outcomes: Outcome[] = [
  ...values.passed.map((name) => ({ name, state: 'passed' }) as const),
  ...values.failed.map((name) => ({ name, state: 'failed' }) as const),
  ...values.skipped.map((name) => ({ name, state: 'skipped', reason: 'not a Debian machine' }) as const),
];

await check('format', ['prettier', '--check', '.']);
await check('format of C and C++', ['tsx', 'scripts/clang-format.ts', '--check']);
await check('lint', ['eslint', '.', '--max-warnings', '0']);
await check('types', ['tsc', '-p', 'tsconfig.json', '--noEmit']);
await check('build', ['tsc', '-p', 'tsconfig.build.json']);
await check('native build', ['tsx', 'scripts/build-native.ts', '--build-only']);
await check('prebuilt/ is what the sources give', ['tsx', 'scripts/check-native.ts']);
await check('fixtures/fmus is what the sources give', ['tsx', 'scripts/check-fixtures.ts']);
await nativeTests();
for (const preset of ['asan', 'tsan', 'fuzz']) await checked('smipc', 'native/smipc', preset);
for (const preset of ['asan', 'tsan', 'fuzz']) await checked('runner', 'native/runner', preset);
for (const preset of ['asan', 'fuzz']) await checked('remoting', 'native/remoting/test', preset);
await vitest();

console.log('');
for (const line of skippedLines(outcomes)) console.log(line);
for (const outcome of outcomes) {
  if (outcome.state === 'failed') console.log(`failed: ${outcome.name}`);
  if (outcome.state === 'passed' && outcome.secondTry === true) console.log(`at the second try: ${outcome.name}`);
}
console.log(totals(outcomes));
process.exitCode = outcomes.some((outcome) => outcome.state === 'failed') ? 1 : 0;

/** Runs one command that counts as one. It says that it skipped by a last line that starts with "skipped: ". */
async function check(name: string, [program, ...args]: [string, ...string[]]): Promise<void> {
  const { failed, stdout, seconds } = await run(name, program, args);
  const reason = /^skipped: (.*)$/.exec(stdout.trimEnd().split('\n').at(-1) ?? '')?.[1];
  if (failed) outcomes.push({ name, state: 'failed' });
  else if (reason !== undefined) outcomes.push({ name, state: 'skipped', reason });
  else outcomes.push({ name, state: 'passed' });
  console.log(`-- ${name}: ${failed ? 'failed' : (reason ?? 'passed')} (${seconds} s)`);
}

/** The tests that are registered with CMake, for each platform that has any. */
async function nativeTests(): Promise<void> {
  for (const platform of await platforms()) {
    if (!existsSync(path.join(buildFolder(platform), 'CTestTestfile.cmake'))) continue;
    const name = `native tests, ${platform}`;
    const file = path.join(root, 'build', `ctest-${platform}.xml`);
    await rm(file, { force: true });
    const args = [
      '--test-dir',
      buildFolder(platform),
      '--output-on-failure',
      '--timeout',
      '300',
      '--output-junit',
      file,
      // Wine now and then refuses to start a process while another one is being killed.
      ...(platform.startsWith('win') ? ['--repeat', 'until-pass:2'] : []),
    ];
    const { failed } = await run(name, 'ctest', args);
    count(name, failed, existsSync(file) ? fromCtest(name, await readFile(file, 'utf8')) : []);
  }
}

/**
 * Tests of a part of the native code under the sanitizers, and its fuzzers: presets in `source`. The fuzzers of a part run
 * for a minute, or for FMUTOOL_FUZZ_SECONDS.
 */
async function checked(part: string, source: string, preset: string): Promise<void> {
  const name = `${part}, ${preset}`;
  const folder = path.join(root, 'build', part, preset);
  const file = path.join(root, 'build', `ctest-${part}-${preset}.xml`);
  await rm(file, { force: true });
  const seconds = process.env['FMUTOOL_FUZZ_SECONDS'] ?? '60';
  const configured = await run(name, 'cmake', ['-S', source, '--preset', preset, `-Dseconds=${seconds}`]);
  const built = configured.failed ? configured : await run(name, 'cmake', ['--build', folder]);
  const args = ['--test-dir', folder, '--output-on-failure', '--output-junit', file];
  const { failed } = built.failed ? built : await run(name, 'ctest', args);
  count(name, failed, existsSync(file) ? fromCtest(name, await readFile(file, 'utf8')) : []);
}

async function vitest(): Promise<void> {
  const file = path.join(root, 'build', 'vitest.json');
  await mkdir(path.dirname(file), { recursive: true });
  await rm(file, { force: true });
  const args = ['run', '--reporter=default', '--reporter=./scripts/summary-reporter.ts'];
  const { failed } = await run('tests', 'vitest', args, { FMUTOOL_TEST_SUMMARY: file });
  count('tests', failed, existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as Outcome[]) : []);
}

/** Adds the outcomes of a test runner. One that fails and names no failed test has failed as such. */
function count(name: string, failed: boolean, found: readonly Outcome[]): void {
  outcomes.push(...found);
  if (failed && !found.some((outcome) => outcome.state === 'failed')) outcomes.push({ name, state: 'failed' });
}

async function run(
  name: string,
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<{ failed: boolean; stdout: string; seconds: string }> {
  console.log(`\n== ${name}`);
  const { failed, stdout, durationMs } = await execa(program, args, {
    cwd: root,
    env,
    preferLocal: true,
    reject: false,
    stdin: 'ignore',
    stdout: ['inherit', 'pipe'],
    stderr: 'inherit',
    timeout: 15 * minutes,
  });
  return { failed, stdout, seconds: (durationMs / 1000).toFixed(1) };
}
