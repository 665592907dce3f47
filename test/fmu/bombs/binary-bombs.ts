/** Libraries that name one thing, or nothing, very many times: a function for each trick. */
import { ImageBuilder } from '../binaries/image-builder.js';
import { buildElf } from '../binaries/samples.js';

const NAME = 'n'.repeat(4000);
const BASE = 0x10000;

/** An ELF library of 64 bits with this dynamic section, whose string table is one name at the end of the file. */
function elfWith(dynamic: readonly (readonly [tag: number, value: number])[], hashes: Buffer, symbols: Buffer): Buffer {
  const at = { dynamic: 0x100, hashes: 0x100 + (dynamic.length + 5) * 16, symbols: 0, strings: 0 };
  at.symbols = at.hashes + hashes.length;
  at.strings = at.symbols + symbols.length;
  const size = at.strings + NAME.length + 1;
  const image = new ImageBuilder(size);
  image.u8(0, 0x7f, 0x45, 0x4c, 0x46, 2, 1, 1).u16(16, 3, 62).u64(32, 0x40).u16(54, 56, 2);
  image.u32(0x40, 1).u64(0x48, 0, BASE, BASE, size, size);
  image.u32(0x78, 2).u64(0x80, at.dynamic, BASE, BASE, at.hashes - at.dynamic, 0);
  // Where the names are stands at the end, so that a search for it among the others is long.
  const tables: readonly (readonly [number, number])[] = [
    [6, BASE + at.symbols],
    [0x6ffffef5, BASE + at.hashes],
    [5, BASE + at.strings],
    [0, 0],
  ];
  [...dynamic, ...tables].forEach(([tag, value], index) => image.u64(at.dynamic + index * 16, tag, value));
  hashes.copy(image.bytes, at.hashes);
  symbols.copy(image.bytes, at.symbols);
  image.text(at.strings, NAME);
  return image.bytes;
}

/** A GNU hash table of `buckets` buckets, in which the last symbol is the one of this number. */
function gnuHash(buckets: number, last: number, chain: number): Buffer {
  const image = new ImageBuilder(16 + buckets * 4 + chain * 4);
  image.u32(0, buckets, 1, 0, 0).u32(16 + (buckets - 1) * 4, last);
  if (chain > 0) image.u32(16 + buckets * 4 + (last - 1) * 4, 1);
  return image.bytes;
}

/** `count` needed libraries, all of the one name, which is 4,000 letters or the last of them. */
export function elfNeeding(count: number, letters = 4000): Buffer {
  const needed = Array.from({ length: count }, () => [1, NAME.length - letters] as const);
  return elfWith(needed, gnuHash(1, 0, 0), Buffer.alloc(0));
}

/** `count` functions, all of the one name. */
export function elfExporting(count: number): Buffer {
  const symbol = new ImageBuilder(24).u8(4, 0x12, 0).u16(6, 5).bytes;
  if (count === 0) return elfNeeding(0);
  return elfWith([], gnuHash(1, count - 1, count), Buffer.concat(Array.from({ length: count }, () => symbol)));
}

/** A chain of symbols that goes on for `count` numbers and does not end. */
export function elfWithoutEnd(count: number): Buffer {
  return elfWith([], Buffer.concat([gnuHash(1, 1, 0), Buffer.alloc(count * 4)]), Buffer.alloc(0));
}

/** A Mach-O library of one symbol table, `count` symbols of one name. */
export function machoExporting(count: number): Buffer {
  const strings = 0x40 + count * 16;
  const image = new ImageBuilder(strings + NAME.length + 1);
  image.u32(0, 0xfeedfacf, 0x01000007, 3, 6, 1, 24).u32(32, 2, 24, 0x40, count, strings, NAME.length + 1);
  for (let index = 0; index < count; index++) image.u8(0x40 + index * 16 + 4, 0x0f, 1);
  return image.text(strings, NAME).bytes;
}

