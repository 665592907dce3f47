/** Damages bytes in the ways that find bugs in parsers. */
import { fc } from '../random.js';

/** Copies of `seed` with some bytes overwritten, some of them by extreme numbers, perhaps cut off or prolonged. */
export function mutations(seed: Buffer): fc.Arbitrary<Buffer> {
  const at = fc.nat({ max: Math.max(0, seed.length - 1) });
  const overwrite = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc.constantFrom([0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [1, 0, 0, 0], [0, 0, 1, 0]),
  );
  const edits = fc.array(fc.tuple(at, overwrite), { maxLength: 6 });
  const length = fc.oneof({ weight: 4, arbitrary: fc.constant(seed.length) }, fc.nat({ max: seed.length + 20 }));
  return fc.tuple(edits, length).map(([changes, size]) => {
    const bytes = Buffer.alloc(Math.max(size, seed.length));
    seed.copy(bytes);
    for (const [offset, values] of changes) bytes.set([...values].slice(0, bytes.length - offset), offset);
    return bytes.subarray(0, size);
  });
}
