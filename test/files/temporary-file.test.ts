// What ended programs leave behind is cleared by the next one, and nothing else is.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeStaleFolders, temporaryFolderPrefix } from '../../src/files/temporary-file.js';
import { put, workspace } from '../remoting/support/workspace.js';

const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
// Higher than any process number that Linux gives out.
const ended = 4_194_999;

describe('temporary folders', () => {
  it('of ended processes are removed with all that is in them', async () => {
    const folder = workspace();
    put(folder, `fmutool-model-${machine}-${ended}-aB3_x9/binaries/linux64/model.so`, 'x');
    put(folder, `fmutool-smoke-${machine}-${ended}-000000/a`, 'x');
    await removeStaleFolders(folder);
    expect(readdirSync(folder).sort()).toEqual([]);
  });

  it('are left alone if they may be in use or are not known', async () => {
    const folder = workspace();
    const own = path.basename(mkdtempSync(temporaryFolderPrefix(folder, 'model')));
    const kept = [
      own,
      `fmutool-model-00000000-${ended}-aB3_x9`,
      `fmutool-model-${machine}-${ended}`,
      `my-fmutool-model-${machine}-${ended}-aB3_x9`,
    ];
    for (const name of kept) put(folder, `${name}/a`, 'x');
    await removeStaleFolders(folder);
    expect(readdirSync(folder).sort()).toEqual(kept.sort());
  });

  it('are not looked for behind links', async () => {
    const folder = workspace();
    const precious = put(workspace(), 'precious', 'x');
    symlinkSync(path.dirname(precious), path.join(folder, `fmutool-model-${machine}-${ended}-aB3_x9`));
    await removeStaleFolders(folder);
    expect(existsSync(precious)).toBe(true);
  });

  it('need not be there', async () => {
    await expect(removeStaleFolders(path.join(workspace(), 'no', 'such'))).resolves.toBeUndefined();
  });
});
