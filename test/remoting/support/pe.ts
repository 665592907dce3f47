// Builds the smallest Windows libraries that have an export and an import table: by hand, so that no compiler is needed.

export interface PeOptions {
  readonly bits: 32 | 64;
  readonly kind?: 'library' | 'executable';
  readonly exports?: readonly string[];
  /** Names of libraries it needs. */
  readonly imports?: readonly string[];
}

const SECTION_RVA = 0x1000;
const SECTION_FILE = 0x400;

/** The bytes of such a file. */
export function pe(options: PeOptions): Buffer {
  const wide = options.bits === 64;
  const section = new Section();
  const exportTable = writeExports(section, [...(options.exports ?? [])].sort());
  const importTable = writeImports(section, options.imports ?? []);
  const data = section.bytes();

  const header = Buffer.alloc(SECTION_FILE);
  header.write('MZ', 0, 'latin1');
  header.writeUInt32LE(0x80, 0x3c);
  header.write('PE\0\0', 0x80, 'latin1');
  const coff = 0x84;
  const optionalSize = wide ? 240 : 224;
  header.writeUInt16LE(wide ? 0x8664 : 0x014c, coff);
  header.writeUInt16LE(1, coff + 2);
  header.writeUInt16LE(optionalSize, coff + 16);
  header.writeUInt16LE((options.kind === 'executable' ? 0 : 0x2000) | 0x0002 | (wide ? 0x20 : 0x100), coff + 18);
  const optional = coff + 20;
  header.writeUInt16LE(wide ? 0x20b : 0x10b, optional);
  if (wide) header.writeBigUInt64LE(0x180000000n, optional + 24);
  else header.writeUInt32LE(0x10000000, optional + 28);
  header.writeUInt32LE(0x1000, optional + 32);
  header.writeUInt32LE(0x200, optional + 36);
  header.writeUInt32LE(SECTION_RVA + Math.ceil(data.length / 0x1000) * 0x1000, optional + 56);
  header.writeUInt32LE(SECTION_FILE, optional + 60);
  header.writeUInt16LE(3, optional + 68);
  header.writeUInt32LE(16, optional + (wide ? 108 : 92));
  const directories = optional + (wide ? 112 : 96);
  header.writeUInt32LE(exportTable.rva, directories);
  header.writeUInt32LE(exportTable.size, directories + 4);
  header.writeUInt32LE(importTable.rva, directories + 8);
  header.writeUInt32LE(importTable.size, directories + 12);
  const table = optional + optionalSize;
  header.write('.rdata', table, 'latin1');
  header.writeUInt32LE(data.length, table + 8);
  header.writeUInt32LE(SECTION_RVA, table + 12);
  header.writeUInt32LE(Math.ceil(data.length / 0x200) * 0x200, table + 16);
  header.writeUInt32LE(SECTION_FILE, table + 20);
  header.writeUInt32LE(0x40000040, table + 36);
  return Buffer.concat([header, data, Buffer.alloc(Math.ceil(data.length / 0x200) * 0x200 - data.length)]);
}

class Section {
  readonly #parts: Buffer[] = [];
  #size = 0;

  /** Appends and returns the RVA. */
  add(bytes: Buffer): number {
    const at = SECTION_RVA + this.#size;
    const padded = Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
    this.#parts.push(padded);
    this.#size += padded.length;
    return at;
  }

  text(text: string): number {
    return this.add(Buffer.from(`${text}\0`, 'latin1'));
  }

  bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

function writeExports(section: Section, names: readonly string[]): { rva: number; size: number } {
  if (names.length === 0) return { rva: 0, size: 0 };
  const own = section.text('library.dll');
  const functions = section.add(numbers(names.map(() => SECTION_RVA)));
  const namePointers = section.add(numbers(names.map((name) => section.text(name))));
  const ordinals = Buffer.alloc(names.length * 2);
  names.forEach((_name, index) => ordinals.writeUInt16LE(index, index * 2));
  const ordinalTable = section.add(ordinals);
  const directory = numbers([0, 0, 0, own, 1, names.length, names.length, functions, namePointers, ordinalTable]);
  return { rva: section.add(directory), size: directory.length };
}

function writeImports(section: Section, names: readonly string[]): { rva: number; size: number } {
  if (names.length === 0) return { rva: 0, size: 0 };
  const thunks = section.add(Buffer.alloc(16));
  const rows = names.map((name) => numbers([thunks, 0, 0, section.text(name), thunks]));
  const table = Buffer.concat([...rows, Buffer.alloc(20)]);
  return { rva: section.add(table), size: table.length };
}

function numbers(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value, index * 4));
  return bytes;
}
