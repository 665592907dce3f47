/**
 * The values of a model that is not initialized yet. FMI 2.0 forbids getting them from the model then, so GETV is answered
 * from the start values and from what SETV has set since; what the model does not take yet is kept for Initialization Mode.
 */
import type { Call } from '../../runtime/calls.js';
import { encodeValues, decodeValues } from '../../runtime/frame-values.js';
import { encodeFrame, type SubFrame, type Value, ValueType } from '../../runtime/frames.js';
import type { Allowance } from './allowance.js';
import { Settable } from './settable.js';
import type { Frame } from './frame.js';
import type { SelectedFmu } from './selected-fmu.js';

/** About the bytes of memory that a value takes which is kept, besides those of a text or binary. */
const VALUE_BYTES = 128;

/** Values by type and value reference. */
class ValueTable {
  readonly #types = new Map<number, Map<number, Value>>();
  #bytes = 0;

  /** Bytes of memory that they take, about. */
  get bytes(): number {
    return this.#bytes;
  }

  get(type: number, reference: number): Value | undefined {
    return this.#types.get(type)?.get(reference);
  }

  put(type: number, reference: number, value: Value): void {
    this.#bytes += bytesOf(value) - bytesOf(this.get(type, reference));
    const values = this.#types.get(type);
    if (values === undefined) this.#types.set(type, new Map([[reference, value]]));
    else values.set(reference, value);
  }

  /** The call that sets all of it; undefined if there is nothing to set. */
  toCall(): Call | undefined {
    if (this.#types.size === 0) return undefined;
    const subFrames = [...this.#types].map(([type, values]) => ({ type, references: [...values.keys()] }));
    const values = [...this.#types.values()].flatMap((each) => [...each.values()]);
    return { call: 'set', frame: encodeFrame(subFrames), values: encodeValues(subFrames, values) };
  }
}

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

  /** The values of a frame, in the byte order of this machine. A variable without a start value is 0, false or empty. */
  get({ subFrames }: Frame): Buffer {
    const values: Value[] = [];
    for (const { type, references } of subFrames) {
      for (const reference of references) {
        const written = this.#written.get(type, reference);
        values.push(written ?? startValue(type, this.#fmu.values.find(type, reference)?.start));
      }
    }
    return encodeValues(subFrames, values);
  }

  /** The call that tells the model of those values that it takes before Initialization Mode; undefined if there are none. */
  callFor(frame: Frame, values: Buffer): Call | undefined {
    if (frame.empty) return undefined;
    if (frame.fixedIn(Settable.instantiated) === undefined) return frame.set(values);
    const now = new ValueTable();
    this.#each(frame.subFrames, values, (type, reference, value, taken) => {
      if (taken) now.put(type, reference, value);
    });
    return now.toCall();
  }

  /** Notes values that have been set. */
  note(frame: Frame, values: Buffer): void {
    this.#each(frame.subFrames, values, (type, reference, value, taken) => {
      this.#written.put(type, reference, value);
      if (!taken) this.#kept.put(type, reference, value);
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
    visit: (type: number, reference: number, value: Value, taken: boolean) => void,
  ): void {
    const values = decodeValues(subFrames, bytes);
    let next = 0;
    for (const { type, references } of subFrames) {
      for (const reference of references) {
        const settable = this.#fmu.values.find(type, reference)?.settable ?? 0;
        const value = values[next++] ?? startValue(type, undefined);
        // A binary is a view of the message, all of which would be kept with it.
        const own = value instanceof Uint8Array ? Buffer.from(value) : value;
        visit(type, reference, own, (settable & Settable.instantiated) !== 0);
      }
    }
  }
}

/** What a value takes of memory; nothing if it is not kept. */
function bytesOf(value: Value | undefined): number {
  if (value === undefined) return 0;
  return VALUE_BYTES + (typeof value === 'string' || value instanceof Uint8Array ? 2 * value.length : 0);
}

/** A start value as it is written in a model description; 0, false or empty if there is none that can be read. */
function startValue(type: number, text: string | undefined): Value {
  switch (type) {
    case ValueType.Real:
      return realOf(text?.trim() ?? '');
    case ValueType.Integer:
      return Number(text?.trim() ?? '') | 0;
    case ValueType.Boolean:
    case ValueType.Boolean2:
      return text?.trim() === 'true' || text?.trim() === '1';
    case ValueType.String:
      return text ?? '';
    default:
      return Buffer.from(text?.replace(/\s/g, '') ?? '', 'hex');
  }
}

/** A number of XML Schema, which spells infinity in its own way. */
function realOf(text: string): number {
  if (text === 'NaN') return Number.NaN;
  const number = Number(text.replace(/^([+-]?)INF$/, '$1Infinity'));
  return Number.isNaN(number) ? 0 : number;
}
