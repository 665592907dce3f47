/**
 * What sessions need to know of an FMU, worked out once: the answer to FSEL, the default frames, and the values that
 * frames name.
 */
import type { FmiMajor } from '../../fmu/fmi-major.js';
import type { ServedFmu } from './catalogue.js';
import { defaultFrames } from '../wire/default-frames.js';
import type { Message } from '../wire/messages.js';
import { servedVariables } from '../wire/variables.js';
import { Frame } from './frame.js';
import { ModelValues } from './model-values.js';

export class SelectedFmu {
  static readonly #known = new WeakMap<ServedFmu, SelectedFmu>();

  readonly served: ServedFmu;
  readonly major: FmiMajor;
  /** The answer to FSEL. */
  readonly answer: Message<'fsel'>;
  /** The frames that are there without being defined. */
  readonly frames: readonly Frame[];
  readonly values: ModelValues;

  private constructor(served: ServedFmu) {
    this.served = served;
    this.major = served.description.fmiMajor;
    const all = servedVariables(served.description);
    this.values = new ModelValues(this.major, all);
    const variables = all.map((each) => each.served);
    this.answer = { code: 'fsel', name: served.name, variables };
    this.frames = defaultFrames(this.major, variables).map((definition) => new Frame(this.values, definition));
  }

  /** The same object for the same FMU, for all sessions. */
  static of(served: ServedFmu): SelectedFmu {
    const known = SelectedFmu.#known.get(served);
    if (known !== undefined) return known;
    const made = new SelectedFmu(served);
    SelectedFmu.#known.set(served, made);
    return made;
  }
}
