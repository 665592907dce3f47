// The binaries that are shipped are the ones that the manifest describes. That they come from these sources is what
// `npm run check:native` shows, where the recorded compilers are.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { platforms } from '../../scripts/native-presets.js';
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

  it('was made from the sources in native/', async () => {
    expect(manifest.sources, 'run `npm run build:native`').toBe(await sourcesHash());
  });
});
