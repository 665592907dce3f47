/** FMUs of at most 10 MB whose archive, `.remoting` files or libraries are much when read: one for each trick. */
import { crc32, deflateRawSync } from 'node:zlib';
import type { EntrySpec } from '../archive/zip-builder.js';
import { buildElf } from '../binaries/samples.js';
import { buildFmu, remotingText } from '../fmu-samples.js';
import {
  elfExporting,
  elfNeeding,
  elfWithTail,
  elfWithoutEnd,
  fatOf,
  machoExporting,
  machoOfCommands,
  machoOfTrie,
  peOf,
} from './binary-bombs.js';

const MILLION = 1_000_000;
const linux = (data: Buffer, name = 'm.so'): EntrySpec => ({ name: `binaries/linux64/${name}`, data });
const darwin = (data: Buffer): EntrySpec => ({ name: 'binaries/darwin64/m.dylib', data });
const windows = (data: Buffer): EntrySpec => ({ name: 'binaries/win64/m.dll', data });
const numbered = (count: number, entry: (index: number) => EntrySpec): EntrySpec[] =>
  Array.from({ length: count }, (_, index) => entry(index));
const remoting = remotingText({ kind: 'isolate', platform: 'win64', model: 'real-m.dll', server: 'server_sm.exe' });

/** Entries with the same data, which is packed once. */
function same(names: readonly string[], data: Buffer): EntrySpec[] {
  const packed = { packed: deflateRawSync(data), crc: crc32(data), size: data.length, method: 8 };
  return names.map((name) => ({ name, ...packed }));
}
const names = (count: number, name: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => name(index));

/** What is in it, and its bytes. */
export const FMU_BOMBS: readonly (readonly [what: string, bytes: () => Buffer])[] = [
  ['200,000 needed libraries', () => buildFmu([linux(elfNeeding(200_000, 1))])],
  ['two million needed libraries', () => buildFmu([linux(elfNeeding(2 * MILLION, 1))])],
  ['20,000 needed libraries with long names', () => buildFmu([linux(elfNeeding(20_000))])],
  ['200,000 functions of one name', () => buildFmu([linux(elfExporting(200_000))])],
  [
    'a few of them in each of a hundred libraries',
    () => buildFmu(numbered(100, (index) => linux(elfExporting(1000), `${index}.so`))),
  ],
  ['a hash table without end', () => buildFmu([linux(elfWithoutEnd(40 * MILLION))])],
  ['a Mach-O library with 200,000 symbols of one name', () => buildFmu([darwin(machoExporting(200_000))])],
  ['a universal library whose slices are the same one', () => buildFmu([darwin(fatOf(machoExporting(4000)))])],
  ['two million load commands', () => buildFmu([darwin(machoOfCommands(2 * MILLION))])],
  ['a trie of 62,500 names with one long beginning', () => buildFmu([darwin(machoOfTrie(250))])],
  ['a PE library with 200,000 exports of one name', () => buildFmu([windows(peOf('exports', 200_000))])],
  ['a PE library with 200,000 imports of one name', () => buildFmu([windows(peOf('imports', 200_000))])],
  ['a library of 240 MB', () => buildFmu([linux(elfWithTail(240 * MILLION))])],
  ['a library of 300 MB', () => buildFmu([linux(elfWithTail(300 * MILLION))])],
  [
    'twelve libraries of 200 MB',
    () =>
      buildFmu(
        same(
          names(12, (index) => `binaries/linux64/${index}.so`),
          elfWithTail(200 * MILLION),
        ),
      ),
  ],
  [
    '15,000 libraries',
    () =>
      buildFmu(
        same(
          names(15_000, (index) => `binaries/linux64/${index}.so`),
          buildElf(),
        ),
      ),
  ],
  ['65,000 entries', () => buildFmu(numbered(65_000, (index) => ({ name: `binaries/${index}/a` })))],
  [
    '70 names of 60,000 characters',
    () => buildFmu(numbered(70, (index) => ({ name: `binaries/${index}/${'n'.repeat(60_000)}` }))),
  ],
  [
    'a .remoting file of 300 MB',
    () => buildFmu([{ name: 'binaries/win64/m.remoting', data: Buffer.alloc(300 * MILLION) }]),
  ],
  [
    '20,000 platforms with remoting',
    () =>
      buildFmu(
        same(
          names(20_000, (index) => `binaries/${index}/m.remoting`),
          Buffer.from(remoting),
        ),
      ),
  ],
  [
    '20,000 .remoting files of 60 KB',
    () => {
      const padded = Buffer.from(remoting + '\n'.repeat(60_000));
      return buildFmu(
        same(
          names(20_000, (index) => `binaries/win64/${index}.remoting`),
          padded,
        ),
      );
    },
  ],
];
