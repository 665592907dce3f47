/** The values of chosen variables as one frame: frames want them grouped by type, people in the order they chose. */
import {
  type SubFrame,
  type Value,
  type ValueType,
  decodeValues,
  encodeFrame,
  encodeValues,
} from '../runtime/frames.js';
import type { SimulationVariable } from './variables.js';

/** A frame for variables in any order. */
export class VariableFrame {
  readonly variables: readonly SimulationVariable[];
  /** The frame as the calls of a model take it. */
  readonly frame: Buffer;
  readonly #subFrames: readonly SubFrame[];
  /** For each value of the frame, the place of its variable. */
  readonly #places: readonly number[];

  constructor(variables: readonly SimulationVariable[]) {
    const byType = new Map<ValueType, number[]>();
    variables.forEach(({ type }, place) => {
      const places = byType.get(type);
      if (places === undefined) byType.set(type, [place]);
      else places.push(place);
    });
    this.variables = variables;
    this.#places = [...byType.values()].flat();
    this.#subFrames = [...byType].map(([type, places]) => ({
      type,
      references: places.flatMap((place) => variables[place]?.reference ?? []),
    }));
    this.frame = encodeFrame(this.#subFrames);
  }

  /** The bytes of values that stand in the order of the variables, one each. */
  encode(values: readonly Value[]): Buffer {
    return encodeValues(
      this.#subFrames,
      this.#places.flatMap((place) => values[place] ?? []),
    );
  }

  /** The values in the order of the variables. */
  decode(bytes: Uint8Array): Value[] {
    const values: Value[] = [];
    decodeValues(this.#subFrames, bytes).forEach((value, index) => {
      values[this.#places[index] ?? index] = value;
    });
    return values;
  }
}
