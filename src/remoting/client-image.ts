/**
 * FMI 1.0 puts the model identifier before the name of each function (2.1.1). The prebuilt client for it has, in that
 * place, one that is as long as an identifier may be; a copy for a model has the model's. Names only become shorter, so
 * nothing else in the file moves: the names are overwritten where they lie, and what is looked up by them is made to fit:
 * the hash table of an ELF file, the checksum of a PE file. The table of names of a PE file stays sorted, because all of
 * them begin alike.
 */
import type { FmiMajor } from '../fmu/fmi-major.js';
import { FmuToolError, quote } from '../fmu/error.js';

/** What an FMI function is called in the library of the model `identifier`. */
export function exportedName(name: string, major: FmiMajor, identifier: string): string {
  return major === 1 ? `${identifier}_${name}` : name;
}

/**
 * A copy of the FMI 1.0 client whose functions are those of the model `identifier`.
 * @throws FmuToolError `remoting-identifier` if it cannot be part of such a name, `prebuilt-damaged` if `library` is no
 *   such client
 */
export function withIdentifier(library: Buffer, identifier: string): Buffer {
  if (library.length < 64) throw damaged('it is too short');
  const copy = Buffer.from(library);
  const names = copy.readUInt32BE(0) === 0x7f454c46 ? elfNames(copy) : peNames(copy);
  const exported = names.map(({ start, end }) => copy.toString('latin1', start, end));
  const placeholder = /^(.+)_fmi[A-Z]/.exec(exported.find((name) => /_fmi[A-Z]/.test(name)) ?? '')?.[1];
  if (placeholder === undefined) throw damaged('it exports no FMI function');
  if (!/^\w+$/.test(identifier) || identifier.length > placeholder.length) {
    const rule = `at most ${placeholder.length} letters, digits and underscores of ASCII`;
    throw new FmuToolError(
      'remoting-identifier',
      `no function can begin with the model identifier ${quote(identifier, 60)} (FMI 1.0 wants ${rule}; export the model anew)`,
    );
  }
  const bytes = Buffer.from(identifier, 'latin1');
  names.forEach(({ start, end }, index) => {
    const name = exported[index] ?? '';
    if (!name.startsWith(`${placeholder}_`)) return;
    const rest = copy.subarray(start + placeholder.length, end);
    const whole = Buffer.concat([bytes, rest]);
    copy.fill(0, start, end);
    whole.copy(copy, start);
  });
  if (copy.readUInt32BE(0) === 0x7f454c46) rehashElf(copy);
  else sumPe(copy);
  return copy;
}

/** Bytes of a file that hold a text. */
interface Range {
  readonly start: number;
  readonly end: number;
}

function textAt(bytes: Buffer, start: number): Range {
  const end = bytes.indexOf(0, start);
  if (end < 0) throw damaged('a name has no end');
  return { start, end };
}

/** The tables of an ELF file that the dynamic linker reads (gABI, chapter 5). */
interface ElfTables {
  readonly texts: number;
  readonly symbols: number;
  readonly hash: number;
  readonly symbolSize: number;
}

function elfTables(bytes: Buffer): ElfTables {
  const wide = bytes[4] === 2;
  const address = (at: number): number => (wide ? Number(bytes.readBigUInt64LE(at)) : bytes.readUInt32LE(at));
  const segments = Array.from({ length: bytes.readUInt16LE(wide ? 56 : 44) }, (_, index) => {
    const at = address(wide ? 32 : 28) + index * bytes.readUInt16LE(wide ? 54 : 42);
    const [offset, start, size] = wide ? [at + 8, at + 16, at + 32] : [at + 4, at + 8, at + 16];
    return { type: bytes.readUInt32LE(at), offset: address(offset), start: address(start), size: address(size) };
  });
  const fileOffset = (at: number): number => {
    const segment = segments.find(({ type, start, size }) => type === 1 && at >= start && at < start + size);
    if (segment === undefined) throw damaged('a table lies outside of the file');
    return at - segment.start + segment.offset;
  };
  const dynamic = segments.find(({ type }) => type === 2);
  const entries = new Map<number, number>();
  const step = wide ? 16 : 8;
  for (let at = dynamic?.offset ?? 0; dynamic !== undefined && at < dynamic.offset + dynamic.size; at += step) {
    entries.set(address(at), address(at + step / 2));
  }
  const table = (tag: number): number => {
    const at = entries.get(tag);
    if (at === undefined) throw damaged(`it has no dynamic entry ${tag}`);
    return fileOffset(at);
  };
  // A second hash table would have to be made anew, too.
  if (entries.has(0x6ffffef5)) throw damaged('it has a GNU hash table');
  return { hash: table(4), texts: table(5), symbols: table(6), symbolSize: wide ? 24 : 16 };
}

