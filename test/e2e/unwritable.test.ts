// Where nothing can be written, or no more: it is said in one line, and the FMU is as it was.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listing, put, workspace } from '../remoting/support/workspace.js';
import { executable, fmutool } from './support/executable.js';
import { addWin32, expectRefusal, whole, withEntry } from './support/refusal.js';

/** A disk of that size, as mount has it, for the tests of a group; not mounted: that needs root. */
function mountDisk(size: string): { readonly folder: string; readonly mounted: boolean } {
  const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-test-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status === 0;
  afterAll(() => {
    if (mounted) spawnSync('umount', [folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  return { folder, mounted };
}

describe('a full disk', () => {
  const { folder, mounted } = mountDisk('256k');

  it.skipIf(!mounted)(
    `leaves the FMU as it was${mounted ? '' : ' (skipped: mounting a small disk needs root)'}`,
    async () => {
      await expectRefusal(
        { bytes: withEntry({ name: 'x', data: Buffer.alloc(150_000), method: 'store' }), says: /the disk is full/ },
        folder,
      );
    },
  );
});

describe('a disk that gets full', () => {
  const { folder, mounted } = mountDisk('4k');

  it.skipIf(!mounted)(
    `does not cut a report short unnoticed${mounted ? '' : ' (skipped: mounting a small disk needs root)'}`,
    () => {
      const file = put(workspace(), 'model.fmu', whole);
      const report = openSync(path.join(folder, 'report.json'), 'w');
      const names = Array.from({ length: 10 }, () => file);
      const run = spawnSync(process.execPath, [executable, 'info', '--json', ...names], {
        stdio: ['ignore', report, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(report);
      expect(run.stderr).toMatch(/^fmutool: the output cannot be written: the disk is full [^\n]*\n$/);
      expect(run.status).toBe(2);
    },
  );
});

describe('a file system that is read-only', () => {
  const { folder, mounted } = mountDisk('1m');

  it.skipIf(!mounted)(`is named${mounted ? '' : ' (skipped: mounting a disk needs root)'}`, async () => {
    const prepare = (): void => void spawnSync('mount', ['-o', 'remount,ro', folder]);
    await expectRefusal({ prepare, says: /read-only/ }, folder);
  });
});

describe('a user without the right to write', () => {
  // To root nothing is read-only, so root runs these as another user.
  const uid = process.getuid?.() === 0 ? 65534 : undefined;
  const reachable =
    uid === undefined || spawnSync(process.execPath, [executable, '--version'], { uid, cwd: '/' }).status === 0;
  const why = reachable ? '' : ' (skipped: another user may not read this folder)';

  async function expectNoRight(readOnly: (folder: string) => string, says: RegExp): Promise<void> {
    const folder = workspace();
    const file = put(folder, 'model.fmu', whole);
    if (uid !== undefined) for (const each of [folder, file]) chownSync(each, uid, uid);
    chmodSync(readOnly(folder), 0o555);
    const { status, stdout, stderr } = await fmutool(addWin32, { cwd: folder, uid });
    chmodSync(folder, 0o755);
    expect(stderr).toMatch(/^fmutool: model\.fmu: [^\n]+\n$/);
    expect(stderr).toMatch(says);
    expect([status, stdout]).toEqual([2, '']);
    expect(readFileSync(file).equals(whole)).toBe(true);
    expect(listing(folder)).toEqual(['model.fmu']);
  }

  it.skipIf(!reachable)(`keeps a read-only FMU${why}`, async () => {
    await expectNoRight((folder) => path.join(folder, 'model.fmu'), /read-only/);
  });

  it.skipIf(!reachable)(`keeps an FMU in a read-only folder${why}`, async () => {
    await expectNoRight((folder) => folder, /no permission/);
  });

  it.skipIf(!reachable)(`is told of an FMU that may not be read${why}`, async () => {
    const folder = workspace();
    const file = put(folder, 'model.fmu', whole);
    if (uid !== undefined) chownSync(folder, uid, uid);
    chmodSync(file, 0o200);
    const { status, stderr } = await fmutool(['info', 'model.fmu'], { cwd: folder, uid });
    expect([status, stderr]).toEqual([2, expect.stringMatching(/^fmutool: model\.fmu: may not be read[^\n]*\n$/)]);
  });
});

describe('a limit on the size of files', () => {
  it('leaves the FMU as it was', () => {
    const folder = workspace();
    const file = put(folder, 'model.fmu', withEntry({ name: 'x', data: Buffer.alloc(400_000), method: 'store' }));
    const before = readFileSync(file);
    const script = `trap '' XFSZ; ulimit -f 300; exec "$0" "$@"`;
    const run = spawnSync('bash', ['-c', script, process.execPath, executable, 'add-remoting', 'win32', file], {
      encoding: 'utf8',
    });
    expect(run.stderr).toMatch(/^fmutool: [^\n]*bigger than[^\n]*\n$/);
    expect(run.status).toBe(2);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(listing(folder)).toEqual(['model.fmu']);
  });
});

describe('an output that cannot be written', () => {
  it('is told where it is open for reading only', () => {
    const file = openSync(put(workspace(), 'read', 'x'), 'r');
    const run = spawnSync(process.execPath, [executable, '--version'], {
      stdio: ['ignore', file, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(file);
    expect(run.stderr).toBe('fmutool: the output cannot be written: EBADF (check where it goes)\n');
    expect(run.status).toBe(2);
  });

  it.each([['info', 'model.fmu'], ['info', '--json', 'model.fmu'], ['--version'], ['--help'], addWin32])(
    'is not a bug: %s %s',
    (...args) => {
      const folder = workspace();
      put(folder, 'model.fmu', whole);
      const full = openSync('/dev/full', 'w');
      const run = spawnSync(process.execPath, [executable, ...args], {
        cwd: folder,
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      });
      closeSync(full);
      expect(run.stderr).toMatch(/^fmutool: the output cannot be written: the disk is full [^\n]*\n$/);
      expect(run.status).toBe(2);
      expect(listing(folder)).toEqual(['model.fmu']);
    },
  );
});
