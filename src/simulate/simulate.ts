/** A whole experiment: a model, its start values and inputs, and files with what came of it. */
import type { Writable } from 'node:stream';
import { FmuToolError, listed, quote } from '../fmu/error.js';
import type { Platform } from '../fmu/platforms.js';
import type { FmuOptions } from '../fmu/fmu.js';
import { problemWarnings } from '../fmu/model-description/problem.js';
import type { RfmiClientOptions } from '../rfmi/client/client.js';
import { isRfmiUrl } from '../rfmi/client/url.js';
import type { Value } from '../runtime/frames.js';
import { checkDestination, replaceFile } from '../files/replace-file.js';
import { arrayValues } from './array-text.js';
import { chartSvg } from './chart.js';
import { CommunicationPoints } from './communication-points.js';
import { Curve, isDrawable } from './curves.js';
import { resolveExperiment, type Experiment, type WantedExperiment } from './experiment.js';
import { openFmuSubject } from './fmu-subject.js';
import { readInputCsv } from './input-csv.js';
import type { InputSignals } from './inputs.js';
import { Limits } from './limits.js';
import type { Solver } from './model-exchange/solver.js';
import { NotFiniteValues, type NotFinite } from './not-finite.js';
import { Recorder } from './recorder.js';
import { defaultRecord, selectVariables } from './select-variables.js';
import { Pause, requireFit, resumedOptions } from './saved/pausing.js';
import { readStateFile, type SavedSimulation } from './saved/state-file.js';
import type { OnLog, SimulationResult, StartValue } from './simulation.js';
import { sizesFrom } from './start-values.js';
import type { SimulatedInterface, Subject } from './subject.js';
import { openUrlSubject } from './url-subject.js';
import { parseValue } from './values.js';
import type { SimulationVariable, VariableIndex } from './variables.js';

/** What is simulated and how; everything has a default. */
export interface SimulateOptions extends FmuOptions {
  readonly experiment?: WantedExperiment | undefined;
  /** Start values as text, by the names of variables. */
  readonly set?: readonly (readonly [name: string, value: string])[] | undefined;
  /** CSV file with inputs. */
  readonly input?: string | undefined;
  /** CSV file to write, or a stream, which is not ended. */
  readonly output?: string | Writable | undefined;
  /** Names and patterns of the variables that are recorded, or all of them; the outputs unless told otherwise. */
  readonly record?: readonly string[] | 'all' | undefined;
  /** SVG file to draw. */
  readonly plot?: string | undefined;
  /** Names and patterns of the variables that are drawn; those that are recorded unless told otherwise. */
  readonly plotVariables?: readonly string[] | undefined;
  /** FMU files only: where the simulation is saved when it ends early, at this time in seconds or soon after it. */
  readonly pause?: { readonly at: number; readonly file: string } | undefined;
  /**
   * FMU files only: the file of a simulation that was paused, which goes on. Its experiment, start values, interface and
   * solver are what they were.
   */
  readonly loadState?: string | undefined;
  /** Seconds that the simulation may take. */
  readonly timeout?: number | undefined;
  /** FMU files only: which interface, and the platform whose library computes. */
  readonly kind?: SimulatedInterface | undefined;
  /** Model exchange only: the method of integration; without it one that suits the model. */
  readonly solver?: Solver | undefined;
  readonly platform?: Platform | undefined;
  /** Addresses only: how to connect. */
  readonly connection?: RfmiClientOptions | undefined;
  /** Aborting it ends the simulation; what has been recorded is kept. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the part of the time that is over, from 0 to 1. */
  readonly onProgress?: ((part: number) => void) | undefined;
  /** Called with what the model's logger was told, and before it with what its model description has wrong. */
  readonly onLog?: OnLog | undefined;
}

/** What came of an experiment. */
export interface SimulateResult extends SimulationResult {
  /** What the model is called. */
  readonly name: string;
  readonly kind: SimulatedInterface;
  readonly experiment: Experiment;
  /** What was done about steps that do not divide the time, in one line; undefined if they do. */
  readonly note: string | undefined;
  /** The last recorded values. */
  readonly final: readonly { readonly variable: SimulationVariable; readonly value: Value }[];
  /** What was recorded or drawn and is not always a finite number. */
  readonly notFinite: readonly NotFinite[];
  /** What is not in the chart though it was to be drawn by default. */
  readonly undrawn: readonly SimulationVariable[];
}

