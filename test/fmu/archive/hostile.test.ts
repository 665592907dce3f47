/** Archives that must be refused, each with an error of its own. */
import { crc32, deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Archive } from '../../../src/fmu/archive.js';
import { toolError } from '../expect-error.js';
import { type EntrySpec, type ZipSpec, buildZip, extraField, u16, u32 } from './zip-builder.js';

const A: EntrySpec = { name: 'a', data: 'contents of a' };
const B: EntrySpec = { name: 'b', data: 'contents of b' };
const zip =
  (entries: readonly EntrySpec[], spec?: ZipSpec): (() => Buffer) =>
  () =>
    buildZip(entries, spec);
const entry = (other: Partial<EntrySpec>): (() => Buffer) => zip([B, { ...A, ...other }]);
const both =
  (first: string, second: string): (() => Buffer) =>
  () =>
    buildZip([
      { name: first, data: first.endsWith('/') ? '' : 'x' },
      { name: second, data: second.endsWith('/') ? '' : 'y' },
    ]);
/** A local header that no central directory lists. */
const HIDDEN = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), Buffer.alloc(26)]);
const far = (distance: number): Buffer => Buffer.concat([Buffer.alloc(distance), HIDDEN, Buffer.alloc(5)]);
const unix = (mode: number): Partial<EntrySpec> => ({ attributes: (mode << 16) >>> 0 });
const locator = Buffer.concat([u32(0x07064b50), Buffer.alloc(16)]);

