/** Archives damaged at random: an error of ours or an archive that can be read, never anything else. */
import { describe, it } from 'vitest';
import { fc } from '../../random.js';
import { Archive } from '../../../src/fmu/archive.js';
import { FmuToolError } from '../../../src/fmu/error.js';
import { resultOrToolError } from '../expect-error.js';
import { mutations } from '../mutations.js';
import { buildZip } from './zip-builder.js';

const LIMITS = { limits: { entryBytes: 1_000_000, totalBytes: 4_000_000 } };
const SEED = buildZip(
  [
    { name: 'binaries/' },
    { name: 'binaries/win64/m.dll', data: 'library '.repeat(20), comment: 'c' },
    { name: 'modelDescription.xml', data: '<x/>', method: 0 },
    { name: 's', data: 'streamed', flags: 8, after: Buffer.alloc(16) },
  ],
  { comment: Buffer.from('comment') },
);

function useAll(bytes: Buffer): void {
  const archive = resultOrToolError(() => Archive.fromBuffer(bytes, 'fuzz.fmu', LIMITS));
  if (archive instanceof FmuToolError) return;
  for (const { name } of archive.entries) resultOrToolError(() => archive.read(name));
  resultOrToolError(() => archive.edit({ add: [{ name: 'added', data: Buffer.from('x') }] }).toBuffer());
}

describe('an archive', () => {
  it('damaged at random throws nothing but FmuToolError', () => {
    fc.assert(
      fc.property(mutations(SEED), (bytes) => {
        useAll(bytes);
      }),
      { numRuns: 2000 },
    );
  });

  it('made of random bytes throws nothing but FmuToolError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        useAll(Buffer.from(bytes));
      }),
    );
  });

  it('with any one byte changed throws nothing but FmuToolError', () => {
    for (let at = 0; at < SEED.length; at++) {
      for (const value of [0x00, 0x7f, 0xff]) {
        const bytes = Buffer.from(SEED);
        bytes[at] = value;
        useAll(bytes);
      }
    }
  });
});
