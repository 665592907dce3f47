/** Values that are kept, by type and value reference: one, or those of all elements of an array. */
import type { Call } from '../../runtime/calls.js';
import { encodeValues } from '../../runtime/frame-values.js';
import { encodeFrame, type SubFrame, type Value } from '../../runtime/frames.js';

/** A value, or one for each element of an array. */
export type Kept = Value | readonly Value[];

/** About the bytes of memory that a value takes which is kept, besides those of a text or binary. */
const VALUE_BYTES = 128;

export class ValueTable {
  readonly #types = new Map<number, Map<number, Kept>>();
  #bytes = 0;

  /** Bytes of memory that they take, about. */
  get bytes(): number {
    return this.#bytes;
  }

  get(type: number, reference: number): Kept | undefined {
    return this.#types.get(type)?.get(reference);
  }

  put(type: number, reference: number, value: Kept): void {
    this.#bytes += bytesOf(value) - bytesOf(this.get(type, reference));
    const values = this.#types.get(type);
    if (values === undefined) this.#types.set(type, new Map([[reference, value]]));
    else values.set(reference, value);
  }

  /** Forgets what does not hold. */
  keep(holds: (type: number, reference: number, value: Kept) => boolean): void {
    for (const [type, values] of this.#types) {
      for (const [reference, value] of values) {
        if (holds(type, reference, value)) continue;
        values.delete(reference);
        this.#bytes -= bytesOf(value);
      }
    }
  }

  /** The call that sets all of it; undefined if there is nothing to set. */
  toCall(): Call | undefined {
    const groups = [...this.#types].flatMap(([type, values]) => [
      scalarsOf(type, [...values].filter(isOne)),
      arraysOf(type, [...values].filter(isArray)),
    ]);
    const used = groups.filter(({ subFrame: { references } }) => references.length > 0);
    if (used.length === 0) return undefined;
    const subFrames = used.map(({ subFrame }) => subFrame);
    const values = encodeValues(
      subFrames,
      used.flatMap((group) => group.values),
    );
    return { call: 'set', frame: encodeFrame(subFrames), values };
  }
}

interface Group {
  readonly subFrame: SubFrame;
  readonly values: readonly Value[];
}

function scalarsOf(type: number, entries: readonly (readonly [number, Value])[]): Group {
  const references = entries.map(([reference]) => reference);
  return { subFrame: { type, references }, values: entries.map(([, value]) => value) };
}

function arraysOf(type: number, entries: readonly (readonly [number, readonly Value[]])[]): Group {
  const references = entries.map(([reference]) => reference);
  const elements = entries.map(([, values]) => values.length);
  return { subFrame: { type, references, elements }, values: entries.flatMap(([, values]) => values) };
}

function isArray(entry: [number, Kept]): entry is [number, readonly Value[]] {
  return Array.isArray(entry[1]);
}

function isOne(entry: [number, Kept]): entry is [number, Value] {
  return !Array.isArray(entry[1]);
}

/** What values take of memory; nothing if there are none. */
export function bytesOf(kept: Kept | undefined): number {
  if (kept === undefined) return 0;
  if (typeof kept === 'object' && !(kept instanceof Uint8Array)) {
    return kept.reduce<number>((sum, value) => sum + bytesOf(value), VALUE_BYTES);
  }
  return VALUE_BYTES + (typeof kept === 'string' || kept instanceof Uint8Array ? 2 * kept.length : 0);
}
