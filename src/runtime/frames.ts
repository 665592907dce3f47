/**
 * Frames: which variables' values travel together. They and their values (frame-values.ts) are laid out as those of RFMI
 * are (RFMI 0.91, 1.1.3, 1.1.4 and 3.2.4), so that values pass from the network to the model and back without being
 * rewritten; the native runner reads and writes the same bytes in the byte order of this machine.
 */
import { endianness } from 'node:os';

/** Type of the values of a sub-frame, with its number (RFMI 1.1.3). */
export const ValueType = {
  /** FMI 1.0: one byte. */
  Boolean: 0x0011,
  /** FMI 2.0 and 3.0: four bytes. */
  Boolean2: 0x0012,
  /** Also enumerations: 32 bits, signed. */
  Integer: 0x0021,
  /** IEEE 754 double precision. */
  Real: 0x0031,
  /** Length (32 bits, with the zero, without the padding), UTF-8, a zero, padding to 4 bytes. */
  String: 0x0041,
  /** Length (32 bits), bytes, padding to 4 bytes. */
  Binary: 0x0051,
  // Of FMI 3.0 and not in RFMI 0.91.
  Int8: 0x0121,
  UInt8: 0x0122,
  Int16: 0x0123,
  UInt16: 0x0124,
  UInt32: 0x0125,
  Int64: 0x0126,
  UInt64: 0x0127,
  /** IEEE 754 single precision. */
  Float32: 0x0131,
  /** One byte: 1 is active. */
  Clock: 0x0161,
} as const;
export type ValueType = (typeof ValueType)[keyof typeof ValueType];

/** The order of sub-frames that needs no padding: the widest alignment first, what has no fixed size last (1.1.4). */
export const TYPE_ORDER: readonly ValueType[] = [
  ValueType.Real,
  ValueType.Int64,
  ValueType.UInt64,
  ValueType.Integer,
  ValueType.UInt32,
  ValueType.Float32,
  ValueType.Boolean2,
  ValueType.Int16,
  ValueType.UInt16,
  ValueType.Int8,
  ValueType.UInt8,
  ValueType.Boolean,
  ValueType.Clock,
  ValueType.String,
  ValueType.Binary,
];

/** Where sub-frames of a type stand among others: see {@link TYPE_ORDER}. */
export function typeRank(type: number): number {
  return TYPE_ORDER.findIndex((each) => each === type);
}

/** Values of one type. */
export interface SubFrame {
  /** A number of {@link ValueType}; whatever a peer has sent until it has been checked. */
  readonly type: number;
  readonly references: readonly number[];
  /** Of arrays (FMI 3.0): how many elements each has, whose values lie one after the other; without it one each. */
  readonly elements?: readonly number[] | undefined;
}

/** The value of a variable, by the type of its sub-frame; integers of 64 bits are a bigint. */
export type Value = number | bigint | boolean | string | Uint8Array;

/** How many values a sub-frame has. */
export function valueCount({ references, elements }: SubFrame): number {
  return elements === undefined ? references.length : elements.reduce((sum, each) => sum + each, 0);
}

/** In which order the bytes of a number lie. */
export type ByteOrder = 'little' | 'big';

/** The byte order of this machine. */
export const HOST_ORDER: ByteOrder = endianness() === 'LE' ? 'little' : 'big';
const HOST_LITTLE = HOST_ORDER === 'little';

/**
 * The sub-frames as bytes in the order of this machine, as they lie in a frame definition after its identifier (RFMI
 * 3.2.4): their number (u32); then each: type (u16), zero (u16), number of references (u32), references (u32 each). Of
 * arrays there is a 1 in the place of the zero, and numbers of elements (u32 each) follow.
 */
export function encodeFrame(subFrames: readonly SubFrame[]): Buffer {
  const bytes = Buffer.alloc(subFrames.reduce((sum, each) => sum + sizeInFrame(each), 4));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint32(0, subFrames.length, HOST_LITTLE);
  let at = 4;
  for (const { type, references, elements } of subFrames) {
    view.setUint16(at, type, HOST_LITTLE);
    view.setUint16(at + 2, elements === undefined ? 0 : 1, HOST_LITTLE);
    view.setUint32(at + 4, references.length, HOST_LITTLE);
    at += 8;
    for (const numbers of [references, elements ?? []]) {
      for (const number of numbers) {
        view.setUint32(at, number, HOST_LITTLE);
        at += 4;
      }
    }
  }
  return bytes;
}

/** The sub-frames that {@link encodeFrame} has made into `bytes`. */
export function decodeFrame(bytes: Uint8Array): SubFrame[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 4;
  const numbers = (count: number): number[] =>
    Array.from({ length: count }, () => {
      at += 4;
      return view.getUint32(at - 4, HOST_LITTLE);
    });
  return Array.from({ length: view.getUint32(0, HOST_LITTLE) }, () => {
    const type = view.getUint16(at, HOST_LITTLE);
    const arrays = view.getUint16(at + 2, HOST_LITTLE) === 1;
    const count = view.getUint32(at + 4, HOST_LITTLE);
    at += 8;
    const references = numbers(count);
    return arrays ? { type, references, elements: numbers(count) } : { type, references };
  });
}

function sizeInFrame({ references, elements }: SubFrame): number {
  return 8 + 4 * references.length + 4 * (elements?.length ?? 0);
}
