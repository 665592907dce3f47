/**
 * A configuration of an FMU as bytes: what determines its future. Three numbers of 32 bits (bytes of inputs, bytes of state,
 * steps since the start, 0 where the time does not count), the values of the inputs as a frame has them, the state.
 */
import { SpaceError, type Configuration } from '../plug/space.js';

export interface Parts {
  /** Steps since the start; 0 where the time does not count. */
  readonly point: number;
  readonly inputs: Uint8Array;
  readonly state: Uint8Array;
}

/** Bytes before the inputs. */
export const HEAD_BYTES = 12;

export function encodeConfiguration({ point, inputs, state }: Parts): Configuration {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + inputs.length + state.length);
  bytes.writeUInt32LE(inputs.length, 0);
  bytes.writeUInt32LE(state.length, 4);
  bytes.writeUInt32LE(point, 8);
  bytes.set(inputs, HEAD_BYTES);
  bytes.set(state, HEAD_BYTES + inputs.length);
  return bytes;
}

/** The parts, which are views of the bytes; zeros may follow them. @throws SpaceError */
export function decodeConfiguration(configuration: Configuration): Parts {
  const bytes = Buffer.from(configuration.buffer, configuration.byteOffset, configuration.byteLength);
  if (bytes.length < HEAD_BYTES) throw new SpaceError(`a configuration of ${bytes.length} bytes`);
  const inputsEnd = HEAD_BYTES + bytes.readUInt32LE(0);
  const end = inputsEnd + bytes.readUInt32LE(4);
  if (end > bytes.length) throw new SpaceError(`a configuration of ${bytes.length} bytes that says that it has ${end}`);
  const inputs = bytes.subarray(HEAD_BYTES, inputsEnd);
  return { point: bytes.readUInt32LE(8), inputs, state: bytes.subarray(inputsEnd, end) };
}
