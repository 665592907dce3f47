/** What the command line refuses: exit status 2, one line that says what is wrong, the input untouched, nothing left. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect } from 'vitest';
import { fmu, fmuFiles } from '../../remoting/support/fmu.js';
import { listing, put } from '../../remoting/support/workspace.js';
import { zip, type ZipFile } from '../../remoting/support/zip.js';
import { fmutool } from './executable.js';

/** What is tried, and refused. */
export interface Attempt {
  /** Bytes of model.fmu; default: `whole`. */
  readonly bytes?: Buffer;
  /** Prepares the folder further, or makes model.fmu something else. */
  readonly prepare?: (folder: string) => void;
  /** Arguments; default: add remoting for win32. */
  readonly args?: readonly string[];
  /** What the line says. */
  readonly says: RegExp;
}

/** An FMU for win64 with which nothing is wrong. */
export const whole = fmu(['win64']);

/** Its entries. */
export const files = fmuFiles(['win64']);

/** Arguments that add remoting to it. */
export const addWin32 = ['add-remoting', 'win32', 'model.fmu'];

/** The same with further entries. */
export function withEntry(...more: ZipFile[]): Buffer {
  return zip([...files, ...more]);
}

/** Every file below `folder` with its contents. */
function snapshot(folder: string): [string, string][] {
  return listing(folder).map((name) => {
    const bytes = spawnSync('cat', [path.join(folder, name)]).stdout;
    return [name, bytes.toString('base64')];
  });
}

/** Tries it in `folder`, and expects that it is refused. */
export async function expectRefusal({ bytes, prepare, args, says }: Attempt, folder: string): Promise<void> {
  put(folder, 'model.fmu', bytes ?? whole);
  prepare?.(folder);
  const before = snapshot(folder);
  const { status, stdout, stderr } = await fmutool(args ?? addWin32, { cwd: folder });
  expect(stderr).toMatch(/^fmutool: [^\n]+\n$/);
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/\bbug\b|\bat .*:\d+:\d+/);
  expect(stdout).toBe('');
  expect(status).toBe(2);
  expect(snapshot(folder)).toEqual(before);
}
