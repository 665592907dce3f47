/**
 * What sessions need to know of an FMU, worked out once: the answer to FSEL, the default frames, and which variable
 * stands behind a type and a value reference.
 */
import type { FmiMajor, Variable } from '../../fmu/model-description.js';
import type { ServedFmu } from '../catalogue.js';
import { defaultFrames } from '../default-frames.js';
import type { Message } from '../messages.js';
import { settableOf } from '../settable.js';
import { servedVariables, type ServedFrom } from '../variables.js';
import { Frame } from './frame.js';

/** One value of the model, which may have several names. */
export interface ModelValue {
  /** The first of its names. */
  readonly variable: Variable;
  /** Sum of {@link Settable}, over all its names. */
  settable: number;
  /** Start value as it is written, of the first of its names that has one. */
  start: string | undefined;
}

export class SelectedFmu {
  static readonly #known = new WeakMap<ServedFmu, SelectedFmu>();

  readonly served: ServedFmu;
  readonly major: FmiMajor;
  /** The answer to FSEL. */
  readonly answer: Message<'fsel'>;
  /** The frames that are there without being defined. */
  readonly frames: readonly Frame[];
  readonly #values = new Map<number, Map<number, ModelValue>>();

  private constructor(served: ServedFmu) {
    this.served = served;
    this.major = served.description.fmiMajor;
    const all = servedVariables(served.description);
    for (const each of all) this.#add(each);
    const variables = all.map((each) => each.served);
    this.answer = { code: 'fsel', name: served.name, variables };
    this.frames = defaultFrames(this.major, variables).map((definition) => new Frame(this, definition));
  }

  /** The same object for the same FMU, for all sessions. */
  static of(served: ServedFmu): SelectedFmu {
    const known = SelectedFmu.#known.get(served);
    if (known !== undefined) return known;
    const made = new SelectedFmu(served);
    SelectedFmu.#known.set(served, made);
    return made;
  }

  /** The value of this type with this reference; undefined if the FMU has none, or RFMI does not show it. */
  find(type: number, reference: number): ModelValue | undefined {
    return this.#values.get(type)?.get(reference);
  }

  #add({ served: { type, reference }, variable }: ServedFrom): void {
    let values = this.#values.get(type);
    if (values === undefined) this.#values.set(type, (values = new Map<number, ModelValue>()));
    const written = variable.start?.[0];
    const start = variable.alias === 'negatedAlias' ? negated(written) : written;
    const settable = settableOf(this.major, variable);
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