/** Curves in a chart if the user did not say what to draw: more cannot be told apart. */
const MOST_CURVES = 24;

/**
 * Simulates the FMU at a path or an address.
 * @throws FmuToolError if the options do not fit the model, files cannot be read or written, or it cannot be run
 */
export async function simulate(target: string, given: SimulateOptions = {}): Promise<SimulateResult> {
  const resume = given.loadState === undefined ? undefined : await readStateFile(given.loadState);
  const options = resume === undefined ? given : resumedOptions(given, resume);
  requireSvg(options.plot);
  const opening = isRfmiUrl(target)
    ? openUrlSubject(target, options.connection)
    : openFmuSubject(target, {
        ...options,
        tolerance: options.experiment?.tolerance,
        keepsState: options.pause !== undefined || resume !== undefined,
      });
  const limits = new Limits(options);
  try {
    const subject = await limits.opened(opening);
    try {
      return await simulateSubject(subject, options, limits, resume);
    } finally {
      await subject.close();
    }
  } catch (error) {
    throw error instanceof FmuToolError ? error.withPath(target) : error;
  } finally {
    limits.end();
  }
}

/** A result without these arrays must not be taken for whole. */
function leftOutText(names: readonly string[]): string {
  return `left out of the simulation: ${listed(names)}; the size of an array is not known`;
}

/** Triggered clocks that nothing triggers, in one line; undefined: there are none. */
function silentClocks({ triggeredClocks = [] }: Subject, inputs: InputSignals | undefined): string | undefined {
  const given = new Set(inputs?.variables.map(({ name }) => name));
  const silent = triggeredClocks.filter((name) => !given.has(name));
  if (silent.length === 0) return undefined;
  return `never triggered: ${listed(silent)}; such a clock ticks where its column in the file of inputs (--input) is 1`;
}

async function simulateSubject(
  subject: Subject,
  options: SimulateOptions,
  limits: Limits,
  resume: SavedSimulation | undefined,
): Promise<SimulateResult> {
  requireFit(subject, resume);
  const structural = structuralValues(subject.index, options.set ?? []);
  const index = structural.size === 0 ? subject.index : (subject.resized?.(structural) ?? subject.index);
  for (const line of problemWarnings(subject.description.problems)) options.onLog?.(line, 'warning');
  if (index.leftOut.length > 0) options.onLog?.(leftOutText(index.leftOut), 'warning');
  const experiment = resume?.experiment ?? resolveExperiment(subject.description, options.experiment);
  const begin = resume?.time ?? experiment.startTime;
  const pause = options.pause && (await Pause.prepare(options.pause, { begin, stop: experiment.stopTime }));
  const points = new CommunicationPoints(experiment, { constant: subject.constantSteps });
  const startValues = (options.set ?? []).flatMap(([name, text]) => startValuesOf(index, name, text));
  const given = options.input === undefined ? undefined : await readInputCsv(options.input, index, options.signal);
  // Points of the inputs that are written with rounded times are meant to be at those of the simulation.
  const inputs = given?.withTimes((time) => points.snap(time));
  refuseTwice(startValues, inputs);
  const silent = silentClocks(subject, inputs);
  if (silent !== undefined) options.onLog?.(silent, 'warning');
  const record = recordOf(index, options.record);
  const drawn = drawnOf(index, record, options);
  const all = [...new Set([...record, ...drawn.curves.map(({ variable }) => variable)])];
  const notFinite = new NotFiniteValues(all);
  const recorder = new Recorder(all, record, drawn.curves, options.output);
  const plot = options.plot === undefined ? undefined : await checkDestination(options.plot);
  await recorder.begin(options.signal);
  let recorded = begin;
  try {
    const result = await subject.simulate({
      experiment,
      startValues,
      inputs,
      record: all,
      onRow: (time, values) => {
        recorded = time;
        notFinite.row(time, values);
        options.onProgress?.((time - experiment.startTime) / (experiment.stopTime - experiment.startTime || 1));
        return recorder.row(time, values);
      },
      onLog: options.onLog,
      signal: options.signal,
      pauseAt: options.pause?.at,
      resume,
    });
    await recorder.finish();
    // Whatever ended it: what is said of the end is what was recorded last.
    const judged = { ...limits.judge(result), startTime: begin, stopTime: recorded };
    await pause?.save(subject, options, experiment, result);
    if (plot !== undefined) await draw(plot, subject, judged, drawn.curves);
    const { kind, name } = subject;
    return {
      ...judged,
      name,
      kind,
      experiment,
      note: kind === 'coSimulation' ? points.note : undefined,
      final: recorder.final(),
      notFinite: notFinite.list,
      undrawn: drawn.undrawn,
    };
  } catch (error) {
    await recorder.discard();
    throw error;
  }
}

