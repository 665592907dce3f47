/**
 * The one exchange that is made for every step (RFMI 0.91, 4.2.9 and 4.2.10), written out where the table of messages
 * would be followed otherwise: it decides how quick a simulation is.
 */
import type { ByteOrder } from '../runtime/frames.js';
import { codeNumber } from './codec.js';

/** A step without the values of its inputs. */
export interface StepHead {
  /** Current time in seconds. */
  readonly time: number;
  /** Seconds. */
  readonly size: number;
  /** Whether the step before this one is accepted. */
  readonly newStep: boolean;
  /** Number of the frame of the inputs, 0 for none. */
  readonly input: number;
  /** Number of the frame to answer with, 0 for none. */
  readonly output: number;
}

const STEP = codeNumber('STEP');
const ANSWER = codeNumber('step');
const STEP_LENGTH = 48;
const ANSWER_LENGTH = 32;

/** The command; `values` lie in the byte order `order`. */
export function encodeStep(
  { time, size, newStep, input, output }: StepHead,
  values: Uint8Array,
  order: ByteOrder,
): Buffer {
  const little = order === 'little';
  const length = STEP_LENGTH + values.length;
  const bytes = Buffer.allocUnsafe(length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  view.setUint32(0, STEP, little);
  view.setUint32(4, 0, little);
  view.setUint32(little ? 8 : 12, length, little);
  view.setUint32(little ? 12 : 8, 0, little);
  view.setFloat64(16, time, little);
  view.setFloat64(24, size, little);
  view.setFloat64(32, 0, little);
  view.setUint8(32, newStep ? 1 : 0);
  view.setUint32(40, input, little);
  view.setUint32(44, output, little);
  bytes.set(values, STEP_LENGTH);
  return bytes;
}

/** What a step is answered with. `values` lie in the byte order of the connection. */
export interface RawStep {
  /** The time now, in seconds. */
  readonly time: number;
  /** Number of the frame of the values. */
  readonly output: number;
  readonly values: Buffer;
}

/** The answer to a step; undefined if it is anything else than a whole `step`. */
export function decodeStep(bytes: Buffer, order: ByteOrder): RawStep | undefined {
  const little = order === 'little';
  if (bytes.length < ANSWER_LENGTH) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint32(little ? 8 : 12, little);
  if (
    view.getUint32(0, little) !== ANSWER ||
    length !== bytes.length ||
    view.getUint32(little ? 12 : 8, little) !== 0
  ) {
    return undefined;
  }
  return {
    time: view.getFloat64(16, little),
    output: view.getUint32(24, little),
    values: bytes.subarray(ANSWER_LENGTH),
  };
}
