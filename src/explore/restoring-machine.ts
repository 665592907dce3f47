/** Co-simulation of a model that can serialize its state (FMI 2.0.4, 2.1.8; FMI 3.0, 2.2.7): a list of calls per step. */
import type { Call, CallResult, Outcome } from '../runtime/calls.js';
import { SpaceError } from '../plug/space.js';
import { whyNot, type LivingModel } from './living-model.js';
import type { Machine, Move, Reached, Refused } from './machine.js';

/** When its steps are. */
export interface Clockwork {
  readonly startTime: number;
  readonly stepSize: number;
  /** Whether the model is told the time; else each move begins at the start time. */
  readonly timed: boolean;
}

export class RestoringMachine implements Machine {
  readonly #model: LivingModel;
  readonly #clockwork: Clockwork;
  readonly #inputFrame: Uint8Array;
  #observed: Call = { call: 'get', frame: NOTHING };

  constructor(model: LivingModel, clockwork: Clockwork, inputFrame: Uint8Array) {
    this.#model = model;
    this.#clockwork = clockwork;
    this.#inputFrame = inputFrame;
  }

  observe(frame: Uint8Array): void {
    this.#observed = { call: 'get', frame };
  }

  async begin(): Promise<Reached> {
    await this.#model.restart();
    const outcome = await this.#model.run([this.#observed, { call: 'saveState' }]);
    if (outcome.failed !== undefined) throw new SpaceError(`the model does not save its state: ${whyNot(outcome)}`);
    return reachedBy(outcome);
  }

  async move(from: Uint8Array, move: Move): Promise<Reached | Refused> {
    const calls: Call[] = [
      { call: 'loadState', state: from },
      ...this.#setting(move.inputs),
      ...stepCalls(move, this.#clockwork, false),
      this.#observed,
      { call: 'saveState' },
    ];
    const outcome = await this.#run(calls);
    return outcome.failed === undefined ? reachedBy(outcome) : { refused: whyNot(outcome) };
  }

  async look(at: Uint8Array, inputs: Uint8Array, frame: Uint8Array): Promise<Buffer> {
    const calls: Call[] = [{ call: 'loadState', state: at }, ...this.#setting(inputs), { call: 'get', frame }];
    const outcome = await this.#run(calls);
    if (outcome.failed !== undefined) throw new SpaceError(`the model cannot be looked at: ${whyNot(outcome)}`);
    return bufferOf(outcome.results.at(-1));
  }

  close(): Promise<void> {
    return this.#model.restart();
  }

  /** A model that does not take a state back may have been spoilt by what it refused before; a fresh one is asked, too. */
  async #run(calls: readonly Call[]): Promise<Outcome> {
    const outcome = await this.#model.run(calls);
    if (outcome.failed === undefined || outcome.results.length > 0) return outcome;
    await this.#model.restart();
    const again = await this.#model.run(calls);
    if (again.failed === undefined || again.results.length > 0) return again;
    throw new SpaceError(`the model does not take back the state that it has saved: ${whyNot(again)}`);
  }

  #setting(inputs: Uint8Array): Call[] {
    return inputs.length === 0 ? [] : [{ call: 'set', frame: this.#inputFrame, values: inputs }];
  }
}

/** A frame without variables. */
const NOTHING = Buffer.alloc(4);

/** The steps of a move. `final`: the model will not go back behind one of them but by beginning again. */
export function stepCalls({ point, steps }: Move, { startTime, stepSize, timed }: Clockwork, final: boolean): Call[] {
  const first = timed ? point : 0;
  return Array.from({ length: steps }, (_, place) => ({
    call: 'step',
    time: startTime + (first + place) * stepSize,
    size: stepSize,
    final,
  }));
}

/** The last two results: what was observed, and the state. */
function reachedBy({ results }: Outcome): Reached {
  // A state keeps no more alive than itself.
  return { observed: bufferOf(results.at(-2)), state: Uint8Array.prototype.slice.call(bufferOf(results.at(-1))) };
}

function bufferOf(result: CallResult): Buffer {
  if (!Buffer.isBuffer(result)) throw new TypeError('a result without bytes');
  return result;
}
