/** Arrays of FMI 3.0 as a simulation sees them: each element is a variable of its own, called `x[1]` or `x[2,1]`. */
import { elementCount } from '../fmu/array-size.js';
import type { Value } from '../runtime/frames.js';
import { parseValue } from './values.js';
import type { SimulationVariable } from './variables.js';

/** An array, whose elements are got and set together. */
export interface ModelArray {
  readonly name: string;
  /** Sizes of its dimensions; the last index is the one that changes fastest (FMI 3.0, 2.2.6.1). */
  readonly shape: readonly number[];
  readonly count: number;
  /** The start value of an element, counted from 0. */
  start(place: number): Value | undefined;
}

/** Which element of an array a variable is. */
export interface ArrayElement {
  readonly array: ModelArray;
  /** Counted from 0. */
  readonly place: number;
}

/** The elements of an array, whose name, type and so on are those of `whole`. `start` is as the description has it. */
export function elementsOf(
  whole: SimulationVariable,
  shape: readonly number[],
  start: readonly string[] | undefined,
): SimulationVariable[] {
  const count = elementCount(shape);
  const array: ModelArray = {
    name: whole.name,
    shape,
    count,
    start: (place) => {
      // One value is meant for all (FMI 3.0, 2.4.7.4).
      const text = start?.length === 1 ? start[0] : start?.[place];
      return text === undefined ? undefined : readable(text, whole);
    },
  };
  return Array.from({ length: count }, (_, place) => ({
    ...whole,
    name: `${whole.name}[${indicesOf(place, shape).join(',')}]`,
    element: { array, place },
  }));
}

function readable(text: string, variable: SimulationVariable): Value | undefined {
  try {
    return parseValue(text, variable);
  } catch {
    return undefined; // the model description is wrong there, which is said elsewhere
  }
}

/** The indices of an element, from 1. */
function indicesOf(place: number, shape: readonly number[]): number[] {
  const indices: number[] = [];
  let rest = place;
  for (const size of shape.toReversed()) {
    indices.unshift((rest % size) + 1);
    rest = Math.floor(rest / size);
  }
  return indices;
}