describe('a hostile archive is refused when it is opened', () => {
  it.each<[what: string, bytes: () => Buffer, code: string]>([
    ['an empty file', () => Buffer.alloc(0), 'archive-empty-file'],
    ['a text', () => Buffer.from('<html>404 Not Found</html>'), 'archive-not-zip'],
    ['one byte', () => Buffer.from('P'), 'archive-not-zip'],
    ['an archive without entries', zip([]), 'archive-no-entries'],
    ['an archive without its last byte', () => zip([A, B])().subarray(0, -1), 'archive-truncated'],
    ['half of an archive', () => zip([A, B])().subarray(0, 60), 'archive-truncated'],
    ['an archive with something after it', zip([A], { trailing: Buffer.from('x') }), 'archive-truncated'],
    ['a split archive (end record)', zip([A], { disk: 1 }), 'archive-split'],
    ['a split archive (counts)', zip([A], { diskEntries: 0 }), 'archive-split'],
    ['a split archive (entry)', entry({ disk: 1 }), 'archive-split'],
    ['a split archive (first part)', () => Buffer.concat([u32(0x08074b50), zip([A])()]), 'archive-split'],
    ['a zip64 archive', zip([A], { beforeEnd: locator }), 'archive-zip64'],
    ['a zip64 entry (size)', entry({ size: 0xffffffff }), 'archive-zip64'],
    ['a zip64 entry (offset)', entry({ offset: 0xffffffff }), 'archive-zip64'],
    ['a directory that is elsewhere', zip([A], { directoryOffset: 0 }), 'archive-damaged'],
    ['a directory that is too big', zip([A], { directorySize: 0x7fffffff }), 'archive-damaged'],
    ['more entries than there are', zip([A], { entries: 2 }), 'archive-damaged'],
    ['fewer entries than there are', zip([A, B], { entries: 1 }), 'archive-damaged'],
    ['a broken central header', () => broken('PK\x01\x02'), 'archive-damaged'],
    ['encryption', entry({ flags: 1 }), 'archive-encrypted'],
    ['strong encryption', entry({ flags: 0x40 }), 'archive-encrypted'],
    ['masked headers', entry({ flags: 0x2000 }), 'archive-encrypted'],
    ['bzip2', entry({ method: 12 }), 'archive-method'],
    ['LZMA', entry({ method: 14 }), 'archive-method'],
    ['deflate64', entry({ method: 9 }), 'archive-method'],
    ['patch data', entry({ flags: 0x20 }), 'archive-method'],
    ['two entries of one name', zip([A, B, { ...A, data: 'other' }]), 'archive-duplicate-name'],
    ['an absolute name', entry({ name: '/etc/passwd' }), 'archive-name-absolute'],
    ['a drive letter', entry({ name: 'C:/windows' }), 'archive-name-drive'],
    ['a drive letter without a slash', entry({ name: 'c:a' }), 'archive-name-drive'],
    ['.. at the start', entry({ name: '../a' }), 'archive-name-parent'],
    ['.. in the middle', entry({ name: 'a/../../b' }), 'archive-name-parent'],
    ['.. at the end', entry({ name: 'a/..' }), 'archive-name-parent'],
    ['.. as a folder', entry({ name: 'a/../' }), 'archive-name-parent'],
    ['a backslash', entry({ name: 'binaries\\win64\\a.dll' }), 'archive-name-backslash'],
    ['a NUL', entry({ name: 'a\0.dll' }), 'archive-name-control'],
    ['an escape sequence', entry({ name: 'a\u001b[2J' }), 'archive-name-control'],
    ['a line feed', entry({ name: 'a\nb' }), 'archive-name-control'],
    ['an empty name', entry({ name: '' }), 'archive-name-empty'],
    ['a name beginning with ./', entry({ name: './a' }), 'archive-name-segment'],
    ['a double slash', entry({ name: 'a//b' }), 'archive-name-segment'],
    ['UTF-8 that is none', entry({ name: Buffer.from([0xff, 0x41]), flags: 0x800 }), 'archive-name-encoding'],
    ['a Unicode path that leads out', entry({ name: 'a', extra: unicodePath('../x', 'a') }), 'archive-name-parent'],
    ['a plain name that leads out, with a harmless Unicode path', entry(named('../x', 'a')), 'archive-name-parent'],
    ['an absolute plain name with a harmless Unicode path', entry(named('/x', 'a')), 'archive-name-absolute'],
    ['a backslash in a plain name with a Unicode path', entry(named('ä\\x', 'äx')), 'archive-name-backslash'],
    ['another name as Unicode path', entry(named('a', 'c')), 'archive-two-names'],
    ['another folder as Unicode path', entry(named('ä/a', 'ö/c')), 'archive-two-names'],
    ['another depth as Unicode path', entry(named('ä/a', 'ä')), 'archive-two-names'],
    ['ASCII as Unicode path of other letters', entry(named('ä', 'a')), 'archive-two-names'],
    ['ASCII letters in the escapes of a plain name', entry(named('#U0061', 'a')), 'archive-two-names'],
    [
      'two libraries that differ in case',
      both('binaries/win64/m.dll', 'binaries/win64/M.dll'),
      'archive-name-collision',
    ],
    [
      'two folders of libraries that differ in case',
      both('binaries/win64/m', 'Binaries/Win64/m'),
      'archive-name-collision',
    ],
    [
      'two libraries that differ in normalisation',
      both('binaries/\u00e4', 'binaries/a\u0308'),
      'archive-name-collision',
    ],
    ['two model descriptions', both('modelDescription.xml', 'ModelDescription.XML'), 'archive-name-collision'],
    ['a file that is a folder too', both('resources', 'resources/a'), 'archive-name-file-and-folder'],
    ['a file with a folder entry of its name', both('resources/a', 'resources/a/'), 'archive-name-file-and-folder'],
    ['a file deep in a file', both('a/b/c/d', 'a/b'), 'archive-name-file-and-folder'],
    ['an entry after the data of another', entry({ after: HIDDEN }), 'archive-hidden-entry'],
    [
      'an entry after a data descriptor',
      entry({ after: Buffer.concat([Buffer.alloc(16), HIDDEN]) }),
      'archive-hidden-entry',
    ],
    ['an entry before all others', zip([A], { prefix: HIDDEN }), 'archive-hidden-entry'],
    ['an entry far before all others', zip([A], { prefix: far(2 ** 20 - 2) }), 'archive-hidden-entry'],
    ['a symbolic link', entry(unix(0o120777)), 'archive-symlink'],
    ['a symbolic link from a system without', entry({ ...unix(0o120777), madeBy: 20 }), 'archive-symlink'],
    ['a device', entry(unix(0o060644)), 'archive-special-file'],
    ['a pipe', entry(unix(0o010644)), 'archive-special-file'],
    ['stored data of two sizes', entry({ method: 0, size: 5 }), 'archive-header-mismatch'],
    ['a folder with contents', entry({ name: 'a/' }), 'archive-header-mismatch'],
    ['another local name', entry({ local: { name: 'c' } }), 'archive-header-mismatch'],
    ['a longer local name', entry({ local: { name: 'cc' } }), 'archive-header-mismatch'],
    ['another local method', entry({ local: { method: 0 } }), 'archive-header-mismatch'],
    ['another local CRC', entry({ local: { crc: 1 } }), 'archive-header-mismatch'],
    ['another local size', entry({ local: { size: 1 } }), 'archive-header-mismatch'],
    ['another local compressed size', entry({ local: { compressedSize: 1 } }), 'archive-header-mismatch'],
    ['a local flag of encryption', entry({ local: { flags: 1 } }), 'archive-header-mismatch'],
    ['a local zip64 size without its field', entry({ local: { size: 0xffffffff } }), 'archive-header-mismatch'],
    ['no local header', entry({ local: { signature: 0 } }), 'archive-damaged'],
    ['a local header beyond the directory', entry({ offset: 10_000 }), 'archive-damaged'],
    ['data that overlaps the next entry', zip([{ ...A, compressedSize: 60, local: {} }, B]), 'archive-overlap'],
    ['data that overlaps the directory', zip([B, { ...A, compressedSize: 60 }]), 'archive-overlap'],
  ])('%s', (_what, bytes, code) => {
    const error = toolError(() => Archive.fromBuffer(bytes(), 'test.fmu'));
    expect(error.code).toBe(code);
    expect(error.path).toBe('test.fmu');
  });

  it('is refused where it claims to unpack to more than the limits', () => {
    const bytes = buildZip([
      { ...A, size: 3_000_000_000 },
      { ...B, size: 1_500_000_000 },
    ]);
    expect(toolError(() => Archive.fromBuffer(bytes, 'x')).code).toBe('archive-too-large');
    const raised = { limits: { entryBytes: 4e9 } };
    expect(toolError(() => Archive.fromBuffer(bytes, 'x', raised)).message).toContain('unpacks to 4500000000 bytes');
    const both = { limits: { entryBytes: 4e9, totalBytes: 5e9 } };
    expect(Archive.fromBuffer(bytes, 'x', both).entries).toHaveLength(2);
  });

  it('is refused at any length of it', () => {
    const bytes = buildZip([A, B]);
    for (let length = 0; length < bytes.length; length++) {
      const { code } = toolError(() => Archive.fromBuffer(bytes.subarray(0, length), 'x'));
      expect(['archive-empty-file', 'archive-not-zip', 'archive-truncated']).toContain(code);
    }
  });
});

