// `npm run build:native`: builds client and server for all platforms and puts them into prebuilt/.
// With --build-only all native code is built, into build/native/, and prebuilt/ stays as it is; a platform without a
// compiler on this machine is left out then, and the last line starts with "skipped: ".
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, NoCompiler, platforms, toolchain } from './native-presets.js';
import { collect, manifestFile, prebuiltFolder, sourcesHash, targets, type PlatformEntry } from './prebuilt.js';

const { values } = parseArgs({ options: { 'build-only': { type: 'boolean', default: false } } });

if (values['build-only']) {
  const skipped: string[] = [];
  for (const platform of await platforms()) {
    try {
      await build(platform);
    } catch (error) {
      if (!(error instanceof NoCompiler)) throw error;
      skipped.push(error.message);
    }
  }
  if (skipped.length > 0) console.log(`skipped: ${skipped.join('; ')}`);
} else {
  const entries: Record<string, PlatformEntry> = {};
  for (const platform of await platforms()) {
    await build(platform, targets);
    entries[platform] = await collect(platform, await toolchain(platform), path.join(prebuiltFolder, platform));
  }
  const manifest = { sources: await sourcesHash(), platforms: entries };
  await writeFile(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
}
