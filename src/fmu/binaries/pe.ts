/** Reads Windows libraries and programs (Microsoft PE/COFF specification). */
import type { Budget } from '../budget.js';
import type { BinaryArch, BinaryInfo } from './binary-info.js';
import { Damage, FencedReader, sorted } from './fenced-reader.js';

const MACHINES: Readonly<Record<number, BinaryArch>> = {
  0x014c: 'x86',
  0x8664: 'x86_64',
  0x01c4: 'aarch32',
  0xaa64: 'aarch64',
  0x5032: 'riscv32',
  0x5064: 'riscv64',
};
const PE_SIGNATURE = 0x00004550;
const PE32 = 0x10b;
const PE32_PLUS = 0x20b;
const COFF_SIZE = 20;
const SECTION_SIZE = 40;
/** Windows loads no image with more than 96; every address is looked up among them. */
const SECTION_LIMIT = 128;
const EXECUTABLE = 0x0002;
const DLL = 0x2000;
const DIRECTORY = { exports: 0, imports: 1, delayedImports: 13 } as const;

interface Section {
  readonly address: number;
  readonly size: number;
  readonly offset: number;
}

/** What a PE file says, or undefined if these bytes are none. */
export function readPe(bytes: Buffer, budget: Budget): BinaryInfo | undefined {
  if (bytes.length < 64 || bytes.toString('latin1', 0, 2) !== 'MZ') return undefined;
  const reader = new FencedReader(bytes, true, budget);
  const coff = reader.u32(0x3c) + 4;
  if (coff + COFF_SIZE + 2 > bytes.length || reader.u32(coff - 4) !== PE_SIGNATURE) return undefined;
  const optional = coff + COFF_SIZE;
  const magic = reader.u16(optional);
  if (magic !== PE32 && magic !== PE32_PLUS) return undefined;
  const damage = new Damage();
  const machine = reader.u16(coff);
  const flags = reader.u16(coff + 18);
  const image = damage.guard('headers', undefined, () => new Image(reader, coff, optional, magic === PE32_PLUS));
  const slice = {
    arch: MACHINES[machine] ?? 'unknown',
    bits: magic === PE32_PLUS ? 64 : 32,
    exports: damage.guard('exports', [], () => sorted(image?.exports() ?? [])),
    imports: damage.guard('imports', [], () => image?.imports() ?? []),
  } as const;
  return {
    ...slice,
    format: 'pe',
    machine,
    kind: (flags & DLL) !== 0 ? 'library' : (flags & EXECUTABLE) !== 0 ? 'executable' : 'other',
    slices: [slice],
    damage: damage.first,
  };
}

/** A PE file whose sections are known, so that addresses can be turned into places in the file. */
class Image {
  readonly #reader: FencedReader;
  readonly #directories: readonly number[];
  readonly #sections: Section[] = [];

  constructor(reader: FencedReader, coff: number, optional: number, wide: boolean) {
    this.#reader = reader;
    const table = optional + (wide ? 112 : 96);
    const count = Math.min(reader.u32(table - 4), 16);
    this.#directories = Array.from({ length: count }, (_, index) => reader.u32(table + index * 8));
    const headersSize = reader.u32(optional + 60);
    this.#sections.push({ address: 0, size: headersSize, offset: 0 });
    const sections = optional + reader.u16(coff + 16);
    reader.rows(sections, Math.min(reader.u16(coff + 2), SECTION_LIMIT), SECTION_SIZE, (row) => {
      // What lies behind the raw data is zero in memory and not in the file.
      this.#sections.push({ address: reader.u32(row + 12), size: reader.u32(row + 16), offset: reader.u32(row + 20) });
    });
  }

  exports(): string[] {
    const directory = this.#directories[DIRECTORY.exports] ?? 0;
    if (directory === 0) return [];
    const at = this.#place(directory);
    const names: string[] = [];
    const count = this.#reader.u32(at + 24);
    if (count === 0) return [];
    this.#reader.rows(this.#place(this.#reader.u32(at + 32)), count, 4, (row) => {
      names.push(this.#reader.name(this.#place(this.#reader.u32(row))));
    });
    return names;
  }

  imports(): string[] {
    return [...this.#descriptors(DIRECTORY.imports, 20, 12), ...this.#descriptors(DIRECTORY.delayedImports, 32, 4)];
  }

  /** Names in a table of descriptors that ends with one whose name is 0. */
  #descriptors(directory: number, size: number, nameField: number): string[] {
    const address = this.#directories[directory] ?? 0;
    if (address === 0) return [];
    const names: string[] = [];
    for (let at = this.#place(address); ; at += size) {
      this.#reader.spendRow();
      const name = this.#reader.u32(at + nameField);
      if (name === 0) return names;
      names.push(this.#reader.name(this.#place(name)));
    }
  }

  /** Where in the file a relative virtual address is; outside of it if no section has it. */
  #place(address: number): number {
    const section = this.#sections.find(({ address: start, size }) => address >= start && address - start < size);
    return section === undefined ? Infinity : address - section.address + section.offset;
  }
}
