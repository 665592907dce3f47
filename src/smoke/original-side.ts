/** The side that a test is measured by: the library itself, called as FMI says, without a server in between. */
import { FmuToolError } from '../fmu/error.js';
import { failureOf, type Call, type ModelInstance, type Outcome } from '../runtime/calls.js';
import { endOf } from '../runtime/model-end.js';
import { encodeFrame, type SubFrame } from '../runtime/frames.js';
import { withPrinted } from '../runtime/printed-lines.js';
import { complaintsIn, withLog } from '../runtime/said.js';
import type { SmokeExperiment } from './experiment.js';
import { ModelEnd, SideFailure, type Side } from './side.js';
import type { Signals } from './signals.js';

/** What opens the library and makes an instance of the model, and what gives both back. */
export interface OriginalModel {
  instantiate(): Promise<ModelInstance>;
  close(): Promise<void>;
}

/** Messages of the model's logger that are quoted when it fails. */
const LAST_MESSAGES = 3;

export class OriginalSide implements Side {
  readonly #open: () => Promise<OriginalModel>;
  readonly #setInputs: (values: Buffer) => Call[];
  readonly #getOutputs: Call[];
  #model: OriginalModel | undefined;
  #instance: ModelInstance | undefined;
  #ended = false;

  constructor(open: () => Promise<OriginalModel>, inputs: Signals, outputs: Signals) {
    this.#open = open;
    const frame = encodeFrame(inputs.subFrames);
    this.#setInputs = (values) => (inputs.subFrames.length === 0 ? [] : [{ call: 'set', frame, values }]);
    this.#getOutputs = getting(outputs.subFrames);
  }

  async begin({
    startTime,
    announcedStop,
    tolerance,
  }: SmokeExperiment): Promise<{ connect: undefined; initialize: number }> {
    const since = await this.#instantiate();
    await this.#endedMeanwhile();
    await this.#run([
      { call: 'setup', startTime, stopTime: announcedStop, ...(tolerance !== undefined && { tolerance }) },
      { call: 'enterInitialization' },
      { call: 'exitInitialization' },
    ]);
    return { connect: undefined, initialize: (performance.now() - since) / 1000 };
  }

  async get({ subFrames }: Signals): Promise<Buffer> {
    return lastBuffer(await this.#run(getting(subFrames)));
  }

  step(time: number, size: number, inputs: Buffer): Promise<Buffer | ModelEnd> | Buffer | ModelEnd {
    const calls: Call[] = [...this.#setInputs(inputs), { call: 'step', time, size, final: true }, ...this.#getOutputs];
    const after = (outcome: Outcome): Buffer | ModelEnd => {
      const end = endOf(outcome, time, size);
      return end === undefined ? lastBuffer(checked(outcome)) : new ModelEnd(end);
    };
    const soon = this.#requireInstance().run(calls);
    return soon instanceof Promise ? soon.then(after) : after(soon);
  }

  async finish(): Promise<readonly string[]> {
    const { log } = await this.#run([{ call: 'terminate' }]);
    const freed = checked(await this.#requireInstance().close());
    return complaintsIn([...log, ...freed.log]);
  }

  async end(): Promise<void> {
    this.#ended = true;
    // A call that is under way would keep `close` waiting.
    this.#instance?.abort();
    await this.#instance?.close();
    await this.#model?.close();
  }

  /** Returns when it began. */
  async #instantiate(): Promise<number> {
    try {
      this.#model = await this.#open();
      const since = performance.now();
      if (!this.#ended) this.#instance = await this.#model.instantiate();
      return since;
    } catch (error) {
      if (error instanceof FmuToolError) throw new SideFailure('error', error.message);
      throw error;
    }
  }

  /** A side that was ended while something was being opened must not keep it. */
  async #endedMeanwhile(): Promise<void> {
    if (!this.#ended) return;
    await this.end();
    throw new SideFailure('timeout', 'ended');
  }

  async #run(calls: readonly Call[]): Promise<Outcome> {
    return checked(await this.#requireInstance().run(calls));
  }

  #requireInstance(): ModelInstance {
    if (this.#instance === undefined) throw new Error('bug: no instance; please report it');
    return this.#instance;
  }
}

function getting(subFrames: readonly SubFrame[]): Call[] {
  return subFrames.length === 0 ? [] : [{ call: 'get', frame: encodeFrame(subFrames) }];
}

function lastBuffer({ results }: Outcome): Buffer {
  const last = results.at(-1);
  return Buffer.isBuffer(last) ? last : Buffer.alloc(0);
}

const KINDS = { discard: 'discard', error: 'error', fatal: 'crash' } as const;

function checked(outcome: Outcome): Outcome {
  const { status, log, lastPrinted } = outcome;
  if (status === 'ok' || status === 'warning') return outcome;
  const messages = log.filter(({ printed }) => printed !== true);
  throw new SideFailure(
    KINDS[status],
    withPrinted(withLog(failureOf(outcome), messages.slice(-LAST_MESSAGES)), lastPrinted),
  );
}
