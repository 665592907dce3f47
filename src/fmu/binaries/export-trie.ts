/** Walks the export trie of a Mach-O file: names are split over its edges, and its offsets may form a loop. */
import { FenceError, type FencedReader } from './fenced-reader.js';

/** Longest name that is put together from edges, in characters. */
const NAME_LIMIT = 4096;

/** Every exported name in the trie at `start`, which has `size` bytes; in the order of the trie. */
export function readExportTrie(reader: FencedReader, start: number, size: number): string[] {
  const names: string[] = [];
  const seen = new Set<number>();
  const open = size === 0 ? [] : [{ offset: 0, prefix: '' }];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    reader.spendNode();
    if (node.offset >= size || seen.has(node.offset)) throw new FenceError('an export trie that is no tree');
    seen.add(node.offset);
    const [infoSize, info] = uleb128(reader, start + node.offset);
    if (infoSize > 0) {
      reader.spendName(node.prefix.length);
      names.push(node.prefix);
    }
    let at = info + infoSize;
    const children = reader.u8(at++);
    for (let index = 0; index < children; index++) {
      reader.spendNode();
      const edge = reader.name(at);
      const prefix = node.prefix + edge;
      if (prefix.length > NAME_LIMIT) throw new FenceError('a name without end');
      const [offset, next] = uleb128(reader, at + Buffer.byteLength(edge) + 1);
      open.push({ offset, prefix });
      at = next;
    }
  }
  return names;
}

/** A number in the variable length format of DWARF; returns it and where the next byte is. */
function uleb128(reader: FencedReader, at: number): [value: number, next: number] {
  let value = 0;
  for (let length = 0; length < 7; length++) {
    const byte = reader.u8(at + length);
    value += (byte & 0x7f) * 2 ** (7 * length);
    if ((byte & 0x80) === 0) return [value, at + length + 1];
  }
  throw new FenceError('a number without end');
}
