/**
 * The kinds of fields that RFMI messages are made of, as data: the codec, the dump and the documentation each know what
 * to do with a kind. The type of a message follows from its fields.
 */
import type { SubFrame } from '../../runtime/frames.js';

/** A field of a message. `Value` is what it is in a decoded message. */
export interface Field<Name extends string, Kind extends string, Value> {
  readonly name: Name;
  readonly kind: Kind;
  /** What it means, for people. */
  readonly meaning: string;
  /** Strings: their end is padded to a multiple of so many bytes, counted from the start of the message. Reserved: bytes. */
  readonly size?: number;
  /** Lists: the fields of an item. */
  readonly item?: Fields;
  /** Never there; carries the type. */
  readonly value?: Value;
}

export type Fields = readonly Field<string, string, unknown>[];

/** The fields of a decoded message, by name. */
export type FieldValues<F extends Fields> = {
  readonly [Each in Exclude<F[number], { kind: 'reserved' }> as Each['name']]: Exclude<Each['value'], undefined>;
};

/** A frame as it is defined (RFMI 3.2.4). */
export interface FrameDefinition {
  readonly id: number;
  readonly subFrames: readonly SubFrame[];
}

/** Which frame GETV and SETV mean (4.1.3): one that is defined, by its number; or one that is described here. */
export type FrameChoice = number | readonly SubFrame[];

/** Unsigned, 16 bits. */
export const u16 = <N extends string>(name: N, meaning: string): Field<N, 'u16', number> => ({
  name,
  kind: 'u16',
  meaning,
});
/** Unsigned, 32 bits. */
export const u32 = <N extends string>(name: N, meaning: string): Field<N, 'u32', number> => ({
  name,
  kind: 'u32',
  meaning,
});
/** Unsigned, 64 bits, exact. */
export const u64 = <N extends string>(name: N, meaning: string): Field<N, 'u64', bigint> => ({
  name,
  kind: 'u64',
  meaning,
});
/** IEEE 754, 64 bits. */
export const f64 = <N extends string>(name: N, meaning: string): Field<N, 'f64', number> => ({
  name,
  kind: 'f64',
  meaning,
});
/** One byte, 0 or 1; anything else than 0 is true when received. */
export const flag = <N extends string>(name: N, meaning: string): Field<N, 'flag', boolean> => ({
  name,
  kind: 'flag',
  meaning,
});
/** A flag in a byte that is reserved without an agreement on XTND: then it is 0 when sent, and false whatever is received. */
export const extendedFlag = <N extends string>(name: N, meaning: string): Field<N, 'extendedFlag', boolean> => ({
  name,
  kind: 'extendedFlag',
  meaning,
});
/** Bytes without a meaning: zero when sent, ignored when received. */
export const reserved = (size: number): Field<'reserved', 'reserved', never> => ({
  name: 'reserved',
  kind: 'reserved',
  size,
  meaning: 'reserved',
});
/** Length (u32, with the zero, without the padding), UTF-8, a zero, padding up to a multiple of `size`. */
export const text = <N extends string>(name: N, size: 4 | 8, meaning: string): Field<N, 'text', string> => ({
  name,
  kind: 'text',
  size,
  meaning,
});
/** A number of items (u32 or u64) and the items. */
export const list = <N extends string, const I extends Fields>(
  name: N,
  count: 'list32' | 'list64',
  item: I,
  meaning: string,
): Field<N, 'list32' | 'list64', readonly FieldValues<I>[]> => ({ name, kind: count, item, meaning });
/** How many numbers follow (u32), and the numbers (u32 each). */
export const numbers = <N extends string>(name: N, meaning: string): Field<N, 'numbers', readonly number[]> => ({
  name,
  kind: 'numbers',
  meaning,
});
/** A frame definition: id, number of sub-frames, sub-frames (3.2.4). */
export const frameDefinition = <N extends string>(
  name: N,
  meaning: string,
): Field<N, 'definition', FrameDefinition> => ({
  name,
  kind: 'definition',
  meaning,
});
/** A number of frame definitions (u32) and the definitions. */
export const frameDefinitions = <N extends string>(
  name: N,
  meaning: string,
): Field<N, 'definitions', readonly FrameDefinition[]> => ({ name, kind: 'definitions', meaning });
/** The number of a frame and a reserved word, or a whole definition with the number 0x10000000 (4.1.3). */
export const frameChoice = <N extends string>(name: N, meaning: string): Field<N, 'choice', FrameChoice> => ({
  name,
  kind: 'choice',
  meaning,
});
/**
 * The values of a frame, from the next multiple of 8 bytes to the end of the message, in the byte order of the connection.
 * What the bytes mean depends on the frame (runtime/frame-values.ts), which the message itself need not say.
 */
export const frameValues = <N extends string>(name: N, meaning: string): Field<N, 'values', Buffer> => ({
  name,
  kind: 'values',
  meaning,
});
/** The bytes of a file and a zero, to the end of the message (3.2.2). The zero is not part of the decoded value. */
export const file = <N extends string>(name: N, meaning: string): Field<N, 'file', Buffer> => ({
  name,
  kind: 'file',
  meaning,
});
