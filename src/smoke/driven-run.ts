/** Runs a side that is driven by a simulation from beginning to end, or to the time limit, and keeps what it gives. */
import { FmuToolError } from '../fmu/error.js';
import type { Outcome } from '../runtime/calls.js';
import { SimulationProblem } from '../simulate/conversation.js';
import type { DrivenModel } from '../simulate/driven.js';
import type { SimulationOptions, SimulationResult } from '../simulate/simulation.js';
import { withinLimit } from '../simulate/time-limit.js';
import type { DrivenSide } from './driven-side.js';
import { inputTable } from './input-table.js';
import type { RecordOptions } from './record.js';
import type { Failure, Final, Recording, Sample } from './recording.js';
import { SideFailure } from './side.js';
import { readSignals, signalBytes } from './signal-values.js';
import { byType } from './signals.js';

/** Simulates a model; what `atEnd` does is done while it can still be asked for values. */
export type Simulate = (
  model: DrivenModel,
  options: SimulationOptions,
  atEnd: () => Promise<void>,
) => Promise<SimulationResult>;

/** Runs `side` and ends it. */
export async function recordDriven(side: DrivenSide, simulate: Simulate, options: RecordOptions): Promise<Recording> {
  const run = new DrivenRun(side, simulate, options);
  try {
    const ended = await withinLimit(run.toTheEnd(), options);
    return run.recording(ended === undefined ? run.timedOut() : ended.failure);
  } finally {
    await run.end();
  }
}

const KINDS: Readonly<Partial<Record<Outcome['status'], Failure['kind']>>> = { discard: 'discard', fatal: 'crash' };

class DrivenRun {
  readonly #side: DrivenSide;
  readonly #simulate: Simulate;
  readonly #options: RecordOptions;
  readonly #samples: Sample[] = [];
  readonly #final: Final[] = [];
  readonly #steps: number[] = [];
  #farewell: readonly string[] = [];
  readonly #ending = new AbortController();
  #connect: number | undefined;
  #began = performance.now();
  #initialize: number | undefined;
  #endedAt: number | undefined;
  /** What the model did wrong last, where that is known better than from the words of the simulation. */
  #wrong: Failure['kind'] | undefined;

  constructor(side: DrivenSide, simulate: Simulate, options: RecordOptions) {
    this.#side = side;
    this.#simulate = simulate;
    this.#options = options;
  }

  async toTheEnd(): Promise<{ readonly failure: Failure | undefined }> {
    try {
      return { failure: await this.#toTheEnd() };
    } catch (error) {
      const failure = error instanceof SideFailure ? error : await this.#side.explain(error);
      if (failure !== undefined) return { failure: this.#failure(failure.kind, failure.message) };
      if (!(error instanceof FmuToolError)) throw error;
      return { failure: this.#failure('error', error.message) };
    }
  }

  async #toTheEnd(): Promise<Failure | undefined> {
    const { outputs, experiment } = this.#options;
    const { model, connect } = await this.#side.begin();
    this.#connect = connect;
    this.#began = performance.now();
    const watched = this.#watched(model);
    const simulation: SimulationOptions = {
      experiment,
      startValues: [],
      inputs: inputTable(this.#options),
      record: outputs.variables,
      onRow: (time, values) => {
        this.#initialize ??= (performance.now() - this.#began) / 1000;
        this.#samples.push({ time, values: signalBytes(outputs, values) });
      },
      signal: this.#ending.signal,
    };
    const { reason, problem, stopTime } = await this.#simulate(watched, simulation, () => this.#readOthers(watched));
    if (reason === 'model') this.#endedAt = stopTime;
    if (reason === 'problem') return this.#failure(this.#wrong ?? 'error', problem ?? '');
    try {
      this.#farewell = await this.#side.finish();
      return undefined;
    } catch (error) {
      if (!(error instanceof SideFailure)) throw error;
      return this.#failure(error.kind, error.message, 'the end of the simulation');
    }
  }

  timedOut(): Failure {
    const { timeout } = this.#options;
    return this.#failure(
      'timeout',
      `not at the stop time after ${Number(timeout.toFixed(1))} s, so its processes were ended (give --timeout more, or simulate less with --stop)`,
    );
  }

  recording(failure: Failure | undefined): Recording {
    return {
      unit: 'row',
      outputs: this.#options.outputs,
      samples: [...this.#samples],
      final: [...this.#final],
      endedAt: this.#endedAt,
      farewell: this.#farewell,
      failure,
      durations: { connect: this.#connect, initialize: this.#initialize, steps: [...this.#steps] },
    };
  }

  async end(): Promise<void> {
    this.#ending.abort();
    await this.#side.end();
  }

  /** The model, with a look at how long its steps take, and at what kind of failure one is. */
  #watched(model: DrivenModel): DrivenModel {
    return {
      ...(model.prepare !== undefined && { prepare: (frames) => model.prepare?.(frames) ?? Promise.resolve() }),
      run: async (calls) => {
        const since = performance.now();
        try {
          const outcome = await model.run(calls);
          this.#wrong = outcome.failed === undefined ? undefined : KINDS[outcome.status];
          return outcome;
        } catch (error) {
          this.#wrong = (await this.#side.explain((error as Error).cause))?.kind;
          throw error;
        } finally {
          if (calls.some(({ call }) => call === 'step')) this.#steps.push((performance.now() - since) / 1000);
        }
      },
    };
  }

  /** A model may refuse to have some of them read: that it does so on both sides is what counts. */
  async #readOthers(model: DrivenModel): Promise<void> {
    for (const signals of byType(this.#options.others)) {
      const values = await readSignals(model, signals).catch((error: unknown) => {
        if (!(error instanceof SimulationProblem) || this.#wrong === 'crash') throw error;
        return undefined;
      });
      if (values === undefined) return;
      this.#final.push({ signals, values });
    }
  }

  #failure(kind: Failure['kind'], message: string, where?: string): Failure {
    const step = Math.max(0, this.#samples.length - 1);
    const time = this.#samples.at(-1)?.time ?? this.#options.experiment.startTime;
    const during = where ?? (this.#samples.length === 0 ? 'the initialization' : `the simulation after row ${step}`);
    return { kind, during, step, time, message };
  }
}
