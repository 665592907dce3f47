// Files that a user names may be pipes and devices: nothing is known of their size, and they may never end.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readGiven } from '../../src/files/given-file.js';
import { StreamFile, isStreamFile } from '../../src/files/stream-file.js';
import { workspace } from '../remoting/support/workspace.js';

const windows = process.platform === 'win32';
const why = windows ? ' (skipped: Windows has no such files)' : '';

function pipe(): string {
  const file = path.join(workspace(), 'pipe');
  execFileSync('mkfifo', [file]);
  return file;
}

describe('a file that is named', () => {
  it.each([0, 1, 2, 65_535, 65_536, 65_537, 1_000_000])('is read whole: %i bytes', async (size) => {
    const file = path.join(workspace(), 'file');
    const bytes = Buffer.alloc(size, 'abcdefg');
    writeFileSync(file, bytes);
    expect((await readGiven(file, { mostBytes: size })).equals(bytes)).toBe(true);
    if (size > 0) {
      await expect(readGiven(file, { mostBytes: size - 1 })).rejects.toMatchObject({
        code: 'file-too-large',
        message: `has more than the ${size - 1} bytes that are read`,
      });
    }
  });

  it.each(['.', './none'])('is a file: not %s', async (name) => {
    await expect(readGiven(name, { mostBytes: 1 })).rejects.toMatchObject({ code: 'file-system' });
  });

  it.skipIf(windows)(`may be a pipe${why}`, async () => {
    const file = pipe();
    const reading = readGiven(file, { mostBytes: 1000 });
    const writer = createWriteStream(file);
    writer.write('one ');
    await once(writer, 'open');
    writer.end('two');
    expect((await reading).toString()).toBe('one two');
  });

  it.skipIf(windows)(`may be a device without an end, of which so much is read as is allowed${why}`, async () => {
    await expect(readGiven('/dev/zero', { mostBytes: 1_000_000 })).rejects.toMatchObject({ code: 'file-too-large' });
  });

  it.skipIf(windows)(`is given up when its reader is interrupted: a pipe without a writer${why}`, async () => {
    const file = pipe();
    const controller = new AbortController();
    const reading = readGiven(file, { mostBytes: 1000, signal: controller.signal });
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
    // Lets the thread go that waits for the other end.
    await once(createWriteStream(file).end(), 'close');
  });

  it.skipIf(windows)(`is given up when its reader is interrupted: a pipe that says nothing${why}`, async () => {
    const file = pipe();
    const controller = new AbortController();
    const writer = createWriteStream(file);
    const reading = readGiven(file, { mostBytes: 1000, signal: controller.signal });
    await once(writer, 'open');
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: 'interrupted' });
    await once(writer.end(), 'close');
  });

  it('is not begun after that', async () => {
    await expect(readGiven('x', { mostBytes: 1, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'interrupted',
    });
  });
});

describe.skipIf(windows)('an output that is a pipe or a device', () => {
  it('is told from a file', async () => {
    const file = path.join(workspace(), 'file');
    expect(await isStreamFile(file)).toBe(false);
    writeFileSync(file, '');
    expect(await Promise.all([file, path.dirname(file), pipe(), '/dev/null'].map(isStreamFile))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('waits for its reader until it is interrupted', async () => {
    const file = pipe();
    const controller = new AbortController();
    const opening = StreamFile.begin(file, controller.signal);
    controller.abort();
    await expect(opening).rejects.toMatchObject({ code: 'interrupted' });
    await readGiven(file, { mostBytes: 1 });
  });

  it('says that its reader has gone, and that a device is full', async () => {
    const file = pipe();
    const reader = spawn('head', ['-c', '1', file], { stdio: 'ignore' });
    const gone = once(reader, 'exit');
    const output = await StreamFile.begin(file, undefined);
    await output.write(Buffer.from('a'));
    await gone;
    await expect(output.write(Buffer.from('b'))).rejects.toMatchObject({ code: 'output-closed' });
    await output.finish();
    const full = await StreamFile.begin('/dev/full', undefined);
    await expect(full.write(Buffer.from('a'))).rejects.toMatchObject({ code: 'file-system', message: /disk is full/ });
    await full.discard();
  });
});
