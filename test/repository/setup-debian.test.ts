// The set-up of a Debian machine changes what is installed there, so its decisions are tried with stand-ins for dpkg and
// apt that only write down what they are asked.
import { execa } from 'execa';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from './checkout.js';

interface Machine {
  /** Which packages dpkg says are installed: a shell pattern. */
  readonly installed: string;
  /** What `apt-get install` does, as shell code; "$*" are its arguments. */
  readonly install: string;
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'setup-debian-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function setUp(machine: Machine, ...args: string[]) {
  const log = path.join(folder, 'log');
  stub('id', 'echo 0');
  stub('dpkg', `echo "dpkg $*" >>'${log}'`);
  stub(
    'dpkg-query',
    `for package; do :; done; case $package in ${machine.installed}) printf 'ii ' ;; *) exit 1 ;; esac`,
  );
  stub('apt-get', `echo "$*" >>'${log}'; case " $* " in *' install '*) ${machine.install} ;; esac`);
  const { exitCode, all } = await execa('bash', [path.join(root, 'scripts/setup-debian.sh'), ...args], {
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}`, CI: '' },
    all: true,
    reject: false,
    timeout: 30_000,
  });
  const calls = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  return { exitCode, output: all, calls };
}

function stub(name: string, code: string): void {
  writeFileSync(path.join(folder, name), `#!/bin/sh\n${code}\n`);
  chmodSync(path.join(folder, name), 0o755);
}

/** The install says that it worked. */
const works = 'exit 0';

describe('scripts/setup-debian.sh', () => {
  it('asks no network where everything is installed', async () => {
    const { exitCode, calls } = await setUp({ installed: '*', install: 'exit 1' });
    expect(exitCode).toBe(0);
    expect(calls).toEqual([]);
  });

  it('changes nothing with --dry-run', async () => {
    const { exitCode, output, calls } = await setUp({ installed: 'nothing', install: works }, '--dry-run');
    expect(exitCode).toBe(0);
    expect(output).toContain('wine32:i386');
    expect(calls).toEqual([]);
  });

  it('says what is still missing when an install did not bring it', async () => {
    const { exitCode, output } = await setUp({ installed: '*wine*', install: works });
    expect(exitCode).toBe(1);
    expect(output).toContain('still missing: cmake');
  });

  it('asks i386 packages only for Wine', async () => {
    const { calls } = await setUp({ installed: '*wine*', install: works });
    expect(calls.some((call) => call.includes('add-architecture'))).toBe(false);
  });

  it('does not downgrade anything when that is forbidden, and says what would', async () => {
    const machine = { installed: '[!w]*', install: 'exit 100' };
    const { exitCode, output, calls } = await setUp(machine, '--no-downgrades');
    expect(exitCode).toBe(1);
    expect(output).toContain('bash scripts/setup-debian.sh --allow-downgrades');
    expect(calls.filter((call) => call.includes('--allow-downgrades'))).toEqual([]);
  });

  it('keeps to the main suite when that is allowed and the plain install fails', async () => {
    const install = `case " $* " in *' --allow-downgrades '*) ${works} ;; *) exit 100 ;; esac`;
    const { calls } = await setUp({ installed: '[!w]*', install }, '--allow-downgrades');
    const installs = calls.filter((call) => call.includes(' install '));
    expect(installs).toHaveLength(2);
    expect(installs[0]).not.toContain('--allow-downgrades');
    expect(installs[1]).toContain('-o Dir::Etc::preferences=');
  });

  it('does not take an option that it does not know', async () => {
    expect((await setUp({ installed: '*', install: works }, '--force')).exitCode).toBe(2);
  });
});
