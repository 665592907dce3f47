import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Archive } from '../../src/fmu/archive.js';
import { TIME, buildZip, extraField, u16, u32 } from './archive/zip-builder.js';
import { toolError } from './expect-error.js';

const open = (bytes: Buffer): Archive => Archive.fromBuffer(bytes, 'test.fmu');

/**
 * An entry `a.txt` with the text "hello", stored, made on Unix with 0755, on 1999-12-31 at 23:59:58; every byte by
 * hand.
 */
const GOLDEN = Buffer.from(
  '504b03040a000000000' +
    '07dbf9f27' + // 23:59:58, 1999-12-31
    '86a61036' + // CRC-32 of "hello"
    '0500000005000000' +
    '05000000612e747874' +
    '68656c6c6f' +
    '504b01021e030a00000000007dbf9f2786a6103605000000050000000500000000000000010000' +
    '00ed8100000000612e747874' +
    '504b0506000000000100010033000000280000000000',
  'hex',
);

describe('Archive', () => {
  it('reads a hand-written archive field by field', () => {
    const archive = open(GOLDEN);
    expect(archive.entries).toEqual([
      expect.objectContaining({
        name: 'a.txt',
        isDirectory: false,
        size: 5,
        compressedSize: 5,
        crc: 0x3610a686,
        method: 0,
        flags: 0,
        mode: 0o100755,
        time: '1999-12-31T23:59:58',
      }),
    ]);
    expect(archive.read('a.txt').toString()).toBe('hello');
    expect(archive.size).toBe(GOLDEN.length);
  });

  it('keeps the order of the archive and tells files from folders', () => {
    const archive = open(buildZip([{ name: 'z/' }, { name: 'z/b', data: 'b' }, { name: 'a', data: 'a' }]));
    expect(archive.entries.map(({ name, isDirectory }) => [name, isDirectory])).toEqual([
      ['z/', true],
      ['z/b', false],
      ['a', false],
    ]);
    expect(archive.has('z/b')).toBe(true);
    expect(archive.has('Z/b')).toBe(false);
    expect(archive.has('__proto__')).toBe(false);
    expect(archive.entry('a')?.size).toBe(1);
    expect(archive.entry('b')).toBeUndefined();
  });

  it('reads deflated, stored and empty entries, also one deflated to nothing', () => {
    const archive = open(
      buildZip([
        { name: 'deflated', data: 'x'.repeat(10000) },
        { name: 'stored', data: 'y'.repeat(10), method: 0 },
        { name: 'empty' },
        { name: 'empty-deflated', method: 8, packed: Buffer.from([3, 0]) },
      ]),
    );
    expect(archive.read('deflated').toString()).toBe('x'.repeat(10000));
    expect(archive.read('stored').toString()).toBe('y'.repeat(10));
    expect(archive.read('empty')).toHaveLength(0);
    expect(archive.read('empty-deflated')).toHaveLength(0);
  });

  it('reads what streaming writers write: data descriptors and zip64 sizes in local headers', () => {
    const data = 'streamed '.repeat(100);
    const later = { crc: 0, size: 0, compressedSize: 0 };
    const zip64 = (size: number, packed: number): Buffer =>
      extraField(1, Buffer.concat([u32(size), u32(0), u32(packed), u32(0)]));
    const probe = open(buildZip([{ name: 'a', data }])).entry('a');
    const archive = open(
      buildZip([
        { name: 'descriptor', data, flags: 8, local: later, after: Buffer.alloc(16) },
        {
          name: 'zip64',
          data,
          local: { size: 0xffffffff, compressedSize: 0xffffffff },
          localExtra: zip64(probe?.size ?? 0, probe?.compressedSize ?? 0),
        },
      ]),
    );
    expect(archive.read('descriptor').toString()).toBe(data);
    expect(archive.read('zip64').toString()).toBe(data);
  });

  it('decodes names as UTF-8, as code page 437, or from a Unicode path field that fits', () => {
    const raw = Buffer.from([0x81, 0x2e, 0x63]);
    const unicode = (crc: number): Buffer =>
      extraField(0x7075, Buffer.concat([Buffer.from([1]), u32(crc), Buffer.from('\u00f6.c')]));
    const archive = open(
      buildZip([
        { name: 'flagged-\u00fc', flags: 0x800 },
        { name: 'unflagged-\u00fc' },
        { name: Buffer.from([0x81, 0x2e, 0x64]), extra: unicode(crc32(raw)) },
        { name: raw, extra: unicode(crc32(raw)) },
      ]),
    );
    expect(archive.entries.map(({ name }) => name)).toEqual([
      'flagged-\u00fc',
      'unflagged-\u00fc',
      '\u00fc.d',
      '\u00f6.c',
    ]);
  });

  it('reports times without any time zone', () => {
    const before = process.env['TZ'];
    try {
      for (const zone of ['UTC', 'America/New_York', 'Asia/Tokyo']) {
        process.env['TZ'] = zone;
        expect(open(buildZip([{ name: 'a', time: TIME }])).entries[0]?.time).toBe('2021-03-22T13:52:06');
      }
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('leaves the mode out where the archive was made without', () => {
    expect(open(buildZip([{ name: 'a', madeBy: 20, attributes: 0x20 }])).entries[0]?.mode).toBe(0);
  });

  it('names the entry that is asked for and is not there', () => {
    const error = toolError(() => open(GOLDEN).read('b.txt'));
    expect(error).toMatchObject({ code: 'archive-entry-missing', path: 'test.fmu' });
    expect(error.message).toContain('"b.txt"');
  });

  it('finds entries the same only if nothing but name and place differs', () => {
    const base = { name: 'a', data: 'same contents' };
    const one = open(buildZip([{ name: 'before', data: 'x' }, base]));
    const same = (other: Parameters<typeof buildZip>[0][number]): boolean =>
      one.sameEntry('a', open(buildZip([other])), other.name as string);
    expect(same({ ...base, name: 'longer/name' })).toBe(true);
    expect(same({ ...base, data: 'SAME contents' })).toBe(false);
    expect(same({ ...base, method: 0 })).toBe(false);
    expect(same({ ...base, time: 33 })).toBe(false);
    expect(same({ ...base, attributes: 0 })).toBe(false);
    expect(same({ ...base, comment: 'c' })).toBe(false);
    expect(same({ ...base, extra: extraField(9, u16(1)) })).toBe(false);
    expect(
      same({
        ...base,
        packed: open(buildZip([base]))
          .read('a')
          .subarray(0, 0),
        size: 13,
      }),
    ).toBe(false);
  });
});

describe('Archive.open', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fmutool-archive-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('reads a file, gives it back, and may be closed twice', () => {
    const path = join(folder, 'ä b.fmu');
    writeFileSync(path, GOLDEN);
    const archive = Archive.open(path);
    expect(archive.path).toBe(path);
    expect(archive.read('a.txt').toString()).toBe('hello');
    archive.close();
    archive.close();
    expect(() => archive.read('a.txt')).toThrow('bug');
  });

  it('writes the same bytes from a file as from memory', () => {
    const path = join(folder, 'a.fmu');
    const bytes = buildZip([
      { name: 'big', data: Buffer.alloc(5 * 1024 * 1024, 7), method: 0 },
      { name: 'a', data: 'a' },
    ]);
    writeFileSync(path, bytes);
    const archive = Archive.open(path);
    const changes = { rename: new Map([['a', 'b']]) };
    expect(archive.edit(changes).toBuffer().equals(open(bytes).edit(changes).toBuffer())).toBe(true);
    archive.close();
  });

  it.each([
    ['that is not there', 'nothing.fmu', 'file-not-found'],
    ['in a folder that is a file', 'a.fmu/b.fmu', 'file-not-found'],
    ['that is a folder', 'folder', 'file-is-folder'],
    ['that is empty', 'empty.fmu', 'archive-empty-file'],
  ])('refuses a file %s', (_what, name, code) => {
    mkdirSync(join(folder, 'folder'));
    writeFileSync(join(folder, 'a.fmu'), GOLDEN);
    writeFileSync(join(folder, 'empty.fmu'), '');
    expect(toolError(() => Archive.open(join(folder, name)))).toMatchObject({ code, path: join(folder, name) });
  });

  it.skipIf(process.platform === 'win32')('refuses a device instead of waiting for it', () => {
    expect(toolError(() => Archive.open('/dev/null')).code).toBe('file-not-regular');
  });

  it('says so when the file becomes shorter while it is open', () => {
    const path = join(folder, 'a.fmu');
    writeFileSync(path, GOLDEN);
    const archive = Archive.open(path);
    writeFileSync(path, 'short');
    expect(toolError(() => archive.read('a.txt'))).toMatchObject({ code: 'file-changed', path });
    archive.close();
  });
});
