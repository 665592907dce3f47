/** Carries out `fmutool simulate`: options to an experiment, its result to text, JSON and an exit status. */
import { FmuToolError } from '../../fmu/error.js';
import type { RfmiClientOptions } from '../../rfmi/client/client.js';
import { isRfmiUrl } from '../../rfmi/client/url.js';
import { notFiniteText } from '../../simulate/not-finite.js';
import { simulate, type SimulateOptions, type SimulateResult } from '../../simulate/simulate.js';
import { requireDistinct } from '../distinct-files.js';
import { errorItem } from '../each-fmu.js';
import { DONE, NOT_DONE, PROBLEM, type ExitStatus } from '../exit-status.js';
import { simulateJson } from '../formats/simulate-json.js';
import { simulateText } from '../formats/simulate-text.js';
import { readSmall } from '../small-file.js';
import { interruptible } from '../interrupt.js';
import { requirePlatform } from '../operations.js';
import { limitsOf } from '../options.js';
import { stdout } from '../output/channel.js';
import { Report } from '../output/report.js';
import { UsageError } from '../usage-error.js';
import { ModelWarnings } from './model-warnings.js';
import type { SimulateCommandOptions } from './typed-options.js';

/** Simulates `target`, a file or an address. */
export async function runSimulate(target: string, options: SimulateCommandOptions): Promise<ExitStatus> {
  refuseUnfit(target, options);
  await requireDistinct(
    [
      ['--output', isStdout(options) ? undefined : options.output],
      ['--plot', options.plot],
      ['--save-state', options.saveState],
    ],
    [
      ['the model', isRfmiUrl(target) ? undefined : target],
      ['the input', options.input],
      ['the saved state', options.loadState],
    ],
  );
  const report = await Report.create(options);
  try {
    return await interruptible(async (signal) => {
      const warnings = new ModelWarnings();
      try {
        const result = await withProgress(target, options, report, signal, warnings);
        return show(target, options, report, result, warnings);
      } finally {
        if (options.verbose !== true) for (const line of warnings.lines) report.warning(target, line);
      }
    });
  } catch (error) {
    if (!(error instanceof FmuToolError)) throw error;
    // `fmutool simulate x.fmu -o - | head` has what it wants.
    if (error.code === 'output-closed') return DONE;
    report.error(target, error);
    report.document(errorItem(target, error));
    return NOT_DONE;
  }
}

async function withProgress(
  target: string,
  options: SimulateCommandOptions,
  report: Report,
  signal: AbortSignal,
  warnings: ModelWarnings,
): Promise<SimulateResult> {
  const wanted = await wantedOf(target, options, signal);
  const progress = await report.progress(target);
  try {
    return await simulate(target, {
      ...wanted,
      signal,
      onProgress: (part) => progress.show(part),
      onLog: (text, status, printed) => {
        warnings.note(text, status);
        if (options.verbose !== true) return;
        if (printed === true) report.note(target, text);
        else report.warning(target, text);
      },
    });
  } finally {
    progress.end();
  }
}

function show(
  target: string,
  options: SimulateCommandOptions,
  report: Report,
  result: SimulateResult,
  { list }: ModelWarnings,
): ExitStatus {
  report.document(simulateJson(target, result, list, options));
  if (!isStdout(options)) report.text(simulateText(target, result, options));
  else if (result.reason === 'model') report.note(target, `ended by the model itself at ${result.stopTime} s`);
  if (result.note !== undefined) report.warning(target, result.note);
  sayNotFinite(target, report, result);
  if (result.undrawn.length > 0) {
    report.warning(target, `${result.undrawn.length} variables are not in the chart (choose with --plot-variables)`);
  }
  if (options.saveState !== undefined && result.reason === 'model') {
    report.warning(target, 'the model ended before --pause-at: no state was saved');
  }
  if (result.reason !== 'problem') return DONE;
  const at = `at ${result.stopTime} s, after ${result.steps} steps`;
  report.error(
    target,
    new FmuToolError('simulation', `the simulation ended ${at}: ${result.problem ?? 'no reason given'}`),
  );
  return PROBLEM;
}

/** Variables that are not finite and named unless all are asked for. */
const NAMED = 20;

function sayNotFinite(target: string, report: Report, { notFinite }: SimulateResult): void {
  const shown = report.options.verbose === true ? notFinite : notFinite.slice(0, NAMED);
  for (const each of shown) report.warning(target, notFiniteText(each));
  const hidden = notFinite.length - shown.length;
  if (hidden > 0)
    report.warning(target, `${hidden} more variables are not always finite numbers (--verbose shows them)`);
}

