/**
 * The values of a model that is not initialized yet. FMI 2.0 forbids getting them from the model then, so GETV is answered
 * from the start values and from what SETV has set since; what the model does not take yet is kept for Initialization Mode.
 */
import type { Call } from '../../runtime/calls.js';
import { encodeValues, decodeValues } from '../../runtime/frame-values.js';
import type { SubFrame, Value } from '../../runtime/frames.js';
import type { ElementsOf } from '../wire/default-frames.js';
import type { Allowance } from '../../transport/allowance.js';
import type { Frame } from './frame.js';
import type { ModelValue } from './model-values.js';
import type { SelectedFmu } from './selected-fmu.js';
import { Settable } from './settable.js';
import { startValue } from './start-value.js';
import { bytesOf, ValueTable, type Kept } from './value-table.js';

export class EarlyValues {
  readonly #fmu: SelectedFmu;
  /** Everything that has been set. */
  readonly #written = new ValueTable();
  /** What of it the model has not been told. */
  readonly #kept = new ValueTable();
  readonly #allowance: Allowance;
  /** Bytes that are taken of the allowance. */
  #bytes = 0;

  /** What the values take of memory is taken of `allowance`. */
  constructor(fmu: SelectedFmu, allowance: Allowance) {
    this.#fmu = fmu;
    this.#allowance = allowance;
  }

  /** Why there is no room for values that are to be set; undefined: there is. */
  refusal(frame: Frame, values: Buffer): string | undefined {
    const now = new ValueTable();
    let before = 0;
    this.#each(frame.subFrames, values, (type, reference, value) => {
      if (now.get(type, reference) === undefined) before += bytesOf(this.#written.get(type, reference));
      now.put(type, reference, value);
    });
    return this.#allowance.refusal(now.bytes - before);
  }

  /** Gives back what the values take; they are not to be used any more. */
  forget(): void {
    this.#take(-this.#bytes);
  }

  #take(bytes: number): void {
    this.#allowance.take(bytes);
    this.#bytes += bytes;
  }

  /** Arrays have other sizes now: what was set for another size is of no use. */
  resize(elements: ElementsOf): void {
    const fits = (type: number, reference: number, value: Kept): boolean =>
      !Array.isArray(value) || elements(type, reference) === value.length;
    this.#written.keep(fits);
    this.#kept.keep(fits);
    this.#take(this.#written.bytes - this.#bytes);
  }

  /** The values of a frame, in the byte order of this machine. A variable without a start value is 0, false or empty. */
  get({ subFrames }: Frame): Buffer {
    const values: Value[] = [];
    for (const { type, references, elements } of subFrames) {
      references.forEach((reference, place) => {
        const written = this.#written.get(type, reference);
        const found = this.#fmu.values.find(type, reference);
        const count = elements?.[place] ?? 1;
        if (written === undefined) for (let at = 0; at < count; at += 1) values.push(startAt(type, found, at));
        else if (isOne(written)) values.push(written);
        else for (const value of written) values.push(value);
      });
    }
    return encodeValues(subFrames, values);
  }

  /** The call that tells the model of those values that it takes before Initialization Mode; undefined if there are none. */
  callFor(frame: Frame, values: Buffer): Call | undefined {
    if (frame.empty) return undefined;
    if (frame.fixedIn(Settable.instantiated) === undefined) return frame.set(values);
    const now = new ValueTable();
    this.#each(frame.subFrames, values, (type, reference, value, settable) => {
      if ((settable & Settable.instantiated) !== 0) now.put(type, reference, value);
    });
    return now.toCall();
  }

  /** Notes values that have been set in a state of {@link Settable}; what cannot be set in it is kept. */
  note(frame: Frame, values: Buffer, state: number = Settable.instantiated): void {
    this.#each(frame.subFrames, values, (type, reference, value, settable) => {
      this.#written.put(type, reference, value);
      if ((settable & state) === 0) this.#kept.put(type, reference, value);
    });
    this.#take(this.#written.bytes - this.#bytes);
  }

  /** The call that tells the model, in Initialization Mode, what was kept; undefined if nothing was. */
  keptCall(): Call | undefined {
    return this.#kept.toCall();
  }

  #each(
    subFrames: readonly SubFrame[],
    bytes: Buffer,
    visit: (type: number, reference: number, value: Kept, settable: number) => void,
  ): void {
    // A binary is a view of the message, all of which would be kept with it.
    const values = decodeValues(subFrames, bytes).map((value) =>
      value instanceof Uint8Array ? Buffer.from(value) : value,
    );
    let next = 0;
    for (const { type, references, elements } of subFrames) {
      references.forEach((reference, place) => {
        const found = this.#fmu.values.find(type, reference);
        const count = elements?.[place] ?? 1;
        const own = values.slice(next, next + count);
        next += count;
        const isArray = found !== undefined && found.variable.dimensions.length > 0;
        const value = isArray ? own : (own[0] ?? startValue(type, undefined));
        visit(type, reference, value, found?.settable ?? 0);
      });
    }
  }
}

function isOne(value: Kept): value is Value {
  return !Array.isArray(value);
}

/** The start value of a scalar, or of an element of an array, for which one value may be meant for all (FMI 3.0, 2.4.7.4). */
function startAt(type: number, found: ModelValue | undefined, place: number): Value {
  if (found === undefined || found.variable.dimensions.length === 0) return startValue(type, found?.start);
  const { start } = found.variable;
  return startValue(type, start?.length === 1 ? start[0] : start?.[place]);
}
