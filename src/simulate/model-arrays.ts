/**
 * Arrays of FMI 3.0 as a simulation sees them: each element is a variable of its own, called `x[1]` or `x[2,1]`, and is made
 * when it is asked for, since there may be millions.
 */
import { elementCount } from '../fmu/array-size.js';
import { FmuToolError, quote } from '../fmu/error.js';
import type { SimulationVariable, VariableArray } from './simulation-variable.js';

/** More columns than this are of use to no one, and take gigabytes. */
const MOST_ELEMENTS = 1_000_000;

/** An array and its elements. */
export class ModelArray implements VariableArray {
  readonly whole: SimulationVariable;
  readonly count: number;
  readonly #shape: readonly number[];
  readonly #start: readonly string[] | undefined;
  #elements: readonly SimulationVariable[] | undefined;

  /**
   * `shape`: sizes of the dimensions; the last index is the one that changes fastest (FMI 3.0, 2.2.6.1). `start`: values as
   * the description has them, or one that is meant for all.
   */
  constructor(whole: SimulationVariable, shape: readonly number[], start: readonly string[] | undefined) {
    this.whole = whole;
    this.count = elementCount(shape);
    this.#shape = shape;
    this.#start = start;
  }

  /**
   * All elements, in the order of their values.
   * @throws FmuToolError `array-size` if they are too many
   */
  elements(): readonly SimulationVariable[] {
    if (this.count > MOST_ELEMENTS) {
      const what = `the array ${quote(this.whole.name)} has ${this.count} elements, more than ${MOST_ELEMENTS}`;
      throw new FmuToolError('array-size', `${what}; name single elements, or set a smaller size`);
    }
    this.#elements ??= Array.from({ length: this.count }, (_, place) => this.element(place));
    return this.#elements;
  }

  /** The element whose indices, from 1, stand in `text` with commas between them; undefined: there is none. */
  find(text: string): SimulationVariable | undefined {
    const indices = text.split(',').map((each) => (/^[1-9]\d{0,15}$/.test(each) ? Number(each) : NaN));
    if (indices.length !== this.#shape.length) return undefined;
    let place = 0;
    for (const [dimension, index] of indices.entries()) {
      const size = this.#shape[dimension] ?? 0;
      if (!(index <= size)) return undefined;
      place = place * size + index - 1;
    }
    return this.#elements?.[place] ?? this.element(place);
  }

  startText(place: number): string | undefined {
    return this.#start?.length === 1 ? this.#start[0] : this.#start?.[place];
  }

  /** The element at a place, counted from 0. */
  element(place: number): SimulationVariable {
    return { ...this.whole, name: `${this.whole.name}[${this.#indicesOf(place)}]`, element: { array: this, place } };
  }

  #indicesOf(place: number): string {
    let text = '';
    let rest = place;
    for (let dimension = this.#shape.length - 1; dimension >= 0; dimension -= 1) {
      const size = this.#shape[dimension] ?? 1;
      text = `${(rest % size) + 1}${text === '' ? '' : ','}${text}`;
      rest = Math.floor(rest / size);
    }
    return text;
  }
}