describe('a hostile entry is refused when it is read', () => {
  const read = (other: Partial<EntrySpec>): string =>
    toolError(() => Archive.fromBuffer(entry(other)(), 'test.fmu').read('a')).code;

  it('because its checksum is wrong', () => {
    expect(read({ crc: 1 })).toBe('archive-bad-crc');
    expect(read({ crc: 1, method: 0 })).toBe('archive-bad-crc');
    expect(read({ crc: 1, data: '' })).toBe('archive-bad-crc');
  });

  it('because its data is no deflate stream', () => {
    expect(read({ packed: Buffer.from('garbage') })).toBe('archive-bad-data');
    expect(read({ packed: deflateRawSync(Buffer.from('contents of a')).subarray(0, 5) })).toBe('archive-bad-data');
  });

  it('because it unpacks to more than it claims, before it has done so', () => {
    expect(read({ packed: deflateRawSync(Buffer.alloc(50_000_000)), size: 100 })).toBe('archive-size-lie');
    expect(read({ packed: deflateRawSync(Buffer.alloc(50_000_000)), size: 0 })).toBe('archive-size-lie');
  });

  it('because it unpacks to less than it claims', () => {
    expect(read({ size: 100 })).toBe('archive-size-lie');
    expect(read({ packed: Buffer.alloc(0), size: 100 })).toBe('archive-size-lie');
  });
});

function unicodePath(path: string, name: string): Buffer {
  return extraField(0x7075, Buffer.concat([Buffer.from([1]), u32(crc32(name)), Buffer.from(path)]));
}

/** An entry that has one name in its headers and another one in a Unicode path field. */
function named(plain: string, path: string): Partial<EntrySpec> {
  return { name: plain, extra: unicodePath(path, plain) };
}

function broken(signature: string): Buffer {
  const bytes = buildZip([A]);
  bytes.set(u16(0), bytes.indexOf(signature, 0, 'latin1'));
  return bytes;
}
