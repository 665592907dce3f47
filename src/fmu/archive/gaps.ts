/**
 * What lies between the entries of an archive: data descriptors and padding. A local header there belongs to an entry
 * that the central directory does not list: a reader that goes from header to header sees it, all others do not.
 */
import { FmuToolError } from '../error.js';
import { LOCAL } from './format.js';
import type { PlacedEntry } from './raw-entry.js';
import type { ByteSource } from './source.js';

const PIECE = 1 << 20;
const SIGNATURE = Buffer.alloc(4);
SIGNATURE.writeUInt32LE(LOCAL.signature);

/**
 * Looks at every byte that belongs to no entry.
 * @throws FmuToolError `archive-hidden-entry`
 */
export function checkGaps(source: ByteSource, entries: readonly PlacedEntry[]): void {
  const first = entries.reduce((least, { localOffset }) => Math.min(least, localOffset), Infinity);
  if (Number.isFinite(first)) checkGap(source, 0, first);
  for (const { dataOffset, compressedSize, end } of entries) checkGap(source, dataOffset + compressedSize, end);
}

function checkGap(source: ByteSource, start: number, end: number): void {
  // Pieces overlap, so that a signature is seen wherever it stands.
  for (let at = start; end - at >= SIGNATURE.length; at += PIECE) {
    const piece = source.read(at, Math.min(PIECE + SIGNATURE.length - 1, end - at));
    const found = piece.indexOf(SIGNATURE);
    if (found < 0) continue;
    const what = `there is an entry at byte ${at + found} that the central directory does not list`;
    throw new FmuToolError('archive-hidden-entry', `${what}; zip the FMU again`);
  }
}
