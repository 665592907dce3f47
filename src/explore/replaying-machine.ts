/**
 * Co-simulation of a model that cannot save its state: a state is the sequence of choices that lead to it, and is reached by
 * doing them again from the beginning, unless the model happens to be on the way there.
 */
import { SpaceError } from '../plug/space.js';
import type { Call, Outcome } from '../runtime/calls.js';
import { whyNot, type LivingModel } from './living-model.js';
import type { Machine, Move, Reached, Refused } from './machine.js';
import { stepCalls, type Clockwork } from './restoring-machine.js';

/** Bytes of one choice in a state. */
export const CHOICE_BYTES = 4;

export class ReplayingMachine implements Machine {
  readonly #model: LivingModel;
  readonly #clockwork: Clockwork;
  readonly #inputFrame: Uint8Array;
  readonly #movesOf: (choices: readonly number[]) => readonly Move[];
  #observed: Call = { call: 'get', frame: Buffer.alloc(4) };
  /** Where the model is; undefined: that is not known. */
  #at: readonly number[] | undefined;

  /** `movesOf` says what a sequence of choices does, and throws a SpaceError for none that there are. */
  constructor(
    model: LivingModel,
    clockwork: Clockwork,
    inputFrame: Uint8Array,
    movesOf: (choices: readonly number[]) => readonly Move[],
  ) {
    this.#model = model;
    this.#clockwork = { ...clockwork, timed: true };
    this.#inputFrame = inputFrame;
    this.#movesOf = movesOf;
  }

  observe(frame: Uint8Array): void {
    this.#observed = { call: 'get', frame };
  }

  async begin(): Promise<Reached> {
    return { state: Buffer.alloc(0), observed: await this.#look([], this.#observed) };
  }

  async move(from: Uint8Array, move: Move): Promise<Reached | Refused> {
    const choices = choicesOf(from);
    await this.#go(choices);
    const outcome = await this.#run([...this.#calls(move), this.#observed]);
    if (outcome.failed !== undefined) return { refused: whyNot(outcome) };
    const next = [...choices, move.choice];
    this.#at = next;
    return { state: Buffer.from(Uint32Array.from(next).buffer), observed: bytesOf(outcome) };
  }

  look(at: Uint8Array, _inputs: Uint8Array, frame: Uint8Array): Promise<Buffer> {
    return this.#look(choicesOf(at), { call: 'get', frame });
  }

  close(): Promise<void> {
    this.#at = undefined;
    return this.#model.restart();
  }

  async #look(choices: readonly number[], get: Call): Promise<Buffer> {
    await this.#go(choices);
    const outcome = await this.#run([get]);
    if (outcome.failed !== undefined) throw new SpaceError(`the model cannot be looked at: ${whyNot(outcome)}`);
    this.#at = choices;
    return bytesOf(outcome);
  }

  /** Brings the model to where the choices lead. */
  async #go(choices: readonly number[]): Promise<void> {
    const at = this.#at;
    const isOnTheWay = at !== undefined && at.length <= choices.length && at.every((each, i) => each === choices[i]);
    const moves = this.#movesOf(choices);
    if (!isOnTheWay) await this.#model.restart();
    const calls = moves.slice(isOnTheWay ? at.length : 0).flatMap((move) => this.#calls(move));
    const outcome = await this.#run(calls);
    if (outcome.failed !== undefined) {
      throw new SpaceError(`what the model did once it does not do again: ${whyNot(outcome)}`);
    }
    this.#at = choices;
  }

  /** Where the model is afterwards is not known if it does not do all. */
  #run(calls: readonly Call[]): Promise<Outcome> {
    this.#at = undefined;
    return this.#model.run(calls);
  }

  #calls(move: Move): Call[] {
    const { inputs } = move;
    const set: Call[] = inputs.length === 0 ? [] : [{ call: 'set', frame: this.#inputFrame, values: inputs }];
    return [...set, ...stepCalls(move, this.#clockwork, true)];
  }
}

/** The choices that a state consists of. @throws SpaceError */
export function choicesOf(state: Uint8Array): number[] {
  if (state.length % CHOICE_BYTES !== 0) throw new SpaceError(`a sequence of choices of ${state.length} bytes`);
  const view = Buffer.from(state.buffer, state.byteOffset, state.length);
  return Array.from({ length: state.length / CHOICE_BYTES }, (_, place) => view.readUInt32LE(CHOICE_BYTES * place));
}

function bytesOf({ results }: Outcome): Buffer {
  const bytes = results.at(-1);
  if (!Buffer.isBuffer(bytes)) throw new TypeError('a result without bytes');
  // A result is a view of all results of its list.
  return bytes;
}
