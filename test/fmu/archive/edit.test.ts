/** What a change must leave alone, and that it can be taken back. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fc } from '../../random.js';
import { Archive } from '../../../src/fmu/archive.js';
import { toolError } from '../expect-error.js';
import { type EntrySpec, buildZip, extraField, u16 } from './zip-builder.js';

const open = (bytes: Buffer): Archive => Archive.fromBuffer(bytes, 'test.fmu');
const ENTRIES: readonly EntrySpec[] = [
  { name: 'binaries/' },
  { name: 'binaries/win64/m.dll', data: 'the library '.repeat(50), comment: 'kept', extra: extraField(7, u16(7)) },
  { name: 'resources/data', data: Buffer.alloc(3000, 'r'), method: 0, localExtra: extraField(8, u16(8)) },
  { name: 'streamed', data: 'streamed '.repeat(9), flags: 8, local: { crc: 0 }, after: Buffer.alloc(16, 1) },
  { name: 'modelDescription.xml', data: '<xml/>', time: 33, madeBy: 20, attributes: 0x20, after: Buffer.from('pad') },
];
const ORIGINAL = buildZip(ENTRIES, { comment: Buffer.from('a comment'), prefix: Buffer.from('#!stub\n') });

describe('Archive.edit', () => {
  it('without changes gives the same bytes', () => {
    expect(open(ORIGINAL).edit({}).toBuffer().equals(ORIGINAL)).toBe(true);
  });

  it('renames in place and leaves everything else alone', () => {
    const renamed = buildZip(
      ENTRIES.map((entry) =>
        entry.name === 'binaries/win64/m.dll' ? { ...entry, name: 'binaries/win64/real-m.dll' } : entry,
      ),
      { comment: Buffer.from('a comment'), prefix: Buffer.from('#!stub\n') },
    );
    const rename = new Map([['binaries/win64/m.dll', 'binaries/win64/real-m.dll']]);
    expect(open(ORIGINAL).edit({ rename }).toBuffer().equals(renamed)).toBe(true);
  });

  it('adds at the end: stored, 1980-01-01, with the given permissions', () => {
    const add = [
      { name: 'x/', data: Buffer.alloc(0) },
      { name: 'x/server', data: Buffer.from('program'), mode: 0o755 },
      { name: 'x/text', data: Buffer.from('text'.repeat(99)), method: 'deflate' as const },
    ];
    const added = open(open(ORIGINAL).edit({ add }).toBuffer());
    expect(added.entries.slice(0, -3).map(({ name }) => name)).toEqual(ENTRIES.map(({ name }) => name));
    expect(added.entries.slice(-3)).toEqual([
      expect.objectContaining({ name: 'x/', mode: 0o040755, method: 0, time: '1980-01-01T00:00:00' }),
      expect.objectContaining({ name: 'x/server', mode: 0o100755, method: 0, time: '1980-01-01T00:00:00' }),
      expect.objectContaining({ name: 'x/text', mode: 0o100644, method: 8, time: '1980-01-01T00:00:00' }),
    ]);
    expect(added.read('x/server').toString()).toBe('program');
    expect(added.read('x/text').toString()).toBe('text'.repeat(99));
  });

  it.each([0, 1, 2, 5])(
    'copies %i entries as they are, before those that are added, and can be taken back',
    (count) => {
      const before = open(ORIGINAL);
      const copy = new Map(
        before.entries.slice(0, count).map(({ name }): [string, string] => [`copy-of/${name}`, name]),
      );
      const add = [{ name: 'last', data: Buffer.from('x') }];
      const bytes = before.edit({ copy, add, rename: new Map([['streamed', 'moved']]) }).toBuffer();
      const after = open(bytes);
      const own = ENTRIES.map(({ name }) => (name === 'streamed' ? 'moved' : name));
      expect(after.entries.map(({ name }) => name)).toEqual([...own, ...copy.keys(), 'last']);
      for (const [name, from] of copy) expect(before.sameEntry(from, after, name), name).toBe(true);
      const remove = new Set([...copy.keys(), 'last']);
      expect(
        after
          .edit({ remove, rename: new Map([['moved', 'streamed']]) })
          .toBuffer()
          .equals(ORIGINAL),
      ).toBe(true);
    },
  );

  it('copies to a name that a renamed entry has left, and refuses copies of nothing and over another', () => {
    const rename = new Map([['streamed', 'elsewhere']]);
    const after = open(
      open(ORIGINAL)
        .edit({ rename, copy: new Map([['streamed', 'resources/data']]) })
        .toBuffer(),
    );
    expect(after.read('streamed').equals(after.read('resources/data'))).toBe(true);
    const refused = (copy: ReadonlyMap<string, string>) => toolError(() => open(ORIGINAL).edit({ copy })).code;
    expect(refused(new Map([['x', 'nowhere']]))).toBe('archive-entry-missing');
    expect(refused(new Map([['streamed', 'resources/data']]))).toBe('archive-duplicate-name');
    expect(refused(new Map([['../x', 'resources/data']]))).toMatch(/^archive-name-/);
  });

  it('gives the original bytes when it is taken back', () => {
    const [dll, real] = ['binaries/win64/m.dll', 'binaries/win64/real-m.dll'];
    const add = [
      { name: dll, data: Buffer.from('client'), mode: 0o755 },
      { name: 'binaries/win64/m.remoting', data: Buffer.from('format=1\n') },
    ];
    const patched = open(ORIGINAL)
      .edit({ rename: new Map([[dll, real]]), add })
      .toBuffer();
    const archive = open(patched);
    expect(archive.read(dll).toString()).toBe('client');
    expect(archive.sameEntry(real, open(ORIGINAL), dll)).toBe(true);
    const restored = archive.edit({
      remove: new Set(add.map(({ name }) => name)),
      rename: new Map([[real, dll]]),
    });
    expect(restored.toBuffer().equals(ORIGINAL)).toBe(true);
  });

  it('replaces contents and keeps name, place, time, mode, method, comment and extra fields', () => {
    for (const name of ['binaries/win64/m.dll', 'resources/data', 'streamed', 'modelDescription.xml']) {
      const before = open(ORIGINAL);
      const after = open(before.edit({ replace: new Map([[name, Buffer.from('new contents')]]) }).toBuffer());
      expect(after.read(name).toString()).toBe('new contents');
      expect(after.entries.map((entry) => entry.name)).toEqual(before.entries.map((entry) => entry.name));
      const { time, mode, method } = before.entry(name) ?? {};
      expect(after.entry(name)).toMatchObject({ time, mode, method });
      for (const { name: other } of before.entries)
        if (other !== name) expect(after.sameEntry(other, before)).toBe(true);
    }
  });

  it('flags names as UTF-8 only if they are not ASCII', () => {
    const after = open(
      open(ORIGINAL)
        .edit({ rename: new Map([['streamed', 'strömt']]) })
        .toBuffer(),
    );
    expect(after.entry('strömt')?.flags).toBe(0x808);
    expect(after.entry('resources/data')?.flags).toBe(0);
  });

  it('writes the same bytes in every time zone', () => {
    const before = process.env['TZ'];
    const changes = { add: [{ name: 'new', data: Buffer.from('new') }] };
    try {
      const results = ['UTC', 'Asia/Tokyo', 'America/New_York'].map((zone) => {
        process.env['TZ'] = zone;
        return open(ORIGINAL).edit(changes).toBuffer().toString('hex');
      });
      expect(new Set(results).size).toBe(1);
    } finally {
      if (before === undefined) delete process.env['TZ'];
      else process.env['TZ'] = before;
    }
  });

  it('gives its bytes in chunks as well', () => {
    const edited = open(ORIGINAL).edit({ add: [{ name: 'n', data: Buffer.alloc(9_000_000, 1) }] });
    const chunks = [...edited.chunks()].map((chunk) => Buffer.from(chunk));
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(Buffer.concat(chunks).equals(edited.toBuffer())).toBe(true);
    expect(edited.size).toBe(edited.toBuffer().length);
  });

  it.each([
    ['renames what is not there', { rename: new Map([['nothing', 'x']]) }, 'archive-entry-missing'],
    ['replaces what is not there', { replace: new Map([['nothing', Buffer.alloc(0)]]) }, 'archive-entry-missing'],
    ['removes what is not there', { remove: new Set(['nothing']) }, 'archive-entry-missing'],
    ['adds what is there', { add: [{ name: 'streamed', data: Buffer.alloc(0) }] }, 'archive-duplicate-name'],
    ['renames to what is there', { rename: new Map([['streamed', 'binaries/']]) }, 'archive-duplicate-name'],
    ['adds a name that leads out', { add: [{ name: '../x', data: Buffer.alloc(0) }] }, 'archive-name-parent'],
  ])('is refused if it %s', (_what, changes, code) => {
    expect(toolError(() => open(ORIGINAL).edit(changes))).toMatchObject({ code, path: 'test.fmu' });
  });

  it('may swap two names', () => {
    const rename = new Map([
      ['streamed', 'resources/data'],
      ['resources/data', 'streamed'],
    ]);
    const after = open(open(ORIGINAL).edit({ rename }).toBuffer());
    expect(after.read('streamed').toString()).toBe('r'.repeat(3000));
    expect(after.sameEntry('streamed', open(ORIGINAL), 'resources/data')).toBe(true);
  });

  it('may leave nothing', () => {
    const remove = new Set(open(ORIGINAL).entries.map(({ name }) => name));
    expect(toolError(() => open(open(ORIGINAL).edit({ remove }).toBuffer())).code).toBe('archive-no-entries');
  });

  it('makes archives that another program finds good', (context) => {
    const folder = mkdtempSync(join(tmpdir(), 'fmutool-edit-'));
    const path = join(folder, 'a.zip');
    try {
      const plain = buildZip(ENTRIES.filter(({ name }) => name !== 'streamed'));
      const add = [{ name: 'x/server', data: Buffer.from('program'), mode: 0o755 }];
      writeFileSync(
        path,
        open(plain)
          .edit({ add, rename: new Map([['resources/data', 'resources/e']]) })
          .toBuffer(),
      );
      try {
        execFileSync('unzip', ['-v'], { stdio: 'ignore' });
      } catch {
        context.skip('unzip is not installed');
      }
      expect(() => execFileSync('unzip', ['-tqq', path], { stdio: 'pipe' })).not.toThrow();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('can be taken back whatever the archive and the change are', () => {
    const name = fc.stringMatching(/^([a-z]{1,4}|folder\/[a-z.]{1,6}[a-z])$/);
    const entry = fc.record({
      name,
      data: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
      method: fc.constantFrom(0, 8),
      time: fc.nat(),
      comment: fc.string({ maxLength: 5 }),
    });
    const archives = fc.uniqueArray(entry, { selector: (each) => each.name, minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(archives, fc.uniqueArray(name, { maxLength: 4 }), fc.nat(), (entries, names, pick) => {
        const original = buildZip(entries);
        const taken = new Set(entries.map((each) => each.name));
        const add = names.filter((each) => !taken.has(each)).map((each) => ({ name: each, data: Buffer.from(each) }));
        const from = entries[pick % entries.length]?.name ?? '';
        const patched = open(original)
          .edit({ add, rename: new Map([[from, `${from}-renamed-0`]]) })
          .toBuffer();
        const restored = open(patched).edit({
          remove: new Set(add.map((each) => each.name)),
          rename: new Map([[`${from}-renamed-0`, from]]),
        });
        expect(restored.toBuffer().equals(original)).toBe(true);
      }),
    );
  });
});
