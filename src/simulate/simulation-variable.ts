/** A variable as a simulation sees it. */
import type { Causality, EnumerationItem, Variability } from '../fmu/model-description.js';
import type { ValueType } from '../runtime/frames.js';

/** A variable whose value can travel in a frame. */
export interface SimulationVariable {
  readonly name: string;
  /** Value reference. */
  readonly reference: number;
  readonly type: ValueType;
  /** FMI 1.0: the model has the value with the other sign. */
  readonly negated: boolean;
  readonly causality: Causality;
  readonly variability: Variability;
  readonly unit: string | undefined;
  readonly description: string | undefined;
  /** The literals of an enumeration; empty for every other type. */
  readonly items: readonly EnumerationItem[];
  /** FMI 3.0: it is another name of a variable. */
  readonly isAlias?: boolean | undefined;
  /** FMI 3.0: which element of an array it is. */
  readonly element?: ArrayElement | undefined;
  /** FMI 3.0: value references of the clocks that it belongs to. */
  readonly clocks?: readonly number[] | undefined;
}

/** An array of FMI 3.0, whose elements are got and set together. */
export interface VariableArray {
  /** What the elements have in common, under the name of the array. */
  readonly whole: SimulationVariable;
  /** How many elements there are. */
  readonly count: number;
  /** The start value of an element, counted from 0, as the description has it; undefined: there is none. */
  startText(place: number): string | undefined;
}

/** Which element of an array a variable is. */
export interface ArrayElement {
  readonly array: VariableArray;
  /** Counted from 0. */
  readonly place: number;
}
