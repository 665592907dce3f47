/** The values of a model, found by what a frame names them by: their type and their value reference. */
import type { FmiMajor } from '../../fmu/fmi-major.js';
import type { Variable } from '../../fmu/model-description.js';
import type { ServedFrom } from '../wire/variables.js';
import { settableOf } from './settable.js';

/** One value of the model, which may have several names. */
export interface ModelValue {
  /** The first of its names. */
  readonly variable: Variable;
  /** Sum of {@link Settable}, over all its names. */
  settable: number;
  /** Start value as it is written, of the first of its names that has one. */
  start: string | undefined;
}

export class ModelValues {
  readonly #major: FmiMajor;
  readonly #values = new Map<number, Map<number, ModelValue>>();

  constructor(major: FmiMajor, variables: readonly ServedFrom[]) {
    this.#major = major;
    for (const each of variables) this.#add(each);
  }

  /** The value of this type with this reference; undefined if the FMU has none, or RFMI does not show it. */
  find(type: number, reference: number): ModelValue | undefined {
    return this.#values.get(type)?.get(reference);
  }

  /** Whether there is a value that can be set in one of these states (a sum of {@link Settable}). */
  some(states: number): boolean {
    return [...this.#values.values()].some((values) =>
      [...values.values()].some(({ settable }) => (settable & states) !== 0),
    );
  }

  #add({ served: { type, reference }, variable }: ServedFrom): void {
    let values = this.#values.get(type);
    if (values === undefined) this.#values.set(type, (values = new Map<number, ModelValue>()));
    const written = variable.start?.[0];
    const start = variable.alias === 'negatedAlias' ? negated(written) : written;
    const settable = settableOf(this.#major, variable);
    const known = values.get(reference);
    if (known === undefined) {
      values.set(reference, { variable, settable, start });
    } else {
      known.settable |= settable;
      known.start ??= start;
    }
  }
}

/** What a start value of a negated alias (FMI 1.0) says of the value itself. */
function negated(start: string | undefined): string | undefined {
  const text = start?.trim();
  if (text === 'true') return 'false';
  if (text === 'false') return 'true';
  return text?.startsWith('-') === true ? text.slice(1) : text && `-${text.replace(/^\+/, '')}`;
}
