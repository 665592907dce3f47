/** Opens the state space of an FMU: finds out in which way its states can be kept, and looks at how it keeps them. */
import { FmuToolError } from '../fmu/error.js';
import { Fmu, type FmuOptions } from '../fmu/fmu.js';
import { canSerialize } from '../fmu/can-serialize.js';
import type { ModelDescription } from '../fmu/model-description.js';
import type { Platform } from '../fmu/platforms.js';
import { Model } from '../runtime/model.js';
import { isSameTime } from '../runtime/same-time.js';
import { resolveExperiment } from '../simulate/experiment.js';
import { defaultRecord } from '../simulate/select-variables.js';
import type { OnLog, StartValue } from '../simulate/simulation.js';
import { beginning } from '../simulate/start-values.js';
import { parseValue } from '../simulate/values.js';
import { VariableFrame } from '../simulate/variable-frame.js';
import { indexOfAll, isClocked, type VariableIndex } from '../simulate/variables.js';
import { readActions } from './actions-file.js';
import { combinations, type Choice, type WantedChoice } from './choices.js';
import { FmuSpace } from './fmu-space.js';
import { LivingModel } from './living-model.js';
import { ReplayingMachine } from './replaying-machine.js';
import { Representatives } from './representatives.js';
import { RestoringMachine, type Clockwork } from './restoring-machine.js';
import { checkStart } from './start-check.js';

/** Which state space of an FMU. */
export interface FmuSpaceOptions extends FmuOptions {
  /** Values of inputs that can be chosen at every step, in every combination. */
  readonly choices?: readonly WantedChoice[] | undefined;
  /** The text of a file of actions, instead of choices. */
  readonly actions?: string | undefined;
  /** Seconds of a step; without it the FMU's own. */
  readonly step?: number | undefined;
  /** Seconds; without it the FMU's own. */
  readonly start?: number | undefined;
  /** The horizon in seconds; the time belongs to configurations then. */
  readonly until?: number | undefined;
  /** The horizon in steps of those spaces in which steps are counted. */
  readonly depth?: number | undefined;
  /** Whether the time belongs to configurations. */
  readonly timed?: boolean | undefined;
  /** What makes configurations the same; `bytes` by default. */
  readonly identity?: 'bytes' | 'outputs' | undefined;
  /** Of reals among the outputs. */
  readonly rounding?: number | undefined;
  /** Start values as text, by the names of variables. */
  readonly set?: readonly (readonly [name: string, value: string])[] | undefined;
  readonly platform?: Platform | undefined;
  readonly tolerance?: number | undefined;
  /** Called with what the model's logger was told. */
  readonly onLog?: OnLog | undefined;
}

/**
 * Opens the state space of the FMU at `path`; it has to be closed.
 * @throws FmuToolError why it cannot be read, run or explored so
 */
export async function openFmuSpace(path: string, options: FmuSpaceOptions = {}): Promise<FmuSpace> {
  const fmu = Fmu.open(path, options);
  try {
    const description = fmu.modelDescription;
    requireCoSimulation(description);
    const model = await Model.open(fmu, { platform: options.platform });
    try {
      return await spaceOf(model, description, options);
    } catch (error) {
      await model.close();
      throw error;
    }
  } catch (error) {
    throw error instanceof FmuToolError ? error.withPath(path) : error;
  } finally {
    fmu.close();
  }
}

function requireCoSimulation({ interfaces }: ModelDescription): void {
  if (interfaces.some(({ kind }) => kind === 'coSimulation')) return;
  throw new FmuToolError('interface-missing', 'the FMU has no interface for co-simulation, so it cannot be explored');
}

async function spaceOf(model: Model, description: ModelDescription, options: FmuSpaceOptions): Promise<FmuSpace> {
  const index = indexOfAll(description);
  const { startTime, stepSize, tolerance } = experimentOf(description, options);
  const startValues = startValuesOf(index, options);
  const choices = choicesFrom(index, options);
  const inputs = new VariableFrame([...new Set(choices.flatMap(({ set }) => [...set.keys()]))]);
  const outputs = defaultRecord(index).filter((variable) => !isClocked(variable));
  const calls = [
    ...beginning({ startTime, stopTime: options.until, tolerance }, startValues),
    { call: 'exitInitialization' } as const,
  ];
  const alive = (): LivingModel => new LivingModel(model, { kind: 'coSimulation' }, calls, options.onLog);
  const replays = !canSerialize(description, 'coSimulation');
  const timed = replays || options.timed === true || options.until !== undefined;
  const clockwork: Clockwork = { startTime, stepSize, timed };
  const findings = replays
    ? [`the FMU cannot save its state: configurations are the choices that lead to them, done again each time (slow)`]
    : await checked(alive, clockwork, outputs, options);
  const machine = alive();
  return FmuSpace.begin({
    index,
    choices,
    inputs,
    machine: (movesOf) =>
      replays
        ? new ReplayingMachine(machine, clockwork, inputs.frame, movesOf)
        : new RestoringMachine(machine, clockwork, inputs.frame),
    startTime,
    stepSize,
    timed,
    replays,
    horizon: horizonOf(startTime, stepSize, timed, options),
    representatives: options.identity === 'outputs' ? new Representatives(options.rounding) : undefined,
    outputs: options.identity === 'outputs' ? outputs : [],
    shown: outputs,
    findings,
    end: () => model.close(),
  });
}

async function checked(
  alive: () => LivingModel,
  clockwork: Clockwork,
  outputs: VariableFrame['variables'],
  { identity }: FmuSpaceOptions,
): Promise<string[]> {
  const [model, other] = [alive(), alive()];
  try {
    const findings = await checkStart({ model, other, clockwork, outputs: new VariableFrame(outputs) });
    return findings.flatMap(({ text, isAboutBytes }) => (isAboutBytes && identity === 'outputs' ? [] : [text]));
  } finally {
    await Promise.all([model.restart(), other.restart()]);
  }
}

function experimentOf(
  description: ModelDescription,
  { start, step, until, tolerance }: FmuSpaceOptions,
): { startTime: number; stepSize: number; tolerance: number | undefined } {
  const own = description.defaultExperiment?.stepSize;
  if (step === undefined && !(own !== undefined && Number.isFinite(own) && own > 0)) {
    throw new FmuToolError('experiment', 'the FMU does not say how long a step is; choose --step');
  }
  return resolveExperiment(description, { startTime: start, stepSize: step, stopTime: until, tolerance });
}

/** Steps until the horizon. */
function horizonOf(
  startTime: number,
  stepSize: number,
  timed: boolean,
  { until, depth }: FmuSpaceOptions,
): number | undefined {
  if (until === undefined) return timed ? depth : undefined;
  const steps = Math.round((until - startTime) / stepSize);
  const whole = isSameTime(startTime + steps * stepSize, until, stepSize);
  return whole ? steps : Math.floor((until - startTime) / stepSize);
}

function choicesFrom(index: VariableIndex, { actions, choices = [] }: FmuSpaceOptions): Choice[] {
  return actions === undefined ? combinations(index, choices) : readActions(actions, index);
}

function startValuesOf(index: VariableIndex, { set = [] }: FmuSpaceOptions): StartValue[] {
  return set.map(([name, text]) => {
    const variable = index.require(name);
    return { variable, value: parseValue(text, variable) };
  });
}
