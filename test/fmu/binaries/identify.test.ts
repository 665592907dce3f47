import { describe, expect, it } from 'vitest';
import { identifyBinary } from '../../../src/fmu/binaries/identify.js';
import { buildElf, buildFat, buildMachO, buildPe } from './samples.js';

describe('a PE file', () => {
  it.each([
    ['x86', 0x014c, 32],
    ['x86_64', 0x8664, 64],
    ['aarch64', 0xaa64, 64],
    ['aarch32', 0x01c4, 32],
    ['unknown', 0x1234, 64],
  ] as const)('for %s is described by its own headers', (arch, machine, bits) => {
    expect(identifyBinary(buildPe({ bits, machine }))).toMatchObject({
      format: 'pe',
      kind: 'library',
      arch,
      bits,
      machine,
      exports: ['fmi2DoStep', 'other'],
      imports: ['KERNEL32.dll', 'late.dll'],
      damage: undefined,
    });
  });

  it('may be a program', () => {
    expect(identifyBinary(buildPe({ flags: 0x0022 }))?.kind).toBe('executable');
  });

  it('with tables that lead outside is described as far as it goes', () => {
    const bytes = buildPe();
    bytes.writeUInt32LE(0x7fffffff, 0x220);
    expect(identifyBinary(bytes)).toMatchObject({ exports: [], imports: ['KERNEL32.dll', 'late.dll'] });
    expect(identifyBinary(bytes)?.damage).toMatch(/^exports: /);
  });

  it('that claims endless tables is given up', () => {
    const bytes = buildPe();
    bytes.writeUInt32LE(0xffffffff, 0x218);
    expect(identifyBinary(bytes)).toMatchObject({ exports: [], damage: expect.stringMatching(/^exports: /) as string });
  });

  it('is more than two letters', () => {
    expect(identifyBinary(Buffer.from('MZ'.padEnd(200)))).toBeUndefined();
    expect(identifyBinary(Buffer.from('MZ'))).toBeUndefined();
  });
});

describe('an ELF file', () => {
  it.each([
    ['x86', 3, 32, true],
    ['x86_64', 62, 64, true],
    ['aarch64', 183, 64, true],
    ['aarch32', 40, 32, true],
    ['riscv64', 243, 64, true],
    ['riscv32', 243, 32, true],
    ['ppc64', 21, 64, false],
    ['unknown', 999, 64, true],
  ] as const)('for %s is described by its own headers', (arch, machine, bits, little) => {
    expect(identifyBinary(buildElf({ bits, machine, little }))).toMatchObject({
      format: 'elf',
      kind: 'library',
      arch,
      bits,
      machine,
      exports: ['fmi2DoStep', 'weak'],
      imports: ['libc.so.6', 'libm.so.6'],
      damage: undefined,
    });
  });

  it.each([32, 64] as const)('of %i bits may have a GNU hash table only', (bits) => {
    const machine = bits === 64 ? 62 : 3;
    expect(identifyBinary(buildElf({ bits, machine, hash: 'gnu' }))?.exports).toEqual(['fmi2DoStep', 'weak']);
  });

  it('without any hash table exports nothing that could be found', () => {
    expect(identifyBinary(buildElf({ hash: 'none' }))).toMatchObject({ exports: [], damage: undefined });
  });

  it('may be a program, also a position-independent one, or an object file', () => {
    expect(identifyBinary(buildElf({ type: 2 }))?.kind).toBe('executable');
    expect(identifyBinary(buildElf({ flags1: 0x08000000 }))?.kind).toBe('executable');
    expect(identifyBinary(buildElf({ type: 1 }))?.kind).toBe('other');
  });

  it('with a chain that never ends is given up', () => {
    const bytes = buildElf({ hash: 'gnu' });
    bytes.fill(0, 0x480 + 16 + 8 + 8);
    expect(identifyBinary(bytes)).toMatchObject({ exports: [], damage: expect.stringMatching(/^exports: /) as string });
  });

  it('is more than its first letters', () => {
    expect(identifyBinary(Buffer.from('\x7fELF', 'latin1'))).toBeUndefined();
    expect(identifyBinary(Buffer.from('\x7fELF'.padEnd(100), 'latin1'))).toBeUndefined();
  });
});

describe('a Mach-O file', () => {
  it.each([
    ['x86', 7, 32, true],
    ['x86_64', 0x01000007, 64, true],
    ['aarch64', 0x0100000c, 64, true],
    ['ppc32', 18, 32, false],
    ['unknown', 99, 64, true],
  ] as const)('for %s is described by its own headers', (arch, machine, bits, little) => {
    expect(identifyBinary(buildMachO({ bits, machine, little }))).toMatchObject({
      format: 'macho',
      kind: 'library',
      arch,
      bits,
      machine,
      exports: ['fmi2DoStep', 'fmi2Reset'],
      imports: ['/usr/lib/libSystem.B.dylib'],
      damage: undefined,
    });
  });

  it.each(['trie', 'info'] as const)('may have its exports in an export trie (%s)', (table) => {
    expect(identifyBinary(buildMachO({ table }))?.exports).toEqual(['fmi2DoStep', 'fmi2Reset']);
  });

  it('may be a program or a bundle', () => {
    expect(identifyBinary(buildMachO({ type: 2 }))?.kind).toBe('executable');
    expect(identifyBinary(buildMachO({ type: 8 }))?.kind).toBe('library');
    expect(identifyBinary(buildMachO({ type: 1 }))?.kind).toBe('other');
  });

  it.each([false, true])('may be universal (64-bit table: %s)', (wide) => {
    const fat = buildFat([buildMachO(), buildMachO({ machine: 0x0100000c, table: 'trie' })], wide);
    expect(identifyBinary(fat)).toMatchObject({
      format: 'macho',
      arch: 'universal',
      bits: 64,
      exports: ['fmi2DoStep', 'fmi2Reset'],
      imports: ['/usr/lib/libSystem.B.dylib'],
      slices: [
        { arch: 'x86_64', bits: 64 },
        { arch: 'aarch64', bits: 64 },
      ],
    });
  });

  it('that is universal for one architecture is for that one', () => {
    expect(identifyBinary(buildFat([buildMachO()]))).toMatchObject({ arch: 'x86_64', slices: [{ arch: 'x86_64' }] });
  });

  it('with a trie that bites its tail is given up', () => {
    const bytes = buildMachO({ table: 'trie' });
    bytes[0x280 + 8] = 0;
    expect(identifyBinary(bytes)).toMatchObject({ exports: [], damage: 'exports: an export trie that is no tree' });
  });

  it('with a slice outside of the file is described by the others', () => {
    const fat = buildFat([buildMachO(), buildMachO()]);
    fat.writeUInt32BE(0x7fffffff, 8 + 8);
    expect(identifyBinary(fat)).toMatchObject({ arch: 'x86_64', damage: expect.stringMatching(/^slice: /) as string });
  });

  it('is not mistaken for a Java class', () => {
    expect(identifyBinary(Buffer.concat([Buffer.from('cafebabe00000041', 'hex'), Buffer.alloc(100)]))).toBeUndefined();
  });
});

describe('anything else', () => {
  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('#!/bin/sh\necho hello\n'.repeat(10))],
    ['an import library', Buffer.from('!<arch>\n'.padEnd(200))],
    ['zeros', Buffer.alloc(1000)],
  ])('such as %s is no binary', (_what, bytes) => {
    expect(identifyBinary(bytes)).toBeUndefined();
  });
});
