// A run that is stopped at any moment leaves the old file or the new one, whole.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fmuFiles } from '../remoting/support/fmu.js';
import { listing, put, workspace } from '../remoting/support/workspace.js';
import { zip } from '../remoting/support/zip.js';
import { executable, fmutool } from './support/executable.js';

// Big enough that writing takes a while, so that some of the kills hit it.
const old = zip([
  ...fmuFiles(['win64']),
  { name: 'resources/big.bin', data: Buffer.alloc(60_000_000, 'incompressible?'), method: 'store' },
]);

interface Stopped {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** Starts the executable and sends it `signal` once `when` says so. */
async function stop(file: string, signal: NodeJS.Signals, when: (folder: string) => Promise<void>): Promise<Stopped> {
  const child = spawn(process.execPath, [executable, 'add-remoting', 'win64', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const ended = new Promise<Stopped>((resolve) => {
    child.on('close', (status, by) => resolve({ status, signal: by, stderr }));
  });
  await Promise.race([when(path.dirname(file)), ended]);
  child.kill(signal);
  return ended;
}

const after = (milliseconds: number) => (): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves as soon as a temporary file is there. */
async function whenWriting(folder: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    if (listing(folder).some((name) => name.startsWith('.fmutool-'))) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function newBytes(): Promise<Buffer> {
  const file = put(workspace(), 'model.fmu', old);
  expect((await fmutool(['add-remoting', 'win64', file])).status).toBe(0);
  return readFileSync(file);
}

describe('kill -9', () => {
  it('at many moments leaves the old or the new file, whole, and the next run clears up', async () => {
    const patched = await newBytes();
    const folder = workspace();
    const file = put(folder, 'model.fmu', old);
    const seen = { old: 0, new: 0, temporary: 0 };
    const started = Date.now();
    await stop(file, 'SIGKILL', after(60_000));
    const whole = Date.now() - started;
    const moments = Array.from({ length: 24 }, (_, index) => after((whole * (index + 1)) / 24));
    for (const moment of [...moments, whenWriting, whenWriting, whenWriting]) {
      writeFileSync(file, old);
      await stop(file, 'SIGKILL', moment);
      const now = readFileSync(file);
      const state = now.equals(old) ? 'old' : now.equals(patched) ? 'new' : 'broken';
      expect(state).not.toBe('broken');
      seen[state as 'old' | 'new'] += 1;
      if (listing(folder).length > 1) seen.temporary += 1;
    }
    expect(seen.old).toBeGreaterThan(0);
    expect(seen.temporary, 'some of them were hit while they wrote').toBeGreaterThan(0);
    writeFileSync(file, old);
    expect((await fmutool(['add-remoting', 'win64', file])).status).toBe(0);
    expect(readFileSync(file).equals(patched)).toBe(true);
    expect(listing(folder)).toEqual(['model.fmu']);
  }, 180_000);
});

describe.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s', (signal) => {
  it('while the file is written leaves the old one and nothing beside it', async () => {
    const folder = workspace();
    const file = put(folder, 'model.fmu', old);
    const stopped = await stop(file, signal, whenWriting);
    expect(stopped.signal).toBe(signal);
    expect(stopped.stderr).toMatch(/^fmutool: [^\n]*interrupted[^\n]*\n$/);
    expect(readFileSync(file).equals(old)).toBe(true);
    expect(listing(folder)).toEqual(['model.fmu']);
  });
});
