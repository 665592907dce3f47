/** `fmutool smoke`: runs FMUs through a server as clients do, and compares them with what they were made of. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { FmuToolError } from '../../fmu/error.js';
import type { Platform } from '../../fmu/platforms.js';
import { checkDestination, replaceFile } from '../../files/replace-file.js';
import type { PageItem } from '../../smoke/report/page.js';
import type { SmokeResult } from '../../smoke/result.js';
import { requireDistinct } from '../distinct-files.js';
import { eachFmu, errorItem, type Outcome } from '../each-fmu.js';
import { DONE, NOT_DONE, PROBLEM, worst, type ExitStatus } from '../exit-status.js';
import { interruptible } from '../interrupt.js';
import { requirePlatform } from '../operations.js';
import { addCommonOptions, limitsOf, optionsOf, type CommonOptions } from '../options.js';
import { stdout } from '../output/channel.js';
import { linesOf } from '../output/line.js';
import { Report } from '../output/report.js';
import type { Runner } from '../runner.js';
import { UsageError } from '../usage-error.js';

interface SmokeCommandOptions extends CommonOptions {
  readonly platform?: readonly Platform[];
  readonly report?: string;
  readonly format?: 'text' | 'json' | 'junit';
  readonly timeout?: number;
  readonly start?: number;
  readonly stop?: number;
  readonly step?: number;
}

/** Declares the command. */
export function defineSmoke(program: Command, runner: Runner): void {
  const command = program
    .command('smoke')
    .summary('run the FMU through a server and compare it with the original')
    .description(
      'Starts a server with each FMU, drives it as a client through a whole simulation, over TCP and over shared ' +
        'memory, and compares every output at every step bit for bit with the library of the model itself, run ' +
        'without remoting. Model exchange is simulated with and without remoting, by the same solver. ' +
        'Exit status: 0 all is equal, 1 something differs or a model fails, 2 something could not be tested.',
    )
    .argument('<fmu...>', 'FMUs to test')
    .addOption(
      new Option(
        '--platform <platform>',
        "test this platform's library; may be repeated (those with remoting)",
      ).argParser(platforms),
    )
    .addOption(new Option('--format <format>', 'how results are printed').choices(['text', 'json', 'junit']))
    .option('--report <file.html>', 'write a page with verdicts, timings and curves there')
    .addOption(
      new Option(
        '--timeout <seconds>',
        'give up an FMU that takes longer (60); a single run of it gets half of what is left',
      ).argParser(positiveSeconds),
    )
    .addOption(new Option('--start <seconds>', "start time (the FMU's own)").argParser(time))
    .addOption(new Option('--stop <seconds>', "stop time (the FMU's own, at most 1,000 steps)").argParser(time))
    .addOption(new Option('--step <seconds>', "step size (the FMU's own)").argParser(positiveSeconds));
  addCommonOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  fmutool --add-remoting-linux32 model.fmu && fmutool smoke model.fmu
  fmutool smoke --platform linux32 --timeout 10 model.fmu
  fmutool smoke --report smoke.html --format junit *.fmu > smoke.xml
Exit status: 0 the same everywhere, 1 a difference or a model that failed, 2 something could not be tested.`,
    )
    .action((files: string[]) => runner(() => runSmoke(files, optionsOf(command))));
}

async function runSmoke(files: readonly string[], given: SmokeCommandOptions): Promise<ExitStatus> {
  if (given.json === true && given.format !== undefined && given.format !== 'json') {
    throw new UsageError(`--json and --format ${given.format} both say what to print; leave out one of them`);
  }
  const format = given.format ?? (given.json === true ? 'json' : 'text');
  await requireDistinct(
    [['--report', given.report]],
    files.map((file) => ['an FMU that is tested', file]),
  );
  // Text for people would be in the way of a document.
  const report = await Report.create({ ...given, json: format === 'json', quiet: given.quiet ?? format === 'junit' });
  try {
    // Before all the work.
    if (given.report !== undefined) await checkDestination(given.report);
  } catch (error) {
    return refused(given.report, error, report);
  }
  const outcomes = await interruptible((signal) => testAll(files, given, report, signal));
  const { smokeItems } = await import('../formats/smoke-json.js');
  report.document(
    outcomes.flatMap((each) => ('error' in each ? [errorItem(each.file, each.error)] : smokeItems(each.value))),
  );
  if (format === 'junit') {
    const { smokeJunit } = await import('../formats/smoke-junit.js');
    stdout.lines(linesOf(smokeJunit(outcomes)));
  }
  const statuses = outcomes.map((each) => ('error' in each ? NOT_DONE : statusOf(each.value)));
  if (given.report !== undefined) statuses.push(await writePage(given.report, outcomes, report));
  return worst(statuses);
}

async function testAll(
  files: readonly string[],
  options: SmokeCommandOptions,
  report: Report,
  signal: AbortSignal,
): Promise<readonly Outcome<SmokeResult>[]> {
  const [{ smokeFmu }, { smokeText }] = await Promise.all([
    import('../../smoke/smoke.js'),
    import('../formats/smoke-text.js'),
  ]);
  const { platform = [], timeout, start, stop, step } = options;
  const experiment = {
    ...(start !== undefined && { startTime: start }),
    ...(stop !== undefined && { stopTime: stop }),
    ...(step !== undefined && { stepSize: step }),
  };
  const test = async (file: string): Promise<SmokeResult> => {
    const progress = await report.progress(file);
    try {
      return await smokeFmu(file, {
        platforms: platform,
        experiment,
        keepSamples: options.report !== undefined,
        limits: limitsOf(options),
        signal,
        ...(timeout !== undefined && { timeout }),
      });
    } finally {
      progress.end();
    }
  };
  try {
    const { outcomes } = await eachFmu(files, report, test, {
      jobs: options.jobs,
      signal,
      show: (file, result) => {
        for (const warning of result.warnings) report.warning(file, warning);
        report.text(smokeText(result, options.verbose === true));
      },
    });
    return outcomes;
  } catch (error) {
    // Everything is given back; the process ends as the signal asks.
    if (signal.aborted) return [];
    throw error;
  }
}

/** Of an FMU the worst counts: what could not be tested is no pass. */
function statusOf({ trials }: SmokeResult): ExitStatus {
  return worst(
    trials.map(({ verdict }) => (verdict === 'pass' ? DONE : verdict === 'not-testable' ? NOT_DONE : PROBLEM)),
  );
}

async function writePage(file: string, outcomes: readonly Outcome<SmokeResult>[], report: Report): Promise<ExitStatus> {
  const [{ smokePage }, { environment }] = await Promise.all([
    import('../../smoke/report/page.js'),
    import('../../smoke/report/environment.js'),
  ]);
  const items = outcomes.map((each): PageItem =>
    'error' in each ? { file: each.file, error: each.error.message } : each.value,
  );
  const page = await smokePage(items, environment(new Date()));
  try {
    await replaceFile(await checkDestination(file), [Buffer.from(page)], { sync: false, name: file });
    return DONE;
  } catch (error) {
    return refused(file, error, report);
  }
}

function refused(file: string | undefined, error: unknown, report: Report): ExitStatus {
  if (!(error instanceof FmuToolError)) throw error;
  report.error(file ?? '', error);
  return NOT_DONE;
}

function platforms(name: string, before: readonly Platform[] | undefined): readonly Platform[] {
  const found = requirePlatform(name);
  return before?.includes(found) === true ? before : [...(before ?? []), found];
}

function time(text: string): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (!Number.isFinite(value)) throw new InvalidArgumentError('give seconds, such as 0.5.');
  return value;
}

function positiveSeconds(text: string): number {
  const value = time(text);
  if (value <= 0) throw new InvalidArgumentError('give seconds, such as 0.5.');
  return value;
}
