/** Small binaries of every format, built by hand from the specifications. */
import { ImageBuilder } from './image-builder.js';

interface PeOptions {
  readonly bits?: 32 | 64;
  readonly machine?: number;
  readonly flags?: number;
}

/**
 * A PE file with the exports `fmi2DoStep` and `other`, importing `KERNEL32.dll` and, delayed, `late.dll`. One section
 * lies at address 0x1000 and at 0x200 in the file.
 */
export function buildPe({ bits = 64, machine = 0x8664, flags = 0x2022 }: PeOptions = {}): Buffer {
  const image = new ImageBuilder(0x400);
  const coff = 0x84;
  const optional = coff + 20;
  const directories = optional + (bits === 64 ? 112 : 96);
  const inFile = (address: number): number => address - 0x1000 + 0x200;
  image.text(0, 'MZ').u32(0x3c, 0x80).text(0x80, 'PE');
  image.u16(coff, machine, 1).u16(coff + 16, bits === 64 ? 240 : 224, flags);
  image.u16(optional, bits === 64 ? 0x20b : 0x10b).u32(optional + 60, 0x200);
  image.u32(directories - 4, 16).u32(directories, 0x1000, 40, 0x1100, 40);
  image.u32(directories + 13 * 8, 0x1180, 64);
  const section = optional + (bits === 64 ? 240 : 224);
  image.text(section, '.rdata').u32(section + 8, 0x2000, 0x1000, 0x200, 0x200);
  image.u32(inFile(0x1000) + 20, 2, 2, 0x1040, 0x1048, 0x1050);
  image.u32(inFile(0x1048), 0x1070, 0x1060);
  image.text(inFile(0x1060), 'fmi2DoStep').text(inFile(0x1070), 'other');
  image.u32(inFile(0x1100) + 12, 0x1150, 0x1000);
  image.text(inFile(0x1150), 'KERNEL32.dll');
  image.u32(inFile(0x1180), 1, 0x11d0);
  image.text(inFile(0x11d0), 'late.dll');
  return image.bytes;
}

/** How an {@link buildElf} file says how many symbols it has. */
export type SymbolHash = 'sysv' | 'gnu' | 'none';

interface ElfOptions {
  readonly bits?: 32 | 64;
  readonly machine?: number;
  readonly little?: boolean;
  readonly type?: number;
  readonly hash?: SymbolHash;
  readonly flags1?: number;
}

/**
 * An ELF file without section headers, loaded at 0x10000. Of its symbols only `fmi2DoStep` and `weak` are functions
 * that others can see: the rest are undefined, hidden, local or data.
 */
export function buildElf(options: ElfOptions = {}): Buffer {
  const { bits = 64, machine = 62, little = true, type = 3, hash = 'sysv', flags1 = 0 } = options;
  const image = new ImageBuilder(0x600, little);
  const wide = bits === 64;
  const base = 0x10000;
  const [headers, dynamic, symbols, strings, hashes] = [0x40, 0x100, 0x200, 0x380, 0x480];
  image.u8(0, 0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, little ? 1 : 2, 1);
  image.u16(16, type, machine).word(bits, wide ? 32 : 28, headers);
  image.u16(wide ? 54 : 42, wide ? 56 : 32, 2);
  const segment = (index: number, kind: number, offset: number, size: number): void => {
    const at = headers + index * (wide ? 56 : 32);
    image.u32(at, kind).word(bits, at + (wide ? 8 : 4), offset, base + offset, base + offset, size, size);
  };
  segment(0, 1, 0, 0x600);
  segment(1, 2, dynamic, 0x100);

  const names = ['', 'fmi2DoStep', 'weak', 'imported', 'hidden', 'local', 'data', 'libc.so.6', 'libm.so.6'];
  const offsetOf = (name: string): number =>
    names.slice(0, names.indexOf(name)).reduce((sum, each) => sum + each.length + 1, 0);
  names.forEach((name) => image.text(strings + offsetOf(name), name));
  const rows: [name: string, info: number, other: number, section: number][] = [
    ['', 0, 0, 0],
    ['imported', 0x12, 0, 0],
    ['hidden', 0x12, 2, 5],
    ['local', 0x02, 0, 5],
    ['data', 0x11, 0, 5],
    ['weak', 0x22, 0, 5],
    ['fmi2DoStep', 0x12, 3, 5],
  ];
  rows.forEach(([name, info, other, section], index) => {
    const at = symbols + index * (wide ? 24 : 16);
    image.u32(at, offsetOf(name));
    image.u8(at + (wide ? 4 : 12), info, other).u16(at + (wide ? 6 : 14), section);
  });

  if (hash === 'sysv') image.u32(hashes, 1, rows.length);
  // Two buckets; the symbols from 1 on are hashed, the chain of the second bucket ends with the last symbol.
  const bloom = wide ? 8 : 4;
  if (hash === 'gnu') image.u32(hashes, 2, 1, 1, 0).u32(hashes + 16 + bloom, 1, 4, 0, 0, 1, 0, 0, 1);
  const entries: [tag: number, value: number][] = [
    [1, offsetOf('libc.so.6')],
    [1, offsetOf('libm.so.6')],
    [5, base + strings],
    [6, base + symbols],
    [0x6ffffffb, flags1],
    ...(hash === 'none' ? [] : [[hash === 'gnu' ? 0x6ffffef5 : 4, base + hashes] as [number, number]]),
    [0, 0],
  ];
  entries.forEach(([tag, value], index) => image.word(bits, dynamic + index * (bits / 4), tag, value));
  return image.bytes;
}

