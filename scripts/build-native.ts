// `npm run build:native`: builds the native code for all platforms and puts the result into prebuilt/.
// With --build-only everything is built into build/native/ and prebuilt/ stays as it is.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build, platforms, toolchain } from './native-presets.js';
import { collect, manifestFile, prebuiltFolder, sourcesHash, type PlatformEntry } from './prebuilt.js';

const { values } = parseArgs({ options: { 'build-only': { type: 'boolean', default: false } } });

const entries: Record<string, PlatformEntry> = {};
for (const platform of await platforms()) {
  await build(platform);
  if (values['build-only']) continue;
  entries[platform] = await collect(platform, await toolchain(platform), path.join(prebuiltFolder, platform));
}
if (!values['build-only']) {
  const manifest = { sources: await sourcesHash(), platforms: entries };
  await writeFile(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
}