/** A universal Mach-O file of 40 entries that are all the same library. */
export function fatOf(slice: Buffer): Buffer {
  const image = new ImageBuilder(0x1000 + slice.length, false);
  image.u32(0, 0xcafebabe, 40);
  for (let index = 0; index < 40; index++) image.u32(8 + index * 20 + 8, 0x1000, slice.length);
  slice.copy(image.bytes, 0x1000);
  return image.bytes;
}

/** A Mach-O library with `count` load commands. */
export function machoOfCommands(count: number): Buffer {
  const image = new ImageBuilder(32 + count * 8);
  image.u32(0, 0xfeedfacf, 0x01000007, 3, 6, count, count * 8);
  for (let index = 0; index < count; index++) image.u32(32 + index * 8, 1, 8);
  return image.bytes;
}

/** A Mach-O library with an export trie: edges of 4,000 letters, then `wide` times `wide` short ones behind them. */
export function machoOfTrie(wide: number): Buffer {
  const nodes: Buffer[] = [];
  let size = 0;
  const place = (node: Buffer): number => {
    nodes.push(node);
    size += node.length;
    return size - node.length;
  };
  const first = 2 + NAME.length + 1 + 5;
  size = first;
  const leaves = Array.from({ length: wide }, () =>
    nodeOf(Array.from({ length: wide }, () => place(Buffer.from([1, 0, 0])))),
  );
  const middle = place(nodeOf(leaves.map((leaf) => place(leaf))));
  const root = Buffer.concat([Buffer.from([0, 1]), Buffer.from(`${NAME.slice(9)}\0`), uleb(middle)]);
  const trie = Buffer.concat([root, Buffer.alloc(first - root.length), ...nodes]);
  const image = new ImageBuilder(0x40 + trie.length);
  image.u32(0, 0xfeedfacf, 0x01000007, 3, 6, 1, 16).u32(32, 0x80000033, 16, 0x40, trie.length);
  trie.copy(image.bytes, 0x40);
  return image.bytes;
}

function nodeOf(children: readonly number[]): Buffer {
  const edges = children.map((child, index) =>
    Buffer.concat([Buffer.from([33 + (index % 90), 33 + Math.floor(index / 90), 0]), uleb(child)]),
  );
  return Buffer.concat([Buffer.from([0, children.length]), ...edges]);
}

/** Five bytes, whatever the number. */
function uleb(value: number): Buffer {
  return Buffer.from([0, 7, 14, 21, 28].map((shift) => ((value >>> shift) & 0x7f) | (shift < 28 ? 0x80 : 0)));
}

/** A PE library with `count` names in its export directory, or as many imports, all of one name. */
export function peOf(table: 'exports' | 'imports', count: number): Buffer {
  const rows = 0x1040;
  const names = rows + count * 20;
  const image = new ImageBuilder(names + NAME.length + 1 - 0x1000 + 0x200);
  const inFile = (address: number): number => address - 0x1000 + 0x200;
  image.text(0, 'MZ').u32(0x3c, 0x80).text(0x80, 'PE').u16(0x84, 0x8664, 1).u16(0x94, 240, 0x2022);
  image
    .u16(0x98, 0x20b)
    .u32(0x98 + 60, 0x200)
    .u32(0x98 + 108, 16);
  image.u32(0x98 + 112, table === 'exports' ? 0x1000 : 0, 40, table === 'imports' ? rows : 0, 40);
  image.u32(0x188 + 8, image.bytes.length, 0x1000, image.bytes.length, 0x200);
  image.u32(inFile(0x1000) + 24, count).u32(inFile(0x1000) + 32, rows);
  for (let index = 0; index < count; index++) {
    if (table === 'exports') image.u32(inFile(rows) + index * 4, names);
    else image.u32(inFile(rows) + index * 20 + 12, names);
  }
  return image.text(inFile(names), NAME).bytes;
}

/** A whole library with a lot of nothing behind it. */
export function elfWithTail(size: number): Buffer {
  return Buffer.concat([buildElf(), Buffer.alloc(size)]);
}
