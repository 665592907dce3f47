import { describe, expect, it } from 'vitest';
import { fc } from '../random.js';
import { Slab } from '../../src/transport/slab.js';

describe('memory for short-lived bytes', () => {
  it('is never given to two', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 60 }), (lengths) => {
        const slab = new Slab();
        const taken = lengths.map((length, index) => slab.take(length).fill(index));
        taken.forEach((bytes, index) => {
          expect(bytes).toEqual(Buffer.alloc(lengths[index] ?? 0, index));
          expect(bytes.byteOffset % 8).toBe(0);
        });
      }),
    );
  });
});
