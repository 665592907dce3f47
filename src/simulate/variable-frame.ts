/** The values of chosen variables as one frame: frames want them grouped by type, people in the order they chose. */
import { frameOf, inOrder, type OrderedFrame } from '../rfmi/client/known-frames.js';
import { decodeValues, encodeValues } from '../runtime/frame-values.js';
import { type Value, encodeFrame } from '../runtime/frames.js';
import { Signs } from './signs.js';
import type { SimulationVariable } from './variables.js';

/** A frame for variables in any order. */
export class VariableFrame {
  readonly variables: readonly SimulationVariable[];
  /** The frame as the calls of a model take it. */
  readonly frame: Buffer;
  readonly #ordered: OrderedFrame;
  readonly #signs: Signs;

  constructor(variables: readonly SimulationVariable[]) {
    this.variables = variables;
    this.#ordered = frameOf(variables);
    this.#signs = new Signs(variables);
    this.frame = encodeFrame(this.#ordered.subFrames);
  }

  /** The bytes of values that stand in the order of the variables, one each. */
  encode(values: readonly Value[]): Buffer {
    const { subFrames, order } = this.#ordered;
    const own = this.#signs.turn(values);
    return encodeValues(
      subFrames,
      order.flatMap((place) => own[place] ?? []),
    );
  }

  /** The values in the order of the variables. */
  decode(bytes: Uint8Array): readonly Value[] {
    const { subFrames, order } = this.#ordered;
    return this.#signs.turn(inOrder(order, decodeValues(subFrames, bytes)));
  }
}
