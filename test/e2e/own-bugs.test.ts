// A mistake of fmutool's own is told from one of the outside world.
import { spawnSync } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { put, workspace } from '../remoting/support/workspace.js';
import { executable } from './support/executable.js';

const root = path.join(path.dirname(executable), '..');

const bugs: [string, string][] = [
  ['is thrown', "export async function runProgram() { throw new TypeError('oh\\nno'); }"],
  [
    'is thrown where no caller waits',
    "export function runProgram() { setTimeout(() => { throw new TypeError('oh\\nno'); }); return new Promise((done) => setTimeout(done, 5000, 0)); }",
  ],
  [
    'is a rejection without a handler',
    "export function runProgram() { void Promise.reject(new TypeError('oh\\nno')); return new Promise((done) => setTimeout(done, 5000, 0)); }",
  ],
];

it.each(bugs)('a bug that %s is one line with exit status 2, and a stack trace only with --verbose', (_how, code) => {
  const copy = workspace();
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'));
  put(copy, 'dist/cli/program.js', code);
  const run = (...args: string[]): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, [path.join(copy, 'bin', 'fmutool.js'), ...args], { encoding: 'utf8' });
  const brief = run('info', 'x.fmu');
  expect(brief.stderr).toMatch(/^fmutool: oh no \(this is a bug in fmutool, please report it[^\n]*\)\n$/);
  expect(brief.status).toBe(2);
  expect(run('info', 'x.fmu', '--verbose').stderr).toMatch(/\n\s+at .*program\.js/);
});
