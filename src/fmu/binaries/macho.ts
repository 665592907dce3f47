/** Reads macOS libraries and programs, universal ones included (Apple's mach-o/loader.h, nlist.h and fat.h). */
import type { Budget } from '../budget.js';
import type { BinaryArch, BinaryInfo, BinarySlice } from './binary-info.js';
import { readExportTrie } from './export-trie.js';
import { Damage, FencedReader, sorted } from './fenced-reader.js';

const MACHINES: Readonly<Record<number, BinaryArch>> = {
  7: 'x86',
  0x01000007: 'x86_64',
  12: 'aarch32',
  0x0100000c: 'aarch64',
  18: 'ppc32',
  0x01000012: 'ppc64',
};
const MAGIC_32 = 0xfeedface;
const MAGIC_64 = 0xfeedfacf;
const FAT = 0xcafebabe;
const FAT_64 = 0xcafebabf;
/** Java classes have the magic of universal files and then a version, which is at least 45. */
const FAT_LIMIT = 44;
const KINDS: Readonly<Record<number, BinaryInfo['kind']>> = { 2: 'executable', 6: 'library', 8: 'library' };
const COMMAND = { symbols: 0x2, exportsTrie: 0x80000033, dyldInfo: [0x22, 0x80000022] } as const;
const LOAD_DYLIB = [0xc, 0x80000018, 0x8000001f, 0x20, 0x80000023];

interface Image extends BinarySlice {
  readonly machine: number;
  readonly kind: BinaryInfo['kind'];
}

/** What a Mach-O file says, or undefined if these bytes are none. */
export function readMachO(bytes: Buffer, budget: Budget): BinaryInfo | undefined {
  if (bytes.length < 28) return undefined;
  const damage = new Damage();
  const magic = bytes.readUInt32BE(0);
  if (magic !== FAT && magic !== FAT_64) {
    const image = readImage(bytes, damage, budget);
    return image && { ...image, format: 'macho', slices: [sliceOf(image)], damage: damage.first };
  }
  if (bytes.readUInt32BE(4) > FAT_LIMIT) return undefined;
  const images = damage.guard('headers', [], () => readFat(bytes, magic === FAT_64, damage, budget));
  const [first] = images;
  if (first === undefined) return undefined;
  return {
    format: 'macho',
    arch: images.length === 1 ? first.arch : 'universal',
    bits: images.some(({ bits }) => bits === 64) ? 64 : 32,
    machine: first.machine,
    kind: first.kind,
    exports: sorted(images.flatMap((image) => image.exports)),
    imports: [...new Set(images.flatMap((image) => image.imports))],
    slices: images.map(sliceOf),
    damage: damage.first,
  };
}

function readFat(bytes: Buffer, wide: boolean, damage: Damage, budget: Budget): Image[] {
  const reader = new FencedReader(bytes, false, budget);
  const images: Image[] = [];
  reader.rows(8, reader.u32(4), wide ? 32 : 20, (row) => {
    const offset = wide ? reader.u64(row + 8) : reader.u32(row + 8);
    const size = wide ? reader.u64(row + 16) : reader.u32(row + 12);
    const image = damage.guard('slice', undefined, () => readImage(reader.slice(offset, size), damage, budget));
    if (image !== undefined) images.push(image);
  });
  return images;
}

/** Reads one Mach-O file for one architecture. */
function readImage(bytes: Buffer, damage: Damage, budget: Budget): Image | undefined {
  if (bytes.length < 28) return undefined;
  const little = [MAGIC_32, MAGIC_64].includes(bytes.readUInt32LE(0));
  const magic = little ? bytes.readUInt32LE(0) : bytes.readUInt32BE(0);
  if (magic !== MAGIC_32 && magic !== MAGIC_64) return undefined;
  const bits = magic === MAGIC_64 ? 64 : 32;
  const reader = new FencedReader(bytes, little, budget);
  const commands = damage.guard('load commands', [], () => loadCommands(reader, bits));
  const machine = reader.u32(4);
  return {
    machine,
    arch: MACHINES[machine] ?? 'unknown',
    bits,
    kind: KINDS[reader.u32(12)] ?? 'other',
    exports: damage.guard('exports', [], () => sorted(exportedNames(reader, commands, bits).map(withoutUnderscore))),
    imports: damage.guard('imports', [], () => importedNames(reader, commands)),
  };
}

interface LoadCommand {
  readonly type: number;
  readonly at: number;
  readonly size: number;
}

function loadCommands(reader: FencedReader, bits: 32 | 64): LoadCommand[] {
  const commands: LoadCommand[] = [];
  const count = reader.u32(16);
  let at = bits === 64 ? 32 : 28;
  for (let index = 0; index < count; index++) {
    reader.spendNode();
    const command = { type: reader.u32(at), at, size: reader.u32(at + 4) };
    if (command.size < 8) return commands;
    commands.push(command);
    at += command.size;
  }
  return commands;
}

/** The export trie is what the loader uses; older files have only the symbol table. */
function exportedNames(reader: FencedReader, commands: readonly LoadCommand[], bits: 32 | 64): string[] {
  const trie = commands.find(({ type }) => type === COMMAND.exportsTrie);
  if (trie !== undefined) return readExportTrie(reader, reader.u32(trie.at + 8), reader.u32(trie.at + 12));
  const info = commands.find(({ type }) => COMMAND.dyldInfo.some((each) => each === type));
  const infoSize = info === undefined ? 0 : reader.u32(info.at + 44);
  if (info !== undefined && infoSize > 0) return readExportTrie(reader, reader.u32(info.at + 40), infoSize);
  const symbols = commands.find(({ type }) => type === COMMAND.symbols);
  return symbols === undefined ? [] : symbolNames(reader, symbols.at, bits);
}

/** External, defined symbols that are neither debugging entries nor private (nlist.h). */
function symbolNames(reader: FencedReader, at: number, bits: 32 | 64): string[] {
  const names: string[] = [];
  const strings = reader.u32(at + 16);
  reader.rows(reader.u32(at + 8), reader.u32(at + 12), bits === 64 ? 16 : 12, (row) => {
    const type = reader.u8(row + 4);
    const [debug, isPrivate, external, defined] = [type & 0xe0, type & 0x10, type & 0x01, type & 0x0e];
    if (debug === 0 && isPrivate === 0 && external !== 0 && defined !== 0) {
      names.push(reader.name(strings + reader.u32(row)));
    }
  });
  return names;
}

function importedNames(reader: FencedReader, commands: readonly LoadCommand[]): string[] {
  return commands.filter(({ type }) => LOAD_DYLIB.includes(type)).map(({ at }) => reader.name(at + reader.u32(at + 8)));
}

function withoutUnderscore(name: string): string {
  return name.startsWith('_') ? name.slice(1) : name;
}

function sliceOf({ arch, bits, exports, imports }: Image): BinarySlice {
  return { arch, bits, exports, imports };
}
