/** An instance of a model that is brought to life again when it dies. */
import { FmuToolError } from '../fmu/error.js';
import { failureOf, type Call, type ModelInstance, type Outcome } from '../runtime/calls.js';
import type { InstanceOptions, Model } from '../runtime/model.js';
import { withPrinted } from '../runtime/printed-lines.js';
import { withLog } from '../runtime/said.js';
import { tell, type OnLog } from '../simulate/simulation.js';

export class LivingModel {
  readonly #model: Model;
  readonly #options: InstanceOptions;
  /** What makes a fresh instance a model that has begun. */
  readonly #beginning: readonly Call[];
  readonly #onLog: OnLog | undefined;
  #instance: ModelInstance | undefined;

  constructor(model: Model, options: InstanceOptions, beginning: readonly Call[], onLog?: OnLog) {
    this.#model = model;
    this.#options = options;
    this.#beginning = beginning;
    this.#onLog = onLog;
  }

  /**
   * Carries out calls; if there is no instance, one begins before.
   * @throws FmuToolError `model-instantiate` or `model-begin` if none can
   */
  async run(calls: readonly Call[]): Promise<Outcome> {
    const instance = this.#instance ?? (await this.#begun());
    const running = instance.run(calls);
    const outcome = running instanceof Promise ? await running : running;
    if (outcome.log.length > 0) tell(outcome.log, this.#onLog);
    if (outcome.status === 'fatal') await this.restart();
    return outcome;
  }

  /** The next calls go to a fresh instance. */
  async restart(): Promise<void> {
    const instance = this.#instance;
    this.#instance = undefined;
    await instance?.close();
  }

  async #begun(): Promise<ModelInstance> {
    const instance = await this.#model.instantiate(this.#options);
    const outcome = await instance.run(this.#beginning);
    tell(outcome.log, this.#onLog);
    if (outcome.failed !== undefined) {
      await instance.close();
      throw new FmuToolError('model-begin', `the model does not begin: ${whyNot(outcome)}`);
    }
    this.#instance = instance;
    return instance;
  }
}

/** What went wrong in a list of calls, in one line. */
export function whyNot(outcome: Outcome): string {
  if (outcome.terminated) return withLog('the model ended the simulation', outcome.log);
  return withPrinted(withLog(failureOf(outcome), outcome.log), outcome.lastPrinted);
}
