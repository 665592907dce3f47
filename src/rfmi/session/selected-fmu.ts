/**
 * What sessions need to know of an FMU, worked out once: the answer to FSEL, the default frames, and the values that
 * frames name.
 */
import type { FmiMajor } from '../../fmu/fmi-major.js';
import type { ServedFmu } from './catalogue.js';
import { arraySizes, elementsOf, type SizedArray } from '../wire/array-sizes.js';
import { defaultFrames, type ElementsOf } from '../wire/default-frames.js';
import type { Message } from '../wire/messages.js';
import { ALL_TYPES, servedVariables, TYPES, type ServedFrom } from '../wire/variables.js';
import { Frame } from './frame.js';
import { ModelValues } from './model-values.js';

export class SelectedFmu {
  static readonly #known = new WeakMap<ServedFmu, SelectedFmu>();
  static readonly #knownExtended = new WeakMap<ServedFmu, SelectedFmu>();

  readonly served: ServedFmu;
  readonly major: FmiMajor;
  /** The answer to FSEL. */
  readonly answer: Message<'fsel'>;
  /** The frames that are there without being defined. */
  readonly frames: readonly Frame[];
  readonly values: ModelValues;
  /** Whether there is more than RFMI 0.91 has: both sides have agreed on the extension, and the FMU is of FMI 3.0. */
  readonly extended: boolean;
  /** The types that its values may have. */
  readonly types: readonly number[];
  /** Arrays with the sizes of the start values; none without the extension. */
  readonly arrays: readonly SizedArray[];
  /** How many elements these have. */
  readonly elements: ElementsOf;
  readonly #variables: readonly ServedFrom[];

  private constructor(served: ServedFmu, extended: boolean) {
    this.served = served;
    this.major = served.description.fmiMajor;
    this.extended = extended;
    this.types = extended ? ALL_TYPES : TYPES[this.major];
    this.#variables = servedVariables(served.description, extended);
    this.values = new ModelValues(this.major, this.#variables);
    this.arrays = this.arraysWith(new Map());
    this.elements = elementsOf(this.arrays);
    const variables = this.#variables.map((each) => each.served);
    this.answer = { code: 'fsel', name: served.name, variables };
    this.frames = defaultFrames(this.major, variables, this.elements).map(
      (definition) => new Frame(this.values, definition),
    );
  }

  /** The same object for the same FMU, for all sessions that have agreed on the extension, and for all others. */
  static of(served: ServedFmu, agreed: boolean): SelectedFmu {
    const extended = agreed && served.description.fmiMajor === 3;
    const all = extended ? SelectedFmu.#knownExtended : SelectedFmu.#known;
    const known = all.get(served);
    if (known !== undefined) return known;
    const made = new SelectedFmu(served, extended);
    all.set(served, made);
    return made;
  }

  /** Whether Event Mode can be used (FMI 3.0, 4.3.1: hasEventMode). */
  get hasEventMode(): boolean {
    const found = this.served.description.interfaces.find(({ kind }) => kind === 'coSimulation');
    return this.extended && found?.capabilities['hasEventMode'] === true;
  }

  /** The arrays with the sizes that follow from structural parameters, given by value reference. */
  arraysWith(parameters: ReadonlyMap<number, number>): SizedArray[] {
    return arraySizes(this.served.description, this.#variables, parameters);
  }
}
