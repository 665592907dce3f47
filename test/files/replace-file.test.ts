import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FmuToolError } from '../../src/fmu/error.js';
import { fileIdentity } from '../../src/fmu/file-identity.js';
import { checkDestination, replaceFile } from '../../src/files/replace-file.js';
import { listing, put, workspace } from '../remoting/support/workspace.js';

const parts = [Buffer.from('new '), Buffer.alloc(3_000_000, 'x'), Buffer.from(' end')];
const content = Buffer.concat(parts);

describe('replaceFile', () => {
  it('writes every part, in order, and leaves nothing beside it', async () => {
    const folder = workspace();
    await replaceFile(path.join(folder, 'a.fmu'), parts, { sync: true });
    expect(readFileSync(path.join(folder, 'a.fmu')).equals(content)).toBe(true);
    expect(listing(folder)).toEqual(['a.fmu']);
  });

  it.each([0o600, 0o640, 0o755])('keeps the mode %o of the file that it replaces', async (mode) => {
    const folder = workspace();
    const file = put(folder, 'a.fmu', 'old');
    chmodSync(file, mode);
    await replaceFile(file, parts, { sync: false });
    expect(statSync(file).mode & 0o777).toBe(mode);
  });

  it.each([0o600, 0o640, 0o400, 0o666])(
    'gives a new file the mode %o, as far as the process gives it',
    async (mode) => {
      const file = path.join(workspace(), 'a.fmu');
      await replaceFile(file, parts, { sync: false, mode });
      expect(statSync(file).mode & 0o777 & ~mode).toBe(0);
    },
  );

  it('replaces the file that a symbolic link points to, not the link', async () => {
    const folder = workspace();
    const file = put(folder, 'real/a.fmu', 'old');
    const link = path.join(folder, 'link.fmu');
    symlinkSync(file, link);
    await replaceFile(await checkDestination(link), parts, { sync: false });
    expect(readlinkSync(link)).toBe(file);
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(listing(path.join(folder, 'real'))).toEqual(['a.fmu']);
  });

  it.each(['a.fmu', 'sub/a.fmu', '../a.fmu'])('makes the file that a link to %s promises', async (target) => {
    const folder = path.join(workspace(), 'here');
    mkdirSync(path.join(folder, 'sub'), { recursive: true });
    const [first, second] = [path.join(folder, 'first'), path.join(folder, 'second')];
    symlinkSync(target, second);
    symlinkSync('second', first);
    await replaceFile(await checkDestination(first), parts, { sync: false });
    expect([readlinkSync(first), readlinkSync(second)]).toEqual(['second', target]);
    expect(readFileSync(path.join(folder, target)).equals(content)).toBe(true);
  });

  it.each([0o600, 0o640, 0o000])('shows no other user a file of mode %o while it is written', async (mode) => {
    const folder = workspace();
    const file = put(folder, 'a.fmu', 'old');
    chmodSync(file, mode);
    const modes: number[] = [];
    function* watched(): Generator<Buffer> {
      for (const part of parts) {
        const [temporary] = listing(folder).filter((name) => name.startsWith('.fmutool-'));
        modes.push(statSync(path.join(folder, temporary!)).mode & 0o777);
        yield part;
      }
    }
    await replaceFile(file, watched(), { sync: false });
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    expect(statSync(file).mode & 0o777).toBe(mode);
  });

  it.each([
    ['another file has taken its place', (file: string) => renameSync(put(path.dirname(file), 'b', 'newer'), file)],
    ['it was written to', (file: string) => writeFileSync(file, 'newer')],
    ['it is gone', (file: string) => rmSync(file)],
  ])('replaces nothing when %s meanwhile', async (_, change) => {
    const folder = workspace();
    const file = put(folder, 'a.fmu', 'old');
    const attempt = replaceFile(file, parts, {
      sync: false,
      replaces: await fileIdentity(file),
      check: async () => {
        await Promise.resolve();
        change(file);
      },
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'file-changed',
      message: 'another program has changed the file meanwhile; nothing was done, try again',
    });
    expect(existsSync(file) ? readFileSync(file, 'utf8') : 'gone').toMatch(/newer|gone/);
    expect(listing(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('replaces nothing when a file has come where there was none', async () => {
    const file = path.join(workspace(), 'a.fmu');
    const attempt = replaceFile(file, parts, {
      sync: false,
      replaces: await fileIdentity(file),
      check: async () => {
        await Promise.resolve();
        writeFileSync(file, 'newer');
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'file-changed' });
    expect(readFileSync(file, 'utf8')).toBe('newer');
  });

  it('leaves the old file and nothing else when the check fails', async () => {
    const folder = workspace();
    const file = put(folder, 'a.fmu', 'old');
    const seen: Buffer[] = [];
    const attempt = replaceFile(file, parts, {
      sync: false,
      check: (temporary) => {
        seen.push(readFileSync(temporary));
        throw new FmuToolError('verification-failed', 'no');
      },
    });
    await expect(attempt).rejects.toMatchObject({ code: 'verification-failed' });
    expect(seen[0]?.equals(content)).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(listing(folder)).toEqual(['a.fmu']);
  });

  it.each([0, 1, 2, 3])('leaves the old file and nothing else when it is aborted after %i parts', async (count) => {
    const folder = workspace();
    const file = put(folder, 'a.fmu', 'old');
    const controller = new AbortController();
    function* interrupted(): Generator<Buffer> {
      if (count === 0) controller.abort();
      for (const [index, part] of parts.entries()) {
        yield part;
        if (index + 1 === count) controller.abort();
      }
    }
    const attempt = replaceFile(file, interrupted(), { sync: false, signal: controller.signal });
    await expect(attempt).rejects.toMatchObject({ code: 'interrupted' });
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(listing(folder)).toEqual(['a.fmu']);
  });

  it('clears away what a killed run of this machine left, and nothing else', async () => {
    const folder = workspace();
    const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    // Higher than any process number that Linux gives out.
    const dead = `.fmutool-${machine}-4194999-1.tmp`;
    const alive = `.fmutool-${machine}-${process.pid}-999.tmp`;
    const elsewhere = '.fmutool-00000000-4194999-1.tmp';
    for (const name of [dead, alive, elsewhere, 'user.tmp']) put(folder, name, '');
    await replaceFile(path.join(folder, 'a.fmu'), parts, { sync: false });
    expect(listing(folder)).toEqual([elsewhere, alive, 'a.fmu', 'user.tmp'].sort());
  });

  it('has room for its temporary name beside the longest file name', async () => {
    const folder = workspace();
    const file = path.join(folder, 'n'.repeat(255));
    await replaceFile(file, parts, { sync: false });
    expect(statSync(file).size).toBe(content.length);
  });
});

function link(folder: string, target: string): string {
  const name = path.join(folder, 'link');
  symlinkSync(target, name);
  return name;
}

describe('checkDestination', () => {
  const refused: [string, string, (folder: string) => string][] = [
    ['a folder', 'output-is-folder', (folder) => folder],
    ['a device', 'output-not-file', () => '/dev/null'],
    ['a file in a folder that is not there', 'output-folder-missing', (folder) => path.join(folder, 'no', 'a.fmu')],
    ['a link to a folder that is not there', 'output-folder-missing', (folder) => link(folder, 'no/a.fmu')],
    ['a link to itself', 'file-system', (folder) => link(folder, 'link')],
    ['a file in a file', 'output-folder-missing', (folder) => path.join(put(folder, 'file', ''), 'a.fmu')],
  ];

  it.each(refused)('refuses %s', async (_what, code, make) => {
    await expect(checkDestination(make(workspace()))).rejects.toMatchObject({ code });
  });

  it('accepts a new file and an existing one', async () => {
    const folder = workspace();
    mkdirSync(path.join(folder, 'sub'));
    writeFileSync(path.join(folder, 'sub', 'old.fmu'), '');
    for (const name of ['new.fmu', 'sub/old.fmu']) {
      const file = path.join(folder, name);
      expect(await checkDestination(file)).toBe(file);
    }
  });
});
