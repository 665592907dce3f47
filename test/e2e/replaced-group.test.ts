// A file that is replaced by another user than its own: the rights of its group go to no other group.
import { chmodSync, chownSync, copyFileSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../repository/checkout.js';
import { workspace } from '../remoting/support/workspace.js';
import { fmutool } from './support/executable.js';

const NO_SERVER = 65534;
const GROUP = 54321; // the user is no member of it

const notRoot = process.getuid?.() === 0 ? '' : ' (skipped: only root can give files to others)';

describe.skipIf(notRoot !== '')(`a file of another user and group${notRoot}`, () => {
  it.each([
    [0o666, 0o606],
    [0o646, 0o606],
    [0o606, 0o606],
  ])('with the mode %o is replaced by one with %o', async (before, after) => {
    const folder = path.join(workspace(), 'shared');
    mkdirSync(folder);
    chmodSync(path.dirname(folder), 0o755);
    chmodSync(folder, 0o777);
    const file = path.join(folder, 'model.fmu');
    copyFileSync(path.join(root, 'fixtures', 'fmus', 'everything.fmu'), file);
    chownSync(file, 0, GROUP);
    chmodSync(file, before);
    const { status, stderr } = await fmutool(['add-remoting', 'linux64', file], { uid: NO_SERVER });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { uid, gid, mode } = statSync(file);
    expect({ uid, isGroup: gid === GROUP, mode: mode & 0o777 }).toEqual({
      uid: NO_SERVER,
      isGroup: false,
      mode: after,
    });
  });
});
