/** Binaries damaged at random: nothing is thrown, whatever the bytes are. */
import { describe, expect, it } from 'vitest';
import { fc } from '../../random.js';
import { identifyBinary } from '../../../src/fmu/binaries/identify.js';
import { mutations } from '../mutations.js';
import { buildElf, buildFat, buildMachO, buildPe } from './samples.js';

const SEEDS: readonly (readonly [string, Buffer])[] = [
  ['PE of 32 bits', buildPe({ bits: 32, machine: 0x14c })],
  ['PE of 64 bits', buildPe()],
  ['ELF with a SysV hash', buildElf()],
  ['ELF with a GNU hash', buildElf({ bits: 32, machine: 3, hash: 'gnu' })],
  ['big-endian ELF', buildElf({ machine: 21, little: false })],
  ['Mach-O with symbols', buildMachO()],
  ['Mach-O with a trie', buildMachO({ table: 'trie' })],
  ['universal Mach-O', buildFat([buildMachO(), buildMachO({ table: 'info' })])],
];

describe.each(SEEDS)('a %s', (_name, seed) => {
  it('damaged at random is described or not, but nothing is thrown', () => {
    fc.assert(
      fc.property(mutations(seed), (bytes) => {
        identifyBinary(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('cut off anywhere is described or not, but nothing is thrown', () => {
    for (let length = 0; length < seed.length; length++) identifyBinary(seed.subarray(0, length));
  });

  it('with any one number changed to an extreme is described or not, but nothing is thrown', () => {
    for (let at = 0; at + 4 <= seed.length; at += 2) {
      for (const value of [0, 0x7fffffff, 0xffffffff]) {
        const bytes = Buffer.from(seed);
        bytes.writeUInt32LE(value, at);
        identifyBinary(bytes);
      }
    }
  });

  it('is left as it is', () => {
    const before = Buffer.from(seed);
    identifyBinary(seed);
    expect(seed.equals(before)).toBe(true);
  });
});
