/**
 * Reads Linux libraries and programs (System V ABI, generic and processor supplements). Only program headers are
 * used, as the loader does: section headers may be stripped or lie.
 */
import type { Budget } from '../budget.js';
import type { BinaryArch, BinaryInfo } from './binary-info.js';
import { Damage, FencedReader, sorted } from './fenced-reader.js';

const MACHINES: Readonly<Record<number, BinaryArch>> = {
  3: 'x86',
  20: 'ppc32',
  21: 'ppc64',
  40: 'aarch32',
  62: 'x86_64',
  183: 'aarch64',
};
const RISCV = 243;
const TYPE = { executable: 2, shared: 3 } as const;
const SEGMENT = { load: 1, dynamic: 2, interpreter: 3 } as const;
/** Real files have about ten; every address is looked up among them. */
const SEGMENT_LIMIT = 128;
const TAG = {
  needed: 1,
  hash: 4,
  strings: 5,
  symbols: 6,
  soname: 14,
  flags1: 0x6ffffffb,
  gnuHash: 0x6ffffef5,
} as const;
const FLAG_PIE = 0x08000000;
const BINDINGS = [1, 2, 10];
const FUNCTION_TYPES = [2, 10];
const VISIBLE = [0, 3];

/** What an ELF file says, or undefined if these bytes are none. */
export function readElf(bytes: Buffer, budget: Budget): BinaryInfo | undefined {
  if (bytes.length < 52 || bytes.readUInt32BE(0) !== 0x7f454c46) return undefined;
  const [classByte, order] = [bytes[4], bytes[5]];
  if ((classByte !== 1 && classByte !== 2) || (order !== 1 && order !== 2)) return undefined;
  const bits = classByte === 2 ? 64 : 32;
  const reader = new FencedReader(bytes, order === 1, budget);
  const damage = new Damage();
  const machine = reader.u16(18);
  const type = reader.u16(16);
  const image = damage.guard('headers', undefined, () => new Image(reader, bits));
  const slice = {
    arch: machine === RISCV ? (bits === 64 ? 'riscv64' : 'riscv32') : (MACHINES[machine] ?? 'unknown'),
    bits,
    exports: damage.guard('exports', [], () => sorted(image?.exports() ?? [])),
    imports: damage.guard('imports', [], () => image?.imports() ?? []),
  } as const;
  const isProgram = type === TYPE.executable || (type === TYPE.shared && image?.isProgram === true);
  return {
    ...slice,
    format: 'elf',
    machine,
    kind: isProgram ? 'executable' : type === TYPE.shared ? 'library' : 'other',
    slices: [slice],
    damage: damage.first,
  };
}

interface Segment {
  readonly address: number;
  readonly size: number;
  readonly offset: number;
}

/** An ELF file whose program headers and dynamic section are known. */
class Image {
  readonly #reader: FencedReader;
  readonly #bits: 32 | 64;
  readonly #segments: Segment[] = [];
  /** The first entry of each tag of the dynamic section. */
  readonly #dynamic = new Map<number, number>();
  /** Where the names of needed libraries are in the table of strings. */
  readonly #needed: number[] = [];
  #hasInterpreter = false;

  constructor(reader: FencedReader, bits: 32 | 64) {
    this.#reader = reader;
    this.#bits = bits;
    const wide = bits === 64;
    const offset = reader.word(wide ? 32 : 28, bits);
    const [size, count] = [reader.u16(wide ? 54 : 42), Math.min(reader.u16(wide ? 56 : 44), SEGMENT_LIMIT)];
    let dynamic: Segment | undefined;
    if (count === 0) return;
    reader.rows(offset, count, Math.max(size, wide ? 56 : 32), (row) => {
      const type = reader.u32(row);
      const segment = {
        offset: reader.word(row + (wide ? 8 : 4), bits),
        address: reader.word(row + (wide ? 16 : 8), bits),
        size: reader.word(row + (wide ? 32 : 16), bits),
      };
      if (type === SEGMENT.load) this.#segments.push(segment);
      else if (type === SEGMENT.dynamic) dynamic = segment;
      else if (type === SEGMENT.interpreter) this.#hasInterpreter = true;
    });
    if (dynamic !== undefined) this.#readDynamic(dynamic);
  }

  #readDynamic({ offset, size }: Segment): void {
    const word = this.#bits / 8;
    for (let at = offset; at + 2 * word <= offset + size; at += 2 * word) {
      this.#reader.spendNode();
      const tag = this.#reader.word(at, this.#bits);
      if (tag === 0) return;
      const value = this.#reader.word(at + word, this.#bits);
      if (tag === TAG.needed) this.#needed.push(value);
      else if (!this.#dynamic.has(tag)) this.#dynamic.set(tag, value);
    }
  }

  /** Whether a shared object is really a position-independent program. */
  get isProgram(): boolean {
    const pie = ((this.#value(TAG.flags1) ?? 0) & FLAG_PIE) !== 0;
    return pie || (this.#hasInterpreter && this.#value(TAG.soname) === undefined);
  }

  imports(): string[] {
    return this.#needed.map((offset) => this.#string(offset));
  }

  /** Functions that the loader would find here. */
  exports(): string[] {
    const symbols = this.#value(TAG.symbols);
    if (symbols === undefined) return [];
    const wide = this.#bits === 64;
    const names: string[] = [];
    this.#reader.rows(this.#place(symbols), this.#symbolCount(), wide ? 24 : 16, (row) => {
      const info = this.#reader.u8(row + (wide ? 4 : 12));
      const visibility = this.#reader.u8(row + (wide ? 5 : 13)) & 3;
      const section = this.#reader.u16(row + (wide ? 6 : 14));
      const exported = section !== 0 && BINDINGS.includes(info >>> 4) && VISIBLE.includes(visibility);
      if (exported && FUNCTION_TYPES.includes(info & 15)) names.push(this.#string(this.#reader.u32(row)));
    });
    return names;
  }

  /** Nothing but the hash tables says how many symbols there are. */
  #symbolCount(): number {
    const hash = this.#value(TAG.hash);
    if (hash !== undefined) return this.#reader.u32(this.#place(hash) + 4);
    const gnu = this.#value(TAG.gnuHash);
    return gnu === undefined ? 0 : this.#gnuSymbolCount(this.#place(gnu));
  }

  /** The chain that begins last ends with the last symbol. */
  #gnuSymbolCount(at: number): number {
    const [buckets, first, bloomWords] = [this.#reader.u32(at), this.#reader.u32(at + 4), this.#reader.u32(at + 8)];
    const bucketTable = at + 16 + bloomWords * (this.#bits / 8);
    let last = 0;
    this.#reader.rows(bucketTable, buckets, 4, (row) => {
      last = Math.max(last, this.#reader.u32(row));
    });
    if (last < first) return first;
    const chain = bucketTable + buckets * 4;
    while ((this.#reader.u32(chain + (last - first) * 4) & 1) === 0) {
      this.#reader.spendRow();
      last++;
    }
    return last + 1;
  }

  #string(offset: number): string {
    return this.#reader.name(this.#place(this.#value(TAG.strings) ?? Infinity) + offset);
  }

  #value(wanted: number): number | undefined {
    return this.#dynamic.get(wanted);
  }

  /** Where in the file an address is; outside of it if no segment has it. */
  #place(address: number): number {
    const segment = this.#segments.find(({ address: start, size }) => address >= start && address - start < size);
    return segment === undefined ? Infinity : address - segment.address + segment.offset;
  }
}
