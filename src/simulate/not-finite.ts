/** Notices numbers that are not finite among results: a model that has gone astray, which a table of numbers hides. */
import { quote } from '../fmu/error.js';
import { ValueType, type Value } from '../runtime/frames.js';
import { formatNumber, seconds } from './values.js';
import type { SimulationVariable } from './variables.js';

/** A variable that was NaN or infinite. */
export interface NotFinite {
  readonly variable: string;
  /** When it was so first, in seconds. */
  readonly time: number;
  /** What it was then. */
  readonly value: number;
  /** In how many rows it was so. */
  readonly rows: number;
}

export class NotFiniteValues {
  readonly #reals: readonly { readonly name: string; readonly place: number }[];
  readonly #found = new Map<number, NotFinite>();

  /** Rows have values for these variables. */
  constructor(variables: readonly SimulationVariable[]) {
    this.#reals = variables.flatMap(({ name, type }, place) => (type === ValueType.Real ? [{ name, place }] : []));
  }

  row(time: number, values: readonly Value[]): void {
    for (const { name, place } of this.#reals) {
      const value = values[place];
      if (typeof value !== 'number' || Number.isFinite(value)) continue;
      const known = this.#found.get(place) ?? { variable: name, time, value, rows: 0 };
      this.#found.set(place, { ...known, rows: known.rows + 1 });
    }
  }

  /** One for each variable, in the order in which they were so first. */
  get list(): readonly NotFinite[] {
    return [...this.#found.values()];
  }
}

/** What is said of it in one line. */
export function notFiniteText({ variable, time, value, rows }: NotFinite): string {
  const later = rows === 1 ? '' : `, and not a finite number in ${rows} rows altogether`;
  return `${quote(variable)} is ${formatNumber(value)} at ${seconds(time)} s${later}`;
}

/** The same for JSON, which has no such numbers. */
export function notFiniteJson({ value, ...rest }: NotFinite): object {
  return { ...rest, value: formatNumber(value) };
}
