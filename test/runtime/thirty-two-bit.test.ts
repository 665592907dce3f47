// A kernel that refuses 32-bit programs is told from a machine that lacks their C library.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { findPlatform } from '../../src/fmu/platforms.js';
import { whyNotHere } from '../../src/runtime/host.js';
import { runs32BitPrograms, whyNo32BitProgram } from '../../src/runtime/thirty-two-bit.js';

/** A 32-bit program that every machine with the 32-bit C library has. */
const loader = '/lib/ld-linux.so.2';
const isLinux64 = process.platform === 'linux' && process.arch === 'x64';

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  vi.stubEnv('TMPDIR', folder);
  return folder;
}

describe.skipIf(!isLinux64)('whether the kernel runs 32-bit programs (on 64-bit Linux)', () => {
  it('is found out as an installed one shows it, and nothing is left behind', async (context) => {
    if (!existsSync(loader)) return context.skip(`${loader} is not installed`);
    const folder = temporaryFolder();
    expect(await runs32BitPrograms()).toBe(spawnSync(loader, ['--help'], { stdio: 'ignore' }).status === 0);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not known where nothing can be tried', async () => {
    vi.stubEnv('TMPDIR', '/nowhere');
    expect(await runs32BitPrograms()).toBeUndefined();
  });

  it('is not known where programs of the temporary folder may not be executed', (context) => {
    const unshare = (script: string) =>
      spawnSync('unshare', ['-m', 'sh', '-c', `mount -t tmpfs -o noexec tmpfs /mnt && ${script}`], {
        encoding: 'utf8',
        env: { ...process.env, TMPDIR: '/mnt' },
        timeout: 50_000,
      });
    if (unshare('true').status !== 0) return context.skip('mounts are not permitted here');
    const module = new URL('../../dist/runtime/thirty-two-bit.js', import.meta.url).href;
    const code = `import { runs32BitPrograms } from '${module}'; console.log(await runs32BitPrograms());`;
    expect(unshare(`exec '${process.execPath}' --input-type=module -e "${code}"`)).toMatchObject({
      status: 0,
      stdout: 'undefined\n',
    });
  });

  it('decides what is said of a linux32 model', async () => {
    const why = await whyNotHere(findPlatform('linux32')!);
    const runs = await runs32BitPrograms();
    if (runs === false) expect(why).toBe('this kernel runs no 32-bit programs');
    else if (runs === true && existsSync(loader)) expect(why).toBeUndefined();
    else expect(why).toContain('libc6:i386');
  });
});

describe('what does not start', () => {
  it('is refused by the kernel, and then no package is recommended', () => {
    expect(whyNo32BitProgram('it does not start', false)).toBe('this kernel runs no 32-bit programs');
  });

  it('lacks its loader, and then the package is named', () => {
    expect(whyNo32BitProgram('it does not start', true)).toBe(
      'it does not start (install the 32-bit C library, on Debian the package libc6:i386)',
    );
  });

  it('may be either where nothing could be tried', () => {
    expect(whyNo32BitProgram('it does not start', undefined)).toBe(
      'it does not start (install the 32-bit C library, on Debian the package libc6:i386, if the kernel runs 32-bit programs)',
    );
  });
});
