// `npm run check:native`: builds client and server again and says whether prebuilt/ is byte for byte what comes out.
// Changes nothing in prebuilt/. A platform whose compiler or linker is missing or not the recorded one is not compared;
// the last line starts with "skipped: " then. Exit status 1 when something differs.
import path from 'node:path';
import { build, NoCompiler, platforms, root, toolchain } from './native-presets.js';
import { collect, describe, fileNames, prebuiltFolder, readManifest, sourcesHash, targets } from './prebuilt.js';

const manifest = await readManifest();
const problems: string[] = [];
const skipped: string[] = [];

if (manifest.sources !== (await sourcesHash())) {
  problems.push('prebuilt/manifest.json: made from other sources than those in native/ (npm run build:native)');
}
const built = await platforms();
for (const platform of Object.keys(manifest.platforms)) {
  if (!built.includes(platform)) problems.push(`prebuilt/${platform}: there is no preset that makes it`);
}
for (const platform of built) problems.push(...(await compare(platform)));

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
console.log(skipped.length > 0 ? `skipped: ${skipped.join('; ')}` : `compared: ${built.join(', ')}`);

async function compare(platform: string): Promise<string[]> {
  const recorded = manifest.platforms[platform];
  if (recorded === undefined) return [`prebuilt/${platform}: not in the manifest (npm run build:native)`];
  try {
    await build(platform, targets);
  } catch (error) {
    if (!(error instanceof NoCompiler)) throw error;
    skipped.push(error.message);
    return [];
  }
  const tools = await toolchain(platform);
  if (tools.compiler !== recorded.compiler || tools.linker !== recorded.linker) {
    skipped.push(`${platform} was made with ${recorded.compiler} and ${recorded.linker}, here is another`);
    return [];
  }
  const fresh = await collect(platform, tools, path.join(root, 'build', 'prebuilt', platform));
  const differences: string[] = [];
  for (const name of fileNames(platform)) {
    const file = path.join(prebuiltFolder, platform, name);
    const { sha256 } = await describe(file);
    if (sha256 !== recorded.files[name]?.sha256)
      differences.push(`${path.relative(root, file)}: not as in the manifest`);
    if (sha256 !== fresh.files[name]?.sha256) differences.push(`${path.relative(root, file)}: a fresh build differs`);
  }
  return differences;
}
