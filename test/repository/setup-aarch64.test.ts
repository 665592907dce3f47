// Unpacking the compiler for aarch64 takes 100 MB from the network, so what the script decides is tried with a stand-in
// for apt-get; that the compiler works is what the builds show.
import { execa } from 'execa';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './checkout.js';

let folder: string;
let prefix: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'setup-aarch64-'));
  prefix = path.join(folder, 'cache', 'aarch64');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the script; `apt-get` does what the shell code says, after noting that it was called. */
async function setUp(apt: string, ...args: string[]) {
  const programs = path.join(folder, 'bin');
  const called = path.join(folder, 'called');
  mkdirSync(programs);
  for (const [name, code] of [
    ['apt-get', `touch '${called}'; ${apt}`],
    ['dpkg-deb', 'exit 0'],
  ] as const) {
    writeFileSync(path.join(programs, name), `#!/bin/sh\n${code}\n`);
    chmodSync(path.join(programs, name), 0o755);
  }
  const { exitCode, all } = await execa('bash', [path.join(root, 'scripts/setup-aarch64.sh'), ...args], {
    env: { PATH: `${programs}:${process.env['PATH'] ?? ''}`, FMUTOOL_AARCH64: prefix },
    all: true,
    reject: false,
    timeout: 30_000,
  });
  return { exitCode, output: all, called: existsSync(called) };
}

describe('scripts/setup-aarch64.sh', () => {
  it('asks no network where everything is there', async () => {
    mkdirSync(prefix, { recursive: true });
    writeFileSync(path.join(prefix, 'complete'), '');
    expect(await setUp('exit 1')).toMatchObject({ exitCode: 0, called: false });
  });

  it('changes nothing with --dry-run', async () => {
    const { exitCode, output, called } = await setUp('exit 1', '--dry-run');
    expect({ exitCode, called }).toEqual({ exitCode: 0, called: false });
    expect(output).toContain('g++-12-aarch64-linux-gnu');
    expect(existsSync(prefix)).toBe(false);
  });

  it('leaves nothing behind when the packages cannot be had, and says what to try', async () => {
    const { exitCode, output } = await setUp('exit 100');
    expect(exitCode).toBe(1);
    expect(output).toContain('apt-get update');
    expect(readdirSync(path.dirname(prefix))).toEqual([]);
  });

  it('does not take an option that it does not know', async () => {
    expect((await setUp('exit 1', '--force')).exitCode).toBe(2);
  });
});