/** What the standard output is called. */
const STDOUT: ReadonlySet<string> = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

/** Whether the results are what is printed. */
function isStdout({ output }: SimulateCommandOptions): boolean {
  return output !== undefined && STDOUT.has(output);
}

/** Options that make no sense for this target are a mistake, not something to be silent about. */
function refuseUnfit(target: string, options: SimulateCommandOptions): void {
  const url = isRfmiUrl(target);
  const forFiles = {
    '--platform': options.platform,
    '--interface': options.interface,
    '--solver': options.solver,
    '--pause-at': options.pauseAt,
    '--load-state': options.loadState,
  };
  const forAddresses = {
    '--wait': options.wait,
    '--tls-ca': options.tlsCa,
    '--tls-cert': options.tlsCert,
    '--tls-key': options.tlsKey,
  };
  for (const [name, value] of Object.entries(url ? forFiles : forAddresses)) {
    if (value === undefined) continue;
    throw new UsageError(
      url
        ? `${name} is for FMU files; at an address the server decides that`
        : `${name} is for addresses such as rfmis://host/name`,
    );
  }
  refuseUnfitStates(options);
  if ((options.tlsCert === undefined) !== (options.tlsKey === undefined)) {
    throw new UsageError('--tls-cert and --tls-key belong together');
  }
  if (options.plotVariables !== undefined && options.plot === undefined) {
    throw new UsageError('--plot-variables says what to draw; say where with --plot FILE.svg');
  }
  if (isStdout(options) && options.json === true) {
    throw new UsageError(
      `--output ${options.output ?? '-'} and --json both want the standard output; write one of them to a file`,
    );
  }
  if (options.plot === '-') throw new UsageError('--plot needs a file; only the results can go to the standard output');
}

/** A simulation that goes on is the one that was paused: what was said then is not said again. */
function refuseUnfitStates(options: SimulateCommandOptions): void {
  if ((options.pauseAt === undefined) !== (options.saveState === undefined)) {
    throw new UsageError('--pause-at and --save-state belong together');
  }
  if (options.loadState === undefined) return;
  const decided = {
    '--start': options.start,
    '--stop': options.stop,
    '--step': options.step,
    '--output-interval': options.outputInterval,
    '--tolerance': options.tolerance,
    '--set': options.set,
    '--interface': options.interface,
    '--solver': options.solver,
  };
  const again = Object.entries(decided).find(([, value]) => value !== undefined);
  if (again !== undefined) throw new UsageError(`${again[0]} was decided when the state was saved; leave it out`);
}

const KINDS = { cs: 'coSimulation', me: 'modelExchange' } as const;

async function wantedOf(
  target: string,
  options: SimulateCommandOptions,
  signal: AbortSignal,
): Promise<SimulateOptions> {
  return {
    experiment: {
      startTime: options.start,
      stopTime: options.stop,
      stepSize: options.step,
      tolerance: options.tolerance,
      outputInterval: options.outputInterval,
    },
    set: options.set,
    input: options.input,
    output: isStdout(options) ? stdout.data() : options.output,
    record: options.recordAll === true ? 'all' : options.record,
    plot: options.plot,
    plotVariables: options.plotVariables,
    pause:
      options.pauseAt === undefined || options.saveState === undefined
        ? undefined
        : { at: options.pauseAt, file: options.saveState },
    loadState: options.loadState,
    timeout: options.timeout,
    kind: options.interface === undefined ? undefined : KINDS[options.interface],
    solver: options.solver,
    platform: options.platform === undefined ? undefined : requirePlatform(options.platform),
    limits: limitsOf(options),
    connection: isRfmiUrl(target) ? await connectionOf(options, signal) : undefined,
  };
}

async function connectionOf(
  { wait, tlsCa, tlsCert, tlsKey }: SimulateCommandOptions,
  signal: AbortSignal,
): Promise<RfmiClientOptions> {
  const read = async (file: string | undefined): Promise<Buffer | undefined> =>
    file === undefined ? undefined : readSmall(file, signal);
  const [ca, cert, key] = [await read(tlsCa), await read(tlsCert), await read(tlsKey)];
  return {
    waitUntilConnectedMilliseconds: wait === undefined ? undefined : wait * 1000,
    tls: ca === undefined && cert === undefined ? undefined : { ca, cert, key },
  };
}