/** How a {@link buildMachO} file says what it exports. */
export type ExportTable = 'symbols' | 'trie' | 'info';

interface MachOptions {
  readonly bits?: 32 | 64;
  readonly machine?: number;
  readonly little?: boolean;
  readonly table?: ExportTable;
  readonly type?: number;
}

/** A Mach-O file that exports `_fmi2DoStep` and `_fmi2Reset` and loads libSystem. */
export function buildMachO(options: MachOptions = {}): Buffer {
  const { bits = 64, machine = 0x01000007, little = true, table = 'symbols', type = 6 } = options;
  const image = new ImageBuilder(0x300, little);
  const header = bits === 64 ? 32 : 28;
  image.u32(0, bits === 64 ? 0xfeedfacf : 0xfeedface, machine, 3, type, 2, 0x100);
  image.u32(header, 0xc, 56, 24).text(header + 24, '/usr/lib/libSystem.B.dylib');
  const command = header + 56;
  const [symbols, strings, trie] = [0x140, 0x200, 0x280];
  if (table === 'symbols') image.u32(command, 2, 24, symbols, 5, strings, 0x80);
  if (table === 'trie') image.u32(command, 0x80000033, 16, trie, 0x40);
  if (table === 'info') image.u32(command, 0x80000022, 48).u32(command + 40, trie, 0x40);
  const rows: [name: string, type: number][] = [
    ['_fmi2Reset', 0x0f],
    ['_imported', 0x01],
    ['_private', 0x1f],
    ['_debug', 0x2f],
    ['_fmi2DoStep', 0x0f],
  ];
  rows.forEach(([name, kind], index) => {
    image
      .u32(symbols + index * (bits === 64 ? 16 : 12), index * 16)
      .u8(symbols + index * (bits === 64 ? 16 : 12) + 4, kind);
    image.text(strings + index * 16, name);
  });
  // Root: one edge "_fmi2" to a node with the edges "DoStep" and "Reset".
  image
    .u8(trie, 0, 1)
    .text(trie + 2, '_fmi2')
    .u8(trie + 8, 9);
  image
    .u8(trie + 9, 0, 2)
    .text(trie + 11, 'DoStep')
    .u8(trie + 18, 26)
    .text(trie + 19, 'Reset')
    .u8(trie + 25, 30);
  image.u8(trie + 26, 2, 0, 0x10, 0).u8(trie + 30, 2, 0, 0x20, 0);
  return image.bytes;
}

/** A universal Mach-O of these files. */
export function buildFat(slices: readonly Buffer[], wide = false): Buffer {
  const image = new ImageBuilder(0x100 + slices.length * 0x400, false);
  image.u32(0, wide ? 0xcafebabf : 0xcafebabe, slices.length);
  slices.forEach((slice, index) => {
    const offset = 0x100 + index * 0x400;
    const row = 8 + index * (wide ? 32 : 20);
    if (wide) image.u64(row + 8, offset, slice.length);
    else image.u32(row + 8, offset, slice.length);
    slice.copy(image.bytes, offset);
  });
  return image.bytes;
}
