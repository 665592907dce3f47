/** Tests one interface of an FMU on one platform: runs the original, then the tested side over every transport. */
import { canSerialize } from '../fmu/can-serialize.js';
import { type Fmu, MODEL_DESCRIPTION } from '../fmu/fmu.js';
import type { Platform } from '../fmu/platforms.js';
import { displayName } from '../fmu/file-names.js';
import type { ModelInstance } from '../runtime/calls.js';
import { decodeValues } from '../runtime/frame-values.js';
import { ValueType } from '../runtime/frames.js';
import { Model } from '../runtime/model.js';
import { asClause, inOneLine } from '../runtime/said.js';
import { hasEventMode, takesConstantSteps } from '../simulate/described-subject.js';
import { NotFiniteValues, type NotFinite } from '../simulate/not-finite.js';
import { seconds } from '../simulate/values.js';
import { recordDriven, type Simulate } from './driven-run.js';
import { OriginalDrivenSide, ServedDrivenSide } from './driven-side.js';
import { exchangeSimulation, fmi3Simulation } from './driven-simulations.js';
import { pointsOf, smokeExperiment, type SmokeExperiment } from './experiment.js';
import type { SmokeOptions } from './options.js';
import { OriginalSide, type OriginalModel } from './original-side.js';
import { record, type RecordOptions } from './record.js';
import type { Recording } from './recording.js';
import type { SmokeTransport, SmokeTrial } from './result.js';
import { stateNote } from './saved-halves.js';
import { ServedSide } from './served-side.js';
import { ServerProcess } from './server-process.js';
import { isUnclocked, signalsOf, type Signals } from './signals.js';
import { heldInputs, variedInputs } from './stimulus.js';
import type { Target } from './target.js';
import type { TimeBudget } from './time-budget.js';
import { isDoubtful, judge } from './verdict.js';

/** How often the original is run again to see whether it gives the same twice. */
const AGAIN = 2;

/** What is compared: the FMU, and the same without remoting. */
export interface ComparedFmus {
  readonly fmu: Fmu;
  readonly original: Fmu;
}

/** A trial for every transport; model exchange has one without. */
export async function testTarget(
  fmus: ComparedFmus,
  target: Target,
  options: SmokeOptions,
  budget: TimeBudget,
): Promise<Finish> {
  const test = new TargetTest(fmus, target, options, budget);
  const transports: readonly SmokeTransport[] = target.kind === 'modelExchange' ? ['none'] : ['tcp', 'shm'];
  const trials: SmokeTrial[] = [];
  for (const transport of transports) {
    // A model that has hung once is not waited for again.
    const hung = trials.find(({ tested }) => tested?.failure?.kind === 'timeout');
    trials.push(hung === undefined ? await test.over(transport) : notTried(hung, transport));
  }
  const kept = options.keepSamples === true ? trials : trials.map(withoutSamples);
  return () => Promise.all(kept.map((trial) => test.withStates(trial)));
}

/** The trials of a target, with what can be said of it besides; it is called once there is time. */
export type Finish = () => Promise<readonly SmokeTrial[]>;

/** The trial of a target that cannot be tested. */
export function untestable(file: string, target: Target, reason: string): SmokeTrial {
  return {
    ...identity(file, target, 'none'),
    verdict: 'not-testable',
    reason,
    notes: [],
    notFinite: [],
    problems: [],
    experiment: undefined,
    steps: 0,
    comparison: undefined,
    tested: undefined,
    original: undefined,
  };
}

function identity(
  file: string,
  { kind, platform, computes, remoting }: Target,
  transport: SmokeTransport,
): Pick<SmokeTrial, 'file' | 'kind' | 'platform' | 'computes' | 'remoting' | 'transport'> {
  const name = (each: Platform | undefined): string | undefined => (each === undefined ? undefined : displayName(each));
  return { file, kind, platform: name(platform), computes: name(computes), remoting, transport };
}

function notTried(hung: SmokeTrial, transport: SmokeTransport): SmokeTrial {
  const said = `not tried over ${transport}, because it timed out over ${hung.transport}`;
  const problems = [{ kind: 'timeout', side: 'tested', message: said, step: 0, time: 0 } as const];
  return { ...hung, transport, notes: [], notFinite: [], problems, steps: 0, comparison: undefined, tested: undefined };
}

