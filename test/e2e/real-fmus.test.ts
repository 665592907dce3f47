// FMUs that other tools have made: everything that was in them is in the patched ones, and comes back.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readZip, type ReadEntry } from '../remoting/support/read-zip.js';
import { workspace } from '../remoting/support/workspace.js';
import { fmutool, noRealFmus, realFmus } from './support/executable.js';

const files = existsSync(realFmus) ? readdirSync(realFmus).filter((name) => name.endsWith('.fmu')) : [];
const ways = [['--add-remoting-win32'], ['--add-remoting-win64'], ['--add-remoting-win32', '--add-remoting-win64']];
const cases = files.flatMap((file) => ways.map((flags): [string, string[]] => [file, flags]));

/** Compressed bytes and header of an entry, whatever its name. */
function fingerprint({ packed, header }: ReadEntry): string {
  return createHash('sha256').update(header).update(packed).digest('hex');
}

describe.skipIf(noRealFmus !== '')(`real FMUs ${noRealFmus}`, () => {
  it.each(cases)('%s with %j: added, added again, taken out', async (name, flags) => {
    const file = path.join(workspace(), name);
    copyFileSync(path.join(realFmus, name), file);
    const original = readFileSync(file);
    expect(await fmutool([...flags, '--quiet', file])).toEqual({ status: 0, stdout: '', stderr: '' });
    const patched = readFileSync(file);
    const now = new Set(readZip(patched).map(fingerprint));
    for (const entry of readZip(original)) {
      expect(now.has(fingerprint(entry)), `${entry.name} is in it as it was`).toBe(true);
    }
    const again = await fmutool([...flags, file]);
    expect(again.stdout).toMatch(/there already/);
    expect(readFileSync(file).equals(patched)).toBe(true);
    expect((await fmutool(['remove-remoting', file])).status).toBe(0);
    const back = readFileSync(file);
    expect(back.equals(original), 'the archive is the same, byte for byte').toBe(true);
  });
});
