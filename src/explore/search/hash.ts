/** 64 bits that stand for the bytes of a configuration. */
import { hash } from 'node:crypto';
import type { Hash } from './state-table.js';

/** A cryptographic hash spreads whatever the bytes are, which those of an FMU's state are not made for. */
const ALGORITHM = 'sha256';

export function hashOf(bytes: Uint8Array): Hash {
  const digest = hash(ALGORITHM, bytes, 'buffer');
  return { high: digest.readUInt32LE(0), low: digest.readUInt32LE(4) };
}
