// The binaries that are shipped are the ones that the manifest describes. That they come from these sources is what
// `npm run check:native` shows, where the recorded compilers are.
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { platforms } from '../../scripts/native-presets.js';
import { findPlatform } from '../../src/fmu/platforms.js';
import { Prebuilt } from '../../src/prebuilt/prebuilt.js';
import { fileNames, prebuiltFolder, readManifest, sourcesHash } from '../../scripts/prebuilt.js';

describe('prebuilt/', async () => {
  const manifest = await readManifest();

  it('has every platform that can be built, and no other', async () => {
    const wanted = [...(await platforms())].sort();
    expect(Object.keys(manifest.platforms).sort()).toEqual(wanted);
    expect(readdirSync(prebuiltFolder).sort()).toEqual([...wanted, 'manifest.json'].sort());
  });

  it.each(Object.keys(manifest.platforms))('%s holds what the manifest says', (platform) => {
    const entry = manifest.platforms[platform];
    expect(readdirSync(path.join(prebuiltFolder, platform)).sort()).toEqual(fileNames(platform).sort());
    for (const name of fileNames(platform)) {
      const file = path.join(prebuiltFolder, platform, name);
      const content = readFileSync(file);
      const sha256 = createHash('sha256').update(content).digest('hex');
      expect(entry?.files[name], name).toEqual({ size: content.length, sha256 });
      if (name === 'server_sm') expect(statSync(file).mode & 0o111, 'is executable').toBe(0o111);
    }
  });

  it.each(Object.keys(manifest.platforms))('%s holds no symbols that only a debugger needs', (platform) => {
    for (const name of fileNames(platform)) {
      const content = readFileSync(path.join(prebuiltFolder, platform, name));
      if (content.subarray(0, 2).toString('latin1') === 'MZ') {
        const header = content.readUInt32LE(0x3c);
        expect(content.readUInt32LE(header + 16), `symbols in ${name}`).toBe(0);
      } else {
        expect(content.includes('.symtab'), `a symbol table in ${name}`).toBe(false);
      }
    }
  });

  it('is what is put into FMUs: a binary that the manifest does not describe is refused', () => {
    const win32 = findPlatform('win32');
    if (win32 === undefined) throw new Error('win32 is no platform');
    const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-prebuilt-'));
    try {
      cpSync(prebuiltFolder, folder, { recursive: true });
      expect(new Prebuilt(folder).server(win32)).toEqual(readFileSync(path.join(folder, 'win32', 'server_sm.exe')));
      appendFileSync(path.join(folder, 'win32', 'server_sm.exe'), 'x');
      expect(() => new Prebuilt(folder).server(win32)).toThrow(/manifest/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('was made from the sources in native/', async () => {
    expect(manifest.sources, 'run `npm run build:native`').toBe(await sourcesHash());
  });
});