/** Where the names of the dynamic symbols lie; the first symbol has none. */
function elfNames(bytes: Buffer): Range[] {
  const { hash, texts, symbols, symbolSize } = elfTables(bytes);
  const count = bytes.readUInt32LE(hash + 4);
  return Array.from({ length: count }, (_, index) =>
    textAt(bytes, texts + bytes.readUInt32LE(symbols + index * symbolSize)),
  );
}

/** The System V hash table: buckets and chains of symbol numbers (gABI, chapter 5). */
function rehashElf(bytes: Buffer): void {
  const { hash } = elfTables(bytes);
  const buckets = bytes.readUInt32LE(hash);
  const names = elfNames(bytes);
  const bucketAt = (index: number): number => hash + 8 + index * 4;
  const chainAt = (symbol: number): number => bucketAt(buckets + symbol);
  bytes.fill(0, bucketAt(0), chainAt(names.length));
  for (let symbol = names.length - 1; symbol > 0; --symbol) {
    const { start, end } = names[symbol] ?? { start: 0, end: 0 };
    let value = 0;
    for (const byte of bytes.subarray(start, end)) {
      value = ((value << 4) >>> 0) + byte;
      const high = value & 0xf0000000;
      if (high !== 0) value ^= high >>> 24;
      value = (value & 0x0fffffff) >>> 0;
    }
    const bucket = bucketAt(value % buckets);
    bytes.writeUInt32LE(bytes.readUInt32LE(bucket), chainAt(symbol));
    bytes.writeUInt32LE(symbol, bucket);
  }
}

/** Where the names lie that a PE file exports (PE format, "The .edata Section"). */
function peNames(bytes: Buffer): Range[] {
  const header = bytes.readUInt32LE(0x3c);
  if (bytes.toString('latin1', header, header + 4) !== 'PE\0\0') throw damaged('it is neither ELF nor PE');
  const optional = header + 24;
  const directories = optional + (bytes.readUInt16LE(optional) === 0x20b ? 112 : 96);
  const sections = Array.from({ length: bytes.readUInt16LE(header + 6) }, (_, index) => {
    const at = optional + bytes.readUInt16LE(header + 20) + index * 40;
    return {
      start: bytes.readUInt32LE(at + 12),
      size: bytes.readUInt32LE(at + 16),
      offset: bytes.readUInt32LE(at + 20),
    };
  });
  const fileOffset = (at: number): number => {
    const section = sections.find(({ start, size }) => at >= start && at < start + size);
    if (section === undefined) throw damaged('a table lies outside of the file');
    return at - section.start + section.offset;
  };
  const exported = fileOffset(bytes.readUInt32LE(directories));
  const names = fileOffset(bytes.readUInt32LE(exported + 32));
  return Array.from({ length: bytes.readUInt32LE(exported + 24) }, (_, index) =>
    textAt(bytes, fileOffset(bytes.readUInt32LE(names + index * 4))),
  );
}

/** The checksum of a PE file: its 16-bit words but those of the sum itself, added with the carry, and its length. */
function sumPe(bytes: Buffer): void {
  const at = bytes.readUInt32LE(0x3c) + 24 + 64;
  if (bytes.readUInt32LE(at) === 0) return;
  bytes.writeUInt32LE(0, at);
  let sum = 0;
  for (let word = 0; word < bytes.length; word += 2) {
    sum += (bytes[word] ?? 0) | ((bytes[word + 1] ?? 0) << 8);
    sum = (sum & 0xffff) + (sum >>> 16);
  }
  bytes.writeUInt32LE(sum + bytes.length, at);
}

function damaged(what: string): FmuToolError {
  return new FmuToolError('prebuilt-damaged', `the client for FMI 1.0 is damaged: ${what} (install fmutool again)`);
}
