/**
 * Frames: which variables' values travel together, and how their bytes lie. This is the layout of RFMI frames (RFMI
 * 0.91, 1.1.3, 1.1.4 and 3.2.4), so that values pass from the network to the model and back without being rewritten; the
 * native runner reads and writes the same bytes in the byte order of this machine.
 */

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

/** Values of one type. */
export interface SubFrame {
  /** A number of {@link ValueType}; whatever a peer has sent until it has been checked. */
  readonly type: number;
  readonly references: readonly number[];
}

/** The value of a variable, by the type of its sub-frame. */
export type Value = number | boolean | string | Uint8Array;