function endNote({ endedAt }: Recording): string[] {
  return endedAt === undefined ? [] : [`the model ends the simulation itself, at ${seconds(endedAt)} s`];
}

function notFiniteIn({ outputs, samples }: Recording): readonly NotFinite[] {
  const values = new NotFiniteValues(outputs.variables);
  for (const sample of samples) values.row(sample.time, decodeValues(outputs.subFrames, sample.values));
  return values.list;
}

/** What the original complains of at its end; a client of a server does not hear that. */
function farewellNotes({ farewell }: Recording): string[] {
  return farewell.length === 0 ? [] : [`while it is terminated and freed the model says: ${inOneLine(farewell)}`];
}

function withoutSamples(trial: SmokeTrial): SmokeTrial {
  const slim = (run: Recording | undefined): Recording | undefined => run && { ...run, samples: [], final: [] };
  return { ...trial, tested: slim(trial.tested), original: slim(trial.original) };
}

type Inputs = 'varied' | 'held';

class TargetTest {
  readonly #fmu: Fmu;
  readonly #originalFmu: Fmu;
  readonly #target: Target;
  readonly #options: SmokeOptions;
  readonly #budget: TimeBudget;
  readonly #constantSteps: boolean;
  /** What drives the model where that is more than a step after a step. */
  readonly #simulate: Simulate | undefined;
  readonly #experiment: SmokeExperiment;
  readonly #inputs: Signals;
  readonly #outputs: Signals;
  readonly #others: Signals;
  #originals: readonly Promise<Recording>[] = [];
  #stateNote: Promise<string> | undefined;
  readonly #notes: string[] = [];
  #given: Inputs = 'varied';

