/**
 * Negated aliases of FMI 1.0: variables whose value the model has with the other sign, under the value reference of another
 * variable. Users see and give values as the variable has them.
 */
import type { Value } from '../runtime/frames.js';

/** The other sign; 0 stays 0, and a text is what it is. Its own inverse. */
export function negated(value: Value): Value {
  if (typeof value === 'number') return 0 - value;
  return typeof value === 'boolean' ? !value : value;
}

/** Turns values of variables into those of the model, and back. */
export class Signs {
  readonly #places: readonly number[];

  constructor(variables: readonly { readonly negated: boolean }[]) {
    this.#places = variables.flatMap((variable, place) => (variable.negated ? [place] : []));
  }

  /** The values, in the order of the variables; what is missing stays missing. */
  turn(values: readonly Value[]): readonly Value[] {
    if (this.#places.length === 0) return values;
    const turned = [...values];
    for (const place of this.#places) {
      const value = turned[place];
      if (value !== undefined) turned[place] = negated(value);
    }
    return turned;
  }
}
