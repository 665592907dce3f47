// `npm run build:native`: builds client and server for all platforms and puts them into prebuilt/.
// With --build-only all native code is built, into build/native/, and prebuilt/ stays as it is.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, platforms, toolchain } from './native-presets.js';
import { collect, manifestFile, prebuiltFolder, sourcesHash, targets, type PlatformEntry } from './prebuilt.js';

const { values } = parseArgs({ options: { 'build-only': { type: 'boolean', default: false } } });

const entries: Record<string, PlatformEntry> = {};
for (const platform of await platforms()) {
  await build(platform, values['build-only'] ? [] : targets);
  if (values['build-only']) continue;
  entries[platform] = await collect(platform, await toolchain(platform), path.join(prebuiltFolder, platform));
}
if (!values['build-only']) {
  const manifest = { sources: await sourcesHash(), platforms: entries };
  await writeFile(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
}
