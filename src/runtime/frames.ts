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
} as const;
export type ValueType = (typeof ValueType)[keyof typeof ValueType];

/** The order of sub-frames that needs no padding: the widest alignment first, what has no fixed size last (1.1.4). */
export const TYPE_ORDER: readonly ValueType[] = [
  ValueType.Real,
  ValueType.Integer,
  ValueType.Boolean2,
  ValueType.Boolean,
  ValueType.String,
  ValueType.Binary,
];

/** Values of one type. */
export interface SubFrame {
  /** A number of {@link ValueType}; whatever a peer has sent until it has been checked. */
  readonly type: number;
  readonly references: readonly number[];
}

/** The value of a variable, by the type of its sub-frame. */
export type Value = number | boolean | string | Uint8Array;

/** In which order the bytes of a number lie. */
export type ByteOrder = 'little' | 'big';

/** The byte order of this machine. */
export const HOST_ORDER: ByteOrder = endianness() === 'LE' ? 'little' : 'big';
const HOST_LITTLE = HOST_ORDER === 'little';

/**
 * The sub-frames as bytes in the order of this machine, as they lie in a frame definition after its identifier (RFMI
 * 3.2.4): their number (u32); then each: type (u16), zero (u16), number of references (u32), references (u32 each).
 */
export function encodeFrame(subFrames: readonly SubFrame[]): Buffer {
  const bytes = Buffer.alloc(subFrames.reduce((sum, { references }) => sum + 8 + 4 * references.length, 4));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint32(0, subFrames.length, HOST_LITTLE);
  let at = 4;
  for (const { type, references } of subFrames) {
    view.setUint16(at, type, HOST_LITTLE);
    view.setUint32(at + 4, references.length, HOST_LITTLE);
    at += 8;
    for (const reference of references) {
      view.setUint32(at, reference, HOST_LITTLE);
      at += 4;
    }
  }
  return bytes;
}