/** A file called chart.png with an SVG in it opens nowhere. */
function requireSvg(plot: string | undefined): void {
  if (plot === undefined || /\.svg$/i.test(plot)) return;
  throw new FmuToolError('plot', 'charts are written as SVG; name a file that ends with .svg', { path: plot });
}

/** The value of a variable, or those of the elements of an array, with blanks between them. */
function startValuesOf(index: VariableIndex, name: string, text: string): StartValue[] {
  const elements = index.find(name) === undefined ? index.elements(name) : undefined;
  if (elements === undefined) {
    const variable = index.require(name);
    return [{ variable, value: parseValue(text, variable) }];
  }
  const values = arrayValues(text, name, elements);
  return elements.flatMap((variable, place) => {
    const value = values[place];
    return value === undefined ? [] : [{ variable, value }];
  });
}

/** The sizes that are set, by value reference: the arrays that follow from them have other elements. */
function structuralValues(
  index: VariableIndex,
  set: readonly (readonly [name: string, value: string])[],
): Map<number, number> {
  return sizesFrom(
    set.flatMap(([name, text]) => {
      const variable = index.find(name);
      return variable?.causality === 'structuralParameter' ? [{ variable, value: parseValue(text, variable) }] : [];
    }),
  );
}

function refuseTwice(startValues: readonly StartValue[], inputs: InputSignals | undefined): void {
  const names = startValues.map(({ variable }) => variable.name);
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined) throw new FmuToolError('value', `${quote(twice)} is set twice; say it once`);
  const arrays = new Set(startValues.map(({ variable }) => variable.element?.array));
  const both = inputs?.variables.find(({ name, element }) => seen.has(name) || (element && arrays.has(element.array)));
  if (both !== undefined) {
    throw new FmuToolError('value', `${quote(both.name)} is set and also in the file of inputs; leave out one of them`);
  }
}

function recordOf(index: VariableIndex, wanted: SimulateOptions['record']): SimulationVariable[] {
  if (wanted === 'all') return index.filter(({ causality }) => causality !== 'independent');
  return wanted === undefined ? defaultRecord(index) : selectVariables(index, wanted);
}

function drawnOf(
  index: VariableIndex,
  record: readonly SimulationVariable[],
  { plot, plotVariables }: SimulateOptions,
): { curves: Curve[]; undrawn: SimulationVariable[] } {
  if (plot === undefined) return { curves: [], undrawn: [] };
  if (plotVariables !== undefined) {
    const chosen = selectVariables(index, plotVariables);
    const text = chosen.find((each) => !isDrawable(each) && plotVariables.includes(each.name));
    if (text !== undefined) {
      throw new FmuToolError('plot', `${quote(text.name)} is no number and cannot be drawn; choose others`);
    }
    return { curves: chosen.filter(isDrawable).map((variable) => new Curve(variable)), undrawn: [] };
  }
  const drawable = record.filter(isDrawable);
  if (drawable.length === 0) {
    throw new FmuToolError('plot', 'nothing that is recorded can be drawn; name variables with --plot-variables');
  }
  return {
    curves: drawable.slice(0, MOST_CURVES).map((variable) => new Curve(variable)),
    undrawn: drawable.slice(MOST_CURVES),
  };
}

async function draw(
  path: string,
  { name }: Subject,
  { startTime, stopTime, steps }: SimulationResult,
  curves: readonly Curve[],
): Promise<void> {
  const subtitle = `${startTime} s to ${stopTime} s in ${steps} steps`;
  const svg = await chartSvg({ title: name, subtitle, curves });
  await replaceFile(path, [Buffer.from(svg)], { sync: true });
}
