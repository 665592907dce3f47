/** Simulates a model in model exchange, without a server: the same solver drives whichever library it is given. */
import type { ModelDescription } from '../fmu/model-description.js';
import { FmuToolError } from '../fmu/error.js';
import { failureOf, type ModelInstance } from '../runtime/calls.js';
import { encodeValues } from '../runtime/frame-values.js';
import { encodeFrame } from '../runtime/frames.js';
import { complaintsIn, withLog } from '../runtime/said.js';
import { exchangeInterface } from '../simulate/model-exchange/interface.js';
import { simulateModelExchange } from '../simulate/model-exchange/simulate.js';
import { solverTolerance } from '../simulate/model-exchange/tolerance.js';
import { inputTable } from './input-table.js';
import type { OriginalModel } from './original-side.js';
import type { RecordOptions } from './record.js';
import type { Failure, Final, Recording, Sample } from './recording.js';
import { byType } from './signals.js';
import { withinLimit } from '../simulate/time-limit.js';

/** Runs a fresh instance of what `open` opens, and gives it back. */
export async function recordExchange(
  open: () => Promise<OriginalModel>,
  description: ModelDescription,
  options: RecordOptions,
): Promise<Recording> {
  const run = new ExchangeRun(description, options);
  try {
    const ended = await withinLimit(run.toTheEnd(open), options);
    return run.recording(ended === undefined ? run.timedOut() : ended.failure);
  } finally {
    await run.end();
  }
}

class ExchangeRun {
  readonly #description: ModelDescription;
  readonly #options: RecordOptions;
  readonly #samples: Sample[] = [];
  readonly #final: Final[] = [];
  #farewell: readonly string[] = [];
  readonly #ending = new AbortController();
  readonly #began = performance.now();
  #initialize: number | undefined;
  #endedAt: number | undefined;
  #model: OriginalModel | undefined;
  #instance: ModelInstance | undefined;

  constructor(description: ModelDescription, options: RecordOptions) {
    this.#description = description;
    this.#options = options;
  }

  async toTheEnd(open: () => Promise<OriginalModel>): Promise<{ readonly failure: Failure | undefined }> {
    const sizes = exchangeInterface(this.#description);
    if (sizes === undefined) throw new Error('bug: no model exchange; please report it');
    const { outputs, experiment } = this.#options;
    try {
      // Before the model is opened: an FMU may suggest a tolerance that the solver refuses.
      if (sizes.states > 0) solverTolerance(experiment.tolerance);
      this.#model = await open();
      this.#instance = this.#ending.signal.aborted ? undefined : await this.#model.instantiate();
    } catch (error) {
      if (!(error instanceof FmuToolError)) throw error;
      return { failure: this.#failure('error', error.message) };
    }
    // What was opened after the end is given back here, where it was opened.
    if (this.#instance === undefined || this.#ending.signal.aborted) {
      await this.end();
      return { failure: this.timedOut() };
    }
    const { reason, problem, stopTime } = await simulateModelExchange(this.#instance, sizes, {
      experiment,
      startValues: [],
      inputs: inputTable(this.#options),
      record: outputs.variables,
      onRow: (time, values) => {
        this.#initialize ??= (performance.now() - this.#began) / 1000;
        this.#samples.push({ time, values: encodeValues(outputs.subFrames, values) });
      },
      signal: this.#ending.signal,
    });
    if (reason === 'model') this.#endedAt = stopTime;
    if (reason === 'problem') return { failure: this.#failure('error', problem ?? '') };
    await this.#readOthers(this.#instance);
    const freed = await this.#instance.close();
    this.#farewell = complaintsIn(freed.log);
    if (freed.failed === undefined) return { failure: undefined };
    return { failure: this.#failure('crash', withLog(failureOf(freed), freed.log), 'the end of the simulation') };
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
      durations: { connect: undefined, initialize: this.#initialize, steps: [] },
    };
  }

  async end(): Promise<void> {
    this.#ending.abort();
    this.#instance?.abort();
    await this.#instance?.close();
    await this.#model?.close();
  }

  async #readOthers(instance: ModelInstance): Promise<void> {
    for (const signals of byType(this.#options.others)) {
      const { status, results } = await instance.run([{ call: 'get', frame: encodeFrame(signals.subFrames) }]);
      const [values] = results;
      if ((status !== 'ok' && status !== 'warning') || !Buffer.isBuffer(values)) return;
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
