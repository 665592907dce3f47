// A folder of its own for every test, and programs to put into FMUs that need no native build.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { STANDARD_FUNCTIONS } from '../../../src/remoting/standard-functions.js';
import { Prebuilt } from '../../../src/prebuilt/prebuilt.js';
import { elf } from './elf.js';
import { pe } from './pe.js';

/** An empty folder that is gone when the test is. */
export function workspace(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes `data` to a file called `name` in `folder`; returns its path. */
export function put(folder: string, name: string, data: Buffer | string): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, data);
  return file;
}

/** Names of everything in `folder`, sorted. */
export function listing(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}

export interface PrebuiltOptions {
  /** What the clients export; default: all of FMI 2.0. */
  readonly clientExports?: readonly string[];
  /** Makes other bytes of the same meaning. */
  readonly edition?: string;
}

/** A prebuilt folder for win32, win64 and linux64 whose programs only look right from outside. */
export function madeUpPrebuilt(folder: string, options: PrebuiltOptions = {}): Prebuilt {
  const edition = Buffer.from(options.edition ?? '');
  for (const major of [1, 2, 3] as const) {
    const names = [...STANDARD_FUNCTIONS[major]].map((name) => (major === 1 ? `${'p'.repeat(250)}_${name}` : name));
    const exports = options.clientExports ?? names;
    for (const bits of [32, 64] as const) {
      put(folder, `win${bits}/client_sm_fmi${major}.dll`, Buffer.concat([pe({ bits, exports }), edition]));
    }
    put(folder, `linux64/client_sm_fmi${major}.so`, Buffer.concat([elf({ exports }), edition]));
  }
  for (const bits of [32, 64] as const) {
    put(folder, `win${bits}/server_sm.exe`, Buffer.concat([pe({ bits, kind: 'executable' }), edition]));
  }
  put(folder, 'linux64/server_sm', Buffer.concat([elf({ kind: 'executable' }), edition]));
  return new Prebuilt(folder);
}
