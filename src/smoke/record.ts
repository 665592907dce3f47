/** Runs one side from beginning to end, or to the time limit, and keeps what it gives. */
import { setImmediate } from 'node:timers/promises';
import { encodeValues } from '../runtime/frame-values.js';
import { isSameTime } from '../runtime/same-time.js';
import { pointsOf, type SmokeExperiment } from './experiment.js';
import type { Durations, Failure, Final, Recording, Sample } from './recording.js';
import { ModelEnd, SideFailure, type Side } from './side.js';
import { byType, type Signals } from './signals.js';
import type { Stimulus } from './stimulus.js';
import { withinLimit, type TimeLimit } from '../simulate/time-limit.js';

/** Steps after which a side that always answers at once lets the process look at its clocks and signals. */
const BREATH = 64;

/** What is done with a side. The run ends at the limit; after the signal what is returned is worth nothing. */
export interface RecordOptions extends TimeLimit {
  readonly experiment: SmokeExperiment;
  readonly inputs: Signals;
  readonly outputs: Signals;
  /** What else can be read, once, after the last step. */
  readonly others: Signals;
  readonly stimulus: Stimulus;
  /** Whether the model takes steps of one size only (canHandleVariableCommunicationStepSize). */
  readonly constantSteps: boolean;
}

/** Runs `side` and ends it. */
export async function record(side: Side, options: RecordOptions): Promise<Recording> {
  const run = new Run(side, options);
  try {
    const ended = await withinLimit(run.toTheEnd(), options);
    return run.recording(ended === undefined ? run.timedOut() : ended.failure);
  } finally {
    run.stop();
    await side.end();
  }
}

class Run {
  readonly #side: Side;
  readonly #options: RecordOptions;
  readonly #samples: Sample[] = [];
  readonly #steps: number[] = [];
  readonly #final: Final[] = [];
  #farewell: readonly string[] = [];
  #connect: number | undefined;
  #initialize: number | undefined;
  /** What is under way: the number of the step, since when, and what to call it. */
  #step = 0;
  #since = performance.now();
  #during = 'the initialization';
  #time: number;
  #stopped = false;
  #endedAt: number | undefined;

  constructor(side: Side, options: RecordOptions) {
    this.#side = side;
    this.#options = options;
    this.#time = options.experiment.startTime;
  }

  /** Resolves with the failure that ended the run, if one did. */
  async toTheEnd(): Promise<{ readonly failure: Failure | undefined }> {
    try {
      await this.#begin();
      await this.#simulate();
      await this.#readOthers();
      this.#now('the end of the simulation');
      this.#farewell = await this.#side.finish();
      return { failure: undefined };
    } catch (error) {
      if (error instanceof SideFailure) return { failure: this.#failure(error.kind, error.message) };
      throw error;
    }
  }

  async #begin(): Promise<void> {
    const { connect, initialize } = await this.#side.begin(this.#options.experiment);
    this.#connect = connect;
    this.#initialize = initialize;
    this.#now('the reading of the outputs before the first step');
    this.#sample(await this.#side.get(this.#options.outputs));
  }

  async #simulate(): Promise<void> {
    const { experiment, inputs, stimulus, constantSteps } = this.#options;
    const points = pointsOf(experiment, constantSteps);
    while (this.#step < experiment.steps && !this.#stopped) {
      const size = points.size(this.#step);
      const bytes = encodeValues(inputs.subFrames, stimulus(this.#step));
      this.#step += 1;
      this.#now(`step ${this.#step}`);
      const soon = this.#side.step(this.#time, size, bytes);
      const values = soon instanceof Promise ? await soon : soon;
      this.#steps.push((performance.now() - this.#since) / 1000);
      if (values instanceof ModelEnd) return this.#endedByModel(values.time, size);
      this.#time = points.time(this.#step);
      this.#sample(values);
      if (this.#step % BREATH === 0) await setImmediate();
    }
  }

  /** What the model is like where it has ended the simulation, unless that is known already. */
  async #endedByModel(time: number, size: number): Promise<void> {
    this.#endedAt = Math.max(time, this.#time);
    if (isSameTime(time, this.#time, size)) return;
    this.#time = this.#endedAt;
    this.#sample(await this.#side.get(this.#options.outputs));
  }

  /** A model may refuse to have some of them read: that it does so on both sides is what counts. */
  async #readOthers(): Promise<void> {
    this.#now('the reading of all variables after the last step');
    for (const signals of byType(this.#options.others)) {
      try {
        this.#final.push({ signals, values: await this.#side.get(signals) });
      } catch (error) {
        if (!(error instanceof SideFailure) || error.kind !== 'error') throw error;
        return;
      }
    }
  }

  /** The failure of a run that is given up now. */
  timedOut(): Failure {
    const { timeout, experiment } = this.#options;
    const waited = (performance.now() - this.#since) / 1000;
    const slow = this.#steps.length > 0 && waited < timeout / 2;
    const message = slow
      ? `${this.#steps.length} of ${experiment.steps} steps were done in ${Number(timeout.toFixed(1))} s (give --timeout more, or simulate less with --stop)`
      : `no answer for ${Number(waited.toPrecision(3))} s (--timeout gives it more); its processes were ended`;
    return this.#failure('timeout', message);
  }

  stop(): void {
    this.#stopped = true;
  }

  recording(failure: Failure | undefined): Recording {
    const durations: Durations = { connect: this.#connect, initialize: this.#initialize, steps: [...this.#steps] };
    const { outputs } = this.#options;
    return {
      unit: 'step',
      outputs,
      samples: [...this.#samples],
      final: [...this.#final],
      endedAt: this.#endedAt,
      farewell: this.#farewell,
      failure,
      durations,
    };
  }

  #now(during: string): void {
    this.#during = during;
    this.#since = performance.now();
  }

  #sample(values: Buffer): void {
    // A copy, because a side may answer with memory that it uses again.
    this.#samples.push({ time: this.#time, values: Buffer.from(values) });
  }

  #failure(kind: Failure['kind'], message: string): Failure {
    return { kind, during: this.#during, step: this.#step, time: this.#time, message };
  }
}
