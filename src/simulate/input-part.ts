/** Those inputs of a model that may be set at the same occasions, and the calls that set them. */
import type { Call } from '../runtime/calls.js';
import type { InputSignals, Side } from './inputs.js';
import { VariableFrame } from './variable-frame.js';
import type { SimulationVariable } from './variables.js';

/** Some of the inputs: the continuous ones, which may be set at any time, or others, which are set at events only. */
export class InputPart {
  readonly #inputs: InputSignals | undefined;
  readonly #places: readonly number[];
  readonly #frame: VariableFrame;
  /** What was set last. */
  #latest: Buffer | undefined;

  constructor(inputs: InputSignals | undefined, wanted: (variable: SimulationVariable) => boolean) {
    const variables = [...(inputs?.variables ?? [])];
    this.#inputs = inputs;
    this.#frame = new VariableFrame(variables.filter(wanted));
    this.#places = this.#frame.variables.map((variable) => variables.indexOf(variable));
  }

  /** The frame that is set; undefined: there is nothing to set. */
  get frame(): Uint8Array | undefined {
    return this.#places.length === 0 ? undefined : this.#frame.frame;
  }

  /** Sets what the inputs are at a time; nothing if the model knows it already. */
  setting(time: number, side: Side): Call[] {
    if (this.#inputs === undefined || this.#places.length === 0) return [];
    const all = this.#inputs.at(time, side);
    const values = this.#frame.encode(this.#places.flatMap((place) => all[place] ?? []));
    if (this.#latest?.equals(values) === true) return [];
    this.#latest = values;
    return [{ call: 'set', frame: this.#frame.frame, values }];
  }

  /** Not all calls were carried out, so it is not known what the inputs are. */
  forget(): void {
    this.#latest = undefined;
  }
}
