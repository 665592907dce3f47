import { describe, expect, it } from 'vitest';
import { hashOf } from '../../../src/explore/search/hash.js';
import { collisionProbability, NONE, StateTable } from '../../../src/explore/search/state-table.js';

const hashOfNumber = (number: number) => hashOf(Buffer.from(Float64Array.of(number).buffer));

describe('a table of configurations', () => {
  it.each([0, 1, 2, 6, 7, 2000, 100_000, 200_000])('knows %d of them', (count) => {
    const table = new StateTable();
    for (let state = 0; state < count; ++state) {
      const number = table.add(hashOfNumber(state), state === 0 ? NONE : state - 1, state % 65_536);
      if (number !== state) throw new Error(`${state} is number ${number}`);
    }
    expect(table.count).toBe(count);
    for (let state = 0; state < count; ++state) {
      if (table.add(hashOfNumber(state), 7, 7) !== state) throw new Error(`${state} is not known`);
    }
    expect(table.count).toBe(count);
    expect(count === 0 ? NONE : table.predecessorOf(0)).toBe(NONE);
    if (count > 0) expect(table.transitionOf(count - 1)).toBe((count - 1) % 65_536);
    if (count > 0) expect(table.hashOf(count - 1)).toEqual(hashOfNumber(count - 1));
  });

  it('tells hashes apart that differ in one half only', () => {
    const table = new StateTable();
    const hashes = [
      { high: 0, low: 0 },
      { high: 0, low: 1 },
      { high: 1, low: 0 },
      { high: 0xffff_ffff, low: 0 },
      { high: 0, low: 0xffff_ffff },
      { high: 0xffff_ffff, low: 0xffff_ffff },
    ];
    expect(hashes.map((hash) => table.add(hash, NONE, 0))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(hashes.map((hash) => table.add(hash, NONE, 0))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('takes at most 24 bytes for each, at every size', () => {
    const table = new StateTable();
    for (let state = 0; state < 1_000_000; ++state) {
      table.add({ high: Math.imul(state, 2654435761) >>> 0, low: Math.imul(state, 40503) >>> 0 }, 0, 0);
      // The last piece of each column is not full yet.
      if (table.bytes > 24 * table.count + 14 * 65_536 + 256 * 32) throw new Error(`${table.bytes} for ${table.count}`);
    }
  });

  it('says how likely it is that two are taken for one', () => {
    expect(collisionProbability(0)).toBe(0);
    expect(collisionProbability(1)).toBe(0);
    expect(collisionProbability(10_000_000)).toBeCloseTo(2.7e-6, 7);
    expect(collisionProbability(2 ** 32)).toBeGreaterThan(0.3);
  });
});
