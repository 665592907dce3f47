// What models do to the folder that they are unpacked into, and to the shell that removes it: nothing stays, or it is said.
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { whyNotRunnable } from '../native/wine.js';
import { workspace } from '../remoting/support/workspace.js';
import { executable, fmutool } from './support/executable.js';
import { FMI2_STUB, fmuOf } from './support/tiny-model.js';

const why = whyNotRunnable('linux64') ?? (existsSync('/usr/bin/gcc') ? undefined : 'there is no gcc');
// Nothing is closed to root, so root runs these as another user.
const uid = process.getuid?.() === 0 ? 65534 : undefined;
const reachable =
  uid === undefined || spawnSync(process.execPath, [executable, '--version'], { uid, cwd: '/' }).status === 0;
const other = why ?? (reachable ? undefined : 'another user may not read this folder');
const because = (reason: string | undefined): string => (reason === undefined ? '' : ` (skipped: ${reason})`);

/** A model that does `action` in its folder of resources when its first value is asked for. */
const model = (action: string): string => `
  #define _GNU_SOURCE
  #include <dirent.h>
  #include <dlfcn.h>
  #include <fcntl.h>
  #include <signal.h>
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <sys/mount.h>
  #include <sys/stat.h>
  #include <unistd.h>
  ${FMI2_STUB}
  static void act(void) { ${action} }
  static double value(unsigned reference) {
    static int done;
    Dl_info info;
    char folder[4096];
    if (!done++ && dladdr((void *)act, &info)) {
      snprintf(folder, sizeof folder, "%s", info.dli_fname);
      strcpy(strrchr(folder, '/'), "/../../resources");
      if (chdir(folder) == 0)
        act();
    }
    return 1;
  }`;

/** Sends a signal to the shell that removes the folder of this model. */
const signalRemover = (signal: string): string => `
  char own[4096], path[300], text[4096];
  getcwd(own, sizeof own);
  *strstr(own, "/resources") = 0;
  DIR *processes = opendir("/proc");
  for (struct dirent *each; (each = readdir(processes));) {
    snprintf(path, sizeof path, "/proc/%s/cmdline", each->d_name);
    int file = open(path, O_RDONLY);
    long size = file < 0 ? 0 : read(file, text, sizeof text - 1);
    if (file >= 0)
      close(file);
    for (long at = 0; at < size; at++)
      if (text[at] == 0)
        text[at] = ' ';
    text[size < 0 ? 0 : size] = 0;
    if (strstr(text, "fmutool-remover") && strstr(text, own))
      kill(atoi(each->d_name), ${signal});
  }
  closedir(processes);`;

const deep = `for (int depth = 0; depth < 700 && mkdir("folder", 0700) == 0 && chdir("folder") == 0; depth++) {}`;
const closed = `
  mkdir("closed", 0700); close(creat("closed/file", 0)); chmod("closed", 0);
  mkdir("read-only", 0700); mkdir("read-only/inner", 0700); close(creat("read-only/inner/file", 0400));
  chmod("read-only/inner", 0555); chmod("read-only", 0555);`;

/** Runs the model with a temporary folder of its own and gives what it prints and leaves. */
async function run(action: string, user?: number) {
  const folder = workspace();
  const file = await fmuOf(model(action));
  chmodSync(folder, 0o777);
  chmodSync(path.dirname(file), 0o755);
  const args = ['simulate', file, '--quiet', '-o', '-'];
  const result = await fmutool(args, { env: { TMPDIR: folder, PATH: process.env['PATH'] ?? '' }, uid: user });
  return { ...result, folder, left: readdirSync(folder) };
}

describe.skipIf(why !== undefined)(`a folder of a model${because(why)}`, { timeout: 120_000 }, () => {
  it.each([
    ['is as deep as no path is', deep],
    ['has its remover stopped', signalRemover('SIGSTOP')],
    ['has its remover killed', signalRemover('SIGKILL')],
    ['is as deep as no path is and has its remover killed', `${signalRemover('SIGKILL')} ${deep}`],
  ])('is removed though it %s', async (_what, action) => {
    expect(await run(action)).toMatchObject({ status: 0, stderr: '', left: [] });
  });

  it.skipIf(other !== undefined).each([
    ['has folders without rights', closed],
    ['has folders without rights and its remover killed', `${signalRemover('SIGKILL')} ${closed}`],
  ])(`is removed though it %s${because(other)}`, async (_what, action) => {
    expect(await run(action, uid)).toMatchObject({ status: 0, stderr: '', left: [] });
  });

  it('is named where it cannot be removed (mounts a disk in it, which needs root)', async (context) => {
    const disk = workspace();
    if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', disk]).status !== 0) context.skip('mounting a disk needs root');
    spawnSync('umount', [disk]);
    const file = await fmuOf(model('mkdir("disk", 0700); mount("tmpfs", "disk", "tmpfs", 0, "");'));
    const folder = workspace();
    const env = { TMPDIR: folder, PATH: process.env['PATH'] ?? '' };
    const { status, stderr } = await fmutool(['simulate', file], { env });
    const [left = ''] = readdirSync(folder);
    spawnSync('umount', [path.join(folder, left, 'resources', 'disk')]);
    expect(stderr).toBe(
      `fmutool: warning: the temporary folder ${path.join(folder, left)} cannot be removed; remove it by hand\n`,
    );
    expect(status).toBe(0);
    // The next run tries again.
    expect(await fmutool(['simulate', fixture(), '--quiet'], { env })).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  });
});

const fixture = (): string => path.join(path.dirname(executable), '..', 'fixtures', 'fmus', 'everything.fmu');
