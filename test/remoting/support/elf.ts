// Builds the smallest Linux libraries that have a symbol table and a list of needed libraries: by hand, no compiler.

export interface ElfOptions {
  readonly machine?: 'x86_64' | 'aarch64';
  readonly kind?: 'library' | 'executable';
  readonly exports?: readonly string[];
  readonly needed?: readonly string[];
}

const HEADER = 64;
const PROGRAM = 56;
const SECTION = 64;

/** The bytes of such a 64-bit file, with program headers and section headers. */
export function elf(options: ElfOptions): Buffer {
  const names = options.exports ?? [];
  const needed = options.needed ?? [];
  const strings = [''].concat(names, needed);
  const at = new Map<string, number>();
  let table = '';
  for (const text of strings) {
    if (!at.has(text)) at.set(text, table.length);
    table += `${text}\0`;
  }
  const strtab = Buffer.from(table, 'latin1');
  const symtab = Buffer.alloc(24 * (names.length + 1));
  names.forEach((name, index) => {
    const symbol = 24 * (index + 1);
    symtab.writeUInt32LE(at.get(name) ?? 0, symbol);
    symtab.writeUInt8(0x12, symbol + 4);
    symtab.writeUInt16LE(1, symbol + 6);
    symtab.writeBigUInt64LE(0x40n, symbol + 8);
  });
  const count = names.length + 1;
  const hash = Buffer.alloc(4 * (2 + 1 + count));
  hash.writeUInt32LE(1, 0);
  hash.writeUInt32LE(count, 4);
  hash.writeUInt32LE(names.length > 0 ? 1 : 0, 8);
  for (let index = 1; index < names.length; index += 1) hash.writeUInt32LE(index + 1, 12 + 4 * index);

  const start = HEADER + 2 * PROGRAM;
  const symtabAt = align(start);
  const hashAt = align(symtabAt + symtab.length);
  const strtabAt = align(hashAt + hash.length);
  const dynamicAt = align(strtabAt + strtab.length);
  const dynamic = words([
    ...needed.flatMap((name) => [1, at.get(name) ?? 0]),
    ...[4, hashAt, 5, strtabAt, 6, symtabAt, 10, strtab.length, 11, 24, 0, 0],
  ]);
  const sectionNames = Buffer.from('\0.dynsym\0.dynstr\0.dynamic\0.hash\0.shstrtab\0', 'latin1');
  const sectionNamesAt = dynamicAt + dynamic.length;
  const sectionsAt = align(sectionNamesAt + sectionNames.length);
  const sections = [
    section(0, 0, 0, 0, 0, 0),
    section(1, 11, symtabAt, symtab.length, 2, 24),
    section(9, 3, strtabAt, strtab.length, 0, 0),
    section(17, 6, dynamicAt, dynamic.length, 2, 16),
    section(26, 5, hashAt, hash.length, 1, 4),
    section(32, 3, sectionNamesAt, sectionNames.length, 0, 0),
  ];
  const file = Buffer.alloc(sectionsAt + SECTION * sections.length);
  file.write('\x7fELF', 0, 'latin1');
  file.set([2, 1, 1], 4);
  // A position-independent program has the type of a library; what tells it is its interpreter. Here: the type.
  file.writeUInt16LE(options.kind === 'executable' ? 2 : 3, 16);
  file.writeUInt16LE(options.machine === 'aarch64' ? 183 : 62, 18);
  file.writeUInt32LE(1, 20);
  file.writeBigUInt64LE(BigInt(HEADER), 32);
  file.writeBigUInt64LE(BigInt(sectionsAt), 40);
  file.writeUInt16LE(HEADER, 52);
  file.writeUInt16LE(PROGRAM, 54);
  file.writeUInt16LE(2, 56);
  file.writeUInt16LE(SECTION, 58);
  file.writeUInt16LE(sections.length, 60);
  file.writeUInt16LE(5, 62);
  file.set(program(1, 5, 0, file.length, 0x1000), HEADER);
  file.set(program(2, 6, dynamicAt, dynamic.length, 8), HEADER + PROGRAM);
  file.set(symtab, symtabAt);
  file.set(hash, hashAt);
  file.set(strtab, strtabAt);
  file.set(dynamic, dynamicAt);
  file.set(sectionNames, sectionNamesAt);
  sections.forEach((each, index) => file.set(each, sectionsAt + SECTION * index));
  return file;
}

function program(type: number, flags: number, offset: number, size: number, alignment: number): Buffer {
  const bytes = Buffer.alloc(PROGRAM);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(flags, 4);
  words([offset, offset, offset, size, size, alignment]).copy(bytes, 8);
  return bytes;
}

function section(name: number, type: number, offset: number, size: number, link: number, entry: number): Buffer {
  const bytes = Buffer.alloc(SECTION);
  bytes.writeUInt32LE(name, 0);
  bytes.writeUInt32LE(type, 4);
  words([2, offset, offset, size]).copy(bytes, 8);
  bytes.writeUInt32LE(link, 40);
  bytes.writeUInt32LE(type === 11 ? 1 : 0, 44);
  words([8, entry]).copy(bytes, 48);
  return bytes;
}

function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 8);
  values.forEach((value, index) => bytes.writeBigUInt64LE(BigInt(value), index * 8));
  return bytes;
}

function align(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}
