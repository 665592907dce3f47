// The emulated machine for 32-bit programs: what its scripts decide before anything is downloaded or started. That the
// machine works is what the test command shows on computers that need it.
import { execFileSync } from 'node:child_process';
import { execa } from 'execa';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whyNoEmulatedPart } from '../../scripts/emulated-part.js';
import { root } from './checkout.js';

let folder: string;
let prefix: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'emulation-'));
  prefix = path.join(folder, 'cache', 'emulation');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a script; the programs named do what the shell code says. */
async function run(script: string, args: readonly string[], programs: Readonly<Record<string, string>> = {}) {
  const bin = path.join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  for (const [name, code] of Object.entries(programs)) put(path.join(bin, name), code);
  const { exitCode, stdout, stderr } = await execa('bash', [path.join(root, 'scripts', script), ...args], {
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, FMUTOOL_EMULATION: prefix, TMPDIR: folder },
    reject: false,
    timeout: 50_000,
  });
  return { exitCode, stdout, stderr };
}

function put(file: string, code: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${code}\n`);
  chmodSync(file, 0o755);
}

function wineVersion(): string | undefined {
  try {
    return execFileSync('/usr/lib/wine/wine64', ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

/** A machine that is no machine: the shell code runs where it would be started, `$job` is the folder of the command. */
function pretend(code: string): void {
  mkdirSync(prefix, { recursive: true });
  for (const name of ['complete', 'first.cpio', 'vmlinuz']) writeFileSync(path.join(prefix, name), '');
  put(path.join(prefix, 'bin', 'busybox'), 'cat');
  // Making a prefix of Wine takes a minute, and none is used here.
  const version = wineVersion();
  if (version !== undefined) writeFileSync(path.join(prefix, `${version.replace(/[^\w.]/g, '_')}.tar`), '');
  const job = `for word in "$@"; do case $word in file:*/console) job=\${word#file:}; job=\${job%/console};; esac; done`;
  put(path.join(prefix, 'usr', 'bin', 'qemu-system-x86_64'), `${job}\n${code}`);
}

describe('scripts/in-emulated-machine.sh', () => {
  it.each([[[]], [['']], [['--help']], [['-c', 'true']]])('wants a command, and not %j', async (args) => {
    pretend('echo started');
    const { exitCode, stdout, stderr } = await run('in-emulated-machine.sh', args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(
      'in-emulated-machine: a command is missing: bash scripts/in-emulated-machine.sh COMMAND [ARGUMENT...]',
    );
  });

  it('says how to get the machine where there is none', async () => {
    const { exitCode, stderr } = await run('in-emulated-machine.sh', ['true']);
    expect(exitCode).toBe(125);
    expect(stderr).toMatch(/there is no machine in .*emulation; bash scripts\/setup-emulation\.sh gets it$/);
  });

  it('gives output and exit status of the command, and leaves nothing behind', async () => {
    // The real one runs it with /bin/bash, too.
    pretend(
      `sed -e '/^\\/bin\\/bash/d' -e '/^mkdir -p .run.wine/d' -e '/usr.lib.wine/d' -e 's|/run/tmp|/tmp|' $job/command >$job/own; bash $job/own; echo $? >$job/status`,
    );
    const args = ['sh', '-c', 'printf "%s|" "$@" "$PWD"; exit 7', 'sh', 'a  b', "it's", '$HOME', '*', ''];
    const { exitCode, stdout } = await run('in-emulated-machine.sh', args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 7, stdout: `a  b|it's|$HOME|*||${process.cwd()}|` });
    expect(readdirSync(folder).sort()).toEqual(['bin', 'cache']);
  });

  it('says what the kernel said where the machine ends before the command', async () => {
    pretend('echo "Kernel panic" >$job/console; exit 1');
    const { exitCode, stderr } = await run('in-emulated-machine.sh', ['true']);
    expect(exitCode).toBe(125);
    expect(stderr).toMatch(/the machine has ended before the command; its console:\nKernel panic$/);
    expect(readdirSync(folder).sort()).toEqual(['bin', 'cache']);
  });
});

describe('the part of the tests that runs in it', () => {
  it('is run where the machine is there, unless it is to be left out', () => {
    expect(whyNoEmulatedPart({ FMUTOOL_EMULATION: prefix })).toBe(`there is no machine in ${prefix}`);
    const inCache = path.join(folder, 'fmutool', 'emulation');
    expect(whyNoEmulatedPart({ XDG_CACHE_HOME: folder })).toBe(`there is no machine in ${inCache}`);
    pretend('');
    expect(whyNoEmulatedPart({ FMUTOOL_EMULATION: prefix })).toBeUndefined();
    const unwanted = { FMUTOOL_EMULATED: 'no', FMUTOOL_EMULATION: prefix };
    expect(whyNoEmulatedPart(unwanted)).toBe('left out by FMUTOOL_EMULATED=no');
  });
});

describe('scripts/setup-emulation.sh', () => {
  const noNetwork = { 'apt-get': 'exit 100', 'apt-cache': 'echo "  Depends: linux-image-6.1.0-1-amd64"' };

  it('asks no network where everything is there', async () => {
    pretend('');
    const { exitCode, stdout } = await run('setup-emulation.sh', [], { 'apt-get': 'exit 9' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `setup-emulation: everything is in ${prefix}` });
  });

  it('changes nothing with --dry-run', async () => {
    const { exitCode, stdout } = await run('setup-emulation.sh', ['--dry-run'], noNetwork);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('qemu-system-x86');
    expect(existsSync(prefix)).toBe(false);
  });

  it('leaves nothing behind when the packages cannot be had, and says what to try', async () => {
    const { exitCode, stderr } = await run('setup-emulation.sh', [], noNetwork);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('apt-get update');
    expect(readdirSync(path.dirname(prefix))).toEqual([]);
  });

  it('does not take an option that it does not know', async () => {
    expect((await run('setup-emulation.sh', ['--force'])).exitCode).toBe(2);
  });
});