  constructor({ fmu, original }: ComparedFmus, target: Target, options: SmokeOptions, budget: TimeBudget) {
    const description = fmu.modelDescription;
    this.#fmu = fmu;
    this.#originalFmu = original;
    this.#target = target;
    this.#options = options;
    this.#budget = budget;
    // Clocks that nothing triggers do not tick: what they do is between a model and its bus.
    this.#inputs = signalsOf(description, ({ causality, type }) => causality === 'input' && type !== ValueType.Clock);
    this.#outputs = signalsOf(description, ({ causality }) => causality === 'output');
    const known = ['input', 'output', 'independent'];
    this.#others = signalsOf(description, (each) => !known.includes(each.causality) && isUnclocked(each));
    this.#constantSteps = target.kind !== 'modelExchange' && takesConstantSteps(description);
    this.#simulate =
      target.kind === 'modelExchange'
        ? exchangeSimulation(description)
        : description.fmiMajor === 3
          ? fmi3Simulation(description, this.#constantSteps)
          : undefined;
    this.#experiment = smokeExperiment(description, options.experiment, {
      outputs: this.#outputs.variables.length,
      constant: this.#constantSteps,
    });
    const { cutFrom, steps, stopTime } = this.#experiment;
    const { note } = pointsOf(this.#experiment, this.#constantSteps);
    if (cutFrom === undefined && note !== undefined && target.kind !== 'modelExchange') this.#notes.push(note);
    if (cutFrom !== undefined) {
      this.#notes.push(
        `only the first ${steps} whole steps, up to ${seconds(stopTime)} s; the end would be at ${cutFrom} s (--stop, --step)`,
      );
    }
  }

  async over(transport: SmokeTransport): Promise<SmokeTrial> {
    const original = await this.#chooseInputs();
    this.#options.signal?.throwIfAborted();
    const words = this.#target.remoting === undefined ? 'served' : 'patched';
    this.#options.onProgress?.(`${words}, ${transport === 'none' ? 'model exchange' : `over ${transport}`}`);
    const tested = await this.#tested(transport);
    this.#options.signal?.throwIfAborted();
    let judgement = judge(original, tested, words);
    if (isDoubtful(judgement)) {
      const again: Recording[] = [];
      for (let run = 1; run <= AGAIN; run++) again.push(await this.#original(run));
      judgement = judge(original, tested, words, again);
    }
    return {
      ...identity(this.#fmu.path, this.#target, transport),
      ...judgement,
      notes: [...this.#notes, ...endNote(original), ...farewellNotes(original)],
      notFinite: notFiniteIn(tested),
      experiment: this.#experiment,
      steps: Math.max(0, tested.samples.length - 1),
      tested,
      original,
    };
  }

  /** The original's run; a model that cannot do with varied inputs is given its start values. */
  async #chooseInputs(): Promise<Recording> {
    const varied = await this.#original(0);
    const { failure } = varied;
    if (failure === undefined || failure.kind === 'timeout' || this.#given === 'held') return varied;
    if (this.#inputs.variables.length === 0) return varied;
    this.#options.signal?.throwIfAborted();
    this.#given = 'held';
    const before = this.#originals;
    this.#originals = [];
    const held = await this.#original(0);
    if (held.failure === undefined) {
      this.#notes.push(
        `the inputs keep their start values: with others the original fails (${asClause(failure.message)})`,
      );
      return held;
    }
    this.#given = 'varied';
    this.#originals = before;
    return varied;
  }

  /** The run of the original of that number, from 0; made once. */
  #original(number: number): Promise<Recording> {
    const made = this.#originals[number];
    if (made !== undefined) return made;
    this.#options.onProgress?.('the original');
    const run = this.#run(this.#originalFmu, this.#target.computes);
    this.#originals = [...this.#originals, run];
    return run;
  }

  get #runKind(): 'modelExchange' | 'coSimulation' {
    return this.#target.kind === 'modelExchange' ? 'modelExchange' : 'coSimulation';
  }

  /** Whether the tested platform keeps its promise of states is seen once, if it can be simulated at all. */
  async withStates(trial: SmokeTrial): Promise<SmokeTrial> {
    const isGood = trial.tested !== undefined && trial.tested.failure === undefined;
    if (!isGood || !canSerialize(this.#fmu.modelDescription, this.#runKind)) return trial;
    this.#stateNote ??= this.#lookAtStates();
    return { ...trial, notes: [...trial.notes, await this.#stateNote] };
  }

  async #lookAtStates(): Promise<string> {
    const kind = this.#runKind;
    const description = this.#fmu.modelDescription;
    const model = await Model.open(this.#fmu, { platform: this.#target.platform });
    try {
      const instantiate = (eventMode: boolean): Promise<ModelInstance> => model.instantiate({ kind, eventMode });
      return await stateNote({ ...this.#recordOptions(), kind, description, instantiate });
    } finally {
      await model.close();
    }
  }

  /** A run without a server. */
  #run(fmu: Fmu, platform: Platform | undefined): Promise<Recording> {
    const kind = this.#runKind;
    const eventMode = kind === 'coSimulation' && hasEventMode(fmu.modelDescription);
    const open = async (): Promise<OriginalModel> => {
      const opened = await Model.open(fmu, { platform });
      return { instantiate: () => opened.instantiate({ kind, eventMode }), close: () => opened.close() };
    };
    if (this.#simulate !== undefined) {
      return recordDriven(new OriginalDrivenSide(open), this.#simulate, this.#recordOptions());
    }
    return record(new OriginalSide(open, this.#inputs, this.#outputs), this.#recordOptions());
  }

  #tested(transport: SmokeTransport): Promise<Recording> {
    if (transport === 'none') return this.#run(this.#fmu, this.#target.platform);
    const { platform } = this.#target;
    const { path, archive } = this.#fmu;
    const served = {
      file: path,
      platform: platform === undefined ? undefined : displayName(platform),
      transport,
      limits: this.#options.limits,
    };
    const start = (): Promise<ServerProcess> => ServerProcess.start(served);
    const xml = archive.read(MODEL_DESCRIPTION);
    if (this.#simulate !== undefined) {
      return recordDriven(new ServedDrivenSide(start, xml), this.#simulate, this.#recordOptions());
    }
    const expected = { xml, inputs: this.#inputs, outputs: this.#outputs };
    return record(new ServedSide(start, expected), this.#recordOptions());
  }

  #recordOptions(): RecordOptions {
    const { signal } = this.#options;
    const description = this.#fmu.modelDescription;
    const stimulus =
      this.#given === 'held'
        ? heldInputs(description, this.#inputs)
        : variedInputs(description, this.#inputs, this.#experiment.steps);
    return {
      experiment: this.#experiment,
      inputs: this.#inputs,
      outputs: this.#outputs,
      others: this.#others,
      stimulus,
      constantSteps: this.#constantSteps,
      timeout: this.#budget.share,
      signal,
    };
  }
}
