/** Carries out `fmutool explore`: a space, a search, and what is said of it. */
import path from 'node:path';
import { FmuToolError } from '../../fmu/error.js';
import { checkDestination } from '../../files/replace-file.js';
import { isPlugUrl } from '../../plug/client/url.js';
import { SpaceError } from '../../plug/space.js';
import { explore, type Strategy } from '../../explore/explore.js';
import type { Exploration } from '../../explore/exploration.js';
import { isGood } from '../../explore/search/property.js';
import type { BoundedSpace, Progress } from '../../explore/search/search.js';
import type { GraphRecorder } from '../../explore/graph/graph.js';
import { toldTrace, type ToldStep } from '../../explore/told-trace.js';
import { requireDistinct } from '../distinct-files.js';
import { errorItem } from '../each-fmu.js';
import { DONE, NOT_DONE, PROBLEM, type ExitStatus } from '../exit-status.js';
import { exploreJson } from '../formats/explore-json.js';
import { exploreText } from '../formats/explore-text.js';
import { interruptible } from '../interrupt.js';
import { linesOf } from '../output/line.js';
import { Report } from '../output/report.js';
import { UsageError } from '../usage-error.js';
import { propertiesOf, type ExploreCommandOptions } from './explore-options.js';
import { Checkpoint, searchKey } from './checkpoint-file.js';
import { openSpace } from './open-space.js';
import { recorderOf, writeGraph } from './write-graph.js';
import { writeTrace } from './write-trace.js';

/** What the random walks begin with where no seed is given. */
const SEED = 1;
const WALKS = 1000;

/** Explores `target`, a file or an address. */
export async function runExplore(target: string, options: ExploreCommandOptions): Promise<ExitStatus> {
  refuseUnfit(target, options);
  await requireDistinct(
    [
      ['--trace', options.trace],
      ['--graph', options.graph],
      ['--checkpoint', options.checkpoint],
    ],
    [
      ['the model', isPlugUrl(target) ? undefined : target],
      ['the file of actions', options.actions],
    ],
  );
  const report = await Report.create(options);
  try {
    for (const file of [options.trace, options.graph, options.checkpoint]) {
      if (file !== undefined) await checkDestination(file);
    }
    return await interruptible((signal) => run(target, options, report, signal));
  } catch (error) {
    // A proposition that is wrong comes with the line that is, and a caret.
    const [message = '', ...lines] = error instanceof SpaceError ? linesOf(error.message) : [];
    const told = error instanceof SpaceError ? new FmuToolError('space', message, { cause: error }) : error;
    if (!(told instanceof FmuToolError)) throw told;
    report.error(target, told, lines);
    report.document(errorItem(target, told));
    return NOT_DONE;
  }
}

async function run(
  target: string,
  options: ExploreCommandOptions,
  report: Report,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const { space, ofFmu, findings } = await openSpace(target, options, report, signal);
  try {
    for (const finding of findings) report.warning(target, finding);
    const key = await searchKey(target, options, signal);
    const recorder = options.graph === undefined ? undefined : recorderOf(space);
    const exploration = await searched({ target, space, options, report, signal, recorder, key });
    const traces = await tellTraces(space, exploration);
    report.document(exploreJson(target, exploration, traces, findings));
    report.text(
      exploreText(target, exploration, traces, { verbose: options.verbose, random: options.strategy === 'random' }),
    );
    if (options.trace !== undefined) {
      await writeTrace(options.trace, { target, ofFmu, exploration, traces, report, signal });
    }
    if (options.graph !== undefined && recorder !== undefined) {
      await writeGraph(options.graph, recorder, { target, exploration, report });
    }
    return statusOf(exploration, options);
  } finally {
    await space.close();
  }
}

/** A search, and what belongs to it. */
interface SearchToDo {
  readonly target: string;
  readonly space: BoundedSpace;
  readonly options: ExploreCommandOptions;
  readonly report: Report;
  readonly signal: AbortSignal;
  readonly recorder: GraphRecorder | undefined;
  /** What a checkpoint is of. */
  readonly key: string;
}

async function searched({ target, space, options, report, signal, recorder, key }: SearchToDo): Promise<Exploration> {
  const checkpoint =
    options.checkpoint === undefined ? undefined : await Checkpoint.open(options.checkpoint, key, signal);
  const progress = await report.progress(target);
  try {
    return await explore(space, {
      ...strategyOf(options),
      properties: propertiesOf(options),
      bounds: {
        states: options.maxStates,
        depth: options.depth,
        seconds: options.timeout,
        bytes: options.memory,
      },
      signal,
      onSearch: checkpoint,
      onState: recorder && ((state, configuration) => recorder.state(state, configuration)),
      onEdge: recorder && ((from, to, transition) => recorder.edge(from, to, transition)),
      onProgress: (now) => progress.say(progressText(target, now)),
    });
  } finally {
    progress.end();
  }
}

function strategyOf({ strategy = 'breadth', seed = SEED, walks = WALKS }: ExploreCommandOptions): Strategy {
  return strategy === 'random' ? { strategy, seed, walks } : { strategy };
}

function progressText(target: string, { states, frontier, depth, statesPerSecond }: Progress): string {
  return `${target}: ${states} configurations, ${frontier} waiting, depth ${depth}, ${Math.round(statesPerSecond)}/s`;
}

function tellTraces(space: BoundedSpace, { findings }: Exploration): Promise<(readonly ToldStep[] | undefined)[]> {
  return Promise.all(
    findings.map(({ trace }) => (trace === undefined ? Promise.resolve(undefined) : toldTrace(space, trace))),
  );
}

function statusOf({ findings, seen }: Exploration, { bounded, strategy }: ExploreCommandOptions): ExitStatus {
  const verdicts = findings.map(({ verdict }) => verdict);
  if (verdicts.some((verdict) => verdict === 'violated' || verdict === 'unreachable')) return PROBLEM;
  if (verdicts.length > 0 && verdicts.every(isGood)) return DONE;
  const isKnown = verdicts.length === 0 && (seen.complete || strategy === 'random');
  return isKnown || bounded === true ? DONE : NOT_DONE;
}

function refuseUnfit(target: string, options: ExploreCommandOptions): void {
  const random = options.strategy === 'random';
  const { seed, walks, checkpoint, graph, maxStates, memory } = options;
  const unfit = random ? { checkpoint, graph, 'max-states': maxStates, memory } : { seed, walks };
  for (const [name, value] of Object.entries(unfit)) {
    if (value === undefined) continue;
    throw new UsageError(`--${name} is ${random ? 'not for' : 'for'} --strategy random`);
  }
  if (isPlugUrl(target) && checkpoint !== undefined) {
    throw new UsageError(
      '--checkpoint is for FMU files; what is served at an address may be another one the next time',
    );
  }
  if (isPlugUrl(target) && options.trace?.toLowerCase().endsWith('.csv') === true) {
    throw new UsageError('--trace way.csv is for FMU files; from an address a way can be written as .json');
  }
  if (checkpoint !== undefined && graph !== undefined) {
    throw new UsageError('--graph needs all that was seen, which --checkpoint does not keep; leave out one of them');
  }
  requireEnding('--trace', options.trace, ['.csv', '.json']);
  requireEnding('--graph', options.graph, ['.dot', '.svg', '.html']);
}

function requireEnding(option: string, file: string | undefined, endings: readonly string[]): void {
  if (file === undefined || endings.includes(path.extname(file).toLowerCase())) return;
  throw new UsageError(`${option} takes a file that ends with ${endings.join(' or ')}`);
}
