// `npm run check:fixtures`: builds the fixtures' libraries again and says whether fixtures/fmus is byte for byte what comes
// out. Changes nothing there. They are made with the compilers that prebuilt/manifest.json records; where one is missing
// or another the last line starts with "skipped: ". Exit status 1 when something differs.
import AdmZip from 'adm-zip';
import { readFile, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { build, NoCompiler, root, toolchain } from './native-presets.js';
import { readManifest } from './prebuilt.js';
import { findPlatform, platformFolder } from '../src/fmu/platforms.js';

const committed = path.join(root, 'fixtures', 'fmus');
const fresh = path.join(root, 'build', 'fixtures');

const reason = await whyNotComparable();
if (reason !== undefined) {
  console.log(`skipped: ${reason}`);
} else {
  await rm(fresh, { recursive: true, force: true });
  await execa('tsx', ['fixtures/pack.ts', fresh], {
    cwd: root,
    preferLocal: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const names = new Set([...(await readdir(committed)), ...(await readdir(fresh))]);
  for (const name of names) {
    const [old, now] = await Promise.all([read(path.join(committed, name)), read(path.join(fresh, name))]);
    if (old !== undefined && now !== undefined && old.equals(now)) continue;
    console.error(
      `fixtures/fmus/${name}: ${old && now ? 'a fresh build differs' : 'is not in both'} (npm run build:fixtures)`,
    );
    process.exitCode = 1;
  }
  console.log(`compared: ${[...names].join(', ')}`);
}

/** Builds all that the fixtures need; says what is in the way of comparing. */
async function whyNotComparable(): Promise<string | undefined> {
  const manifest = await readManifest();
  for (const platform of await fixturePlatforms()) {
    try {
      await build(platform);
    } catch (error) {
      if (!(error instanceof NoCompiler)) throw error;
      return error.message;
    }
    const { compiler, linker } = await toolchain(platform);
    const recorded = manifest.platforms[platform];
    if (compiler !== recorded?.compiler || linker !== recorded.linker) {
      return `${platform} was made with ${recorded?.compiler ?? 'nothing recorded'}, here is ${compiler} and ${linker}`;
    }
  }
  return undefined;
}

/** The platforms that the committed FMUs have libraries for. */
async function fixturePlatforms(): Promise<string[]> {
  const found = new Set<string>();
  for (const name of await readdir(committed)) {
    const entries = new AdmZip(path.join(committed, name)).getEntries();
    for (const { entryName } of entries) {
      const folder = /^binaries\/([^/]+)\//.exec(entryName)?.[1];
      const platform = folder === undefined ? undefined : findPlatform(folder);
      if (platform !== undefined) found.add(platformFolder(platform, 2));
    }
  }
  return [...found];
}

async function read(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch {
    return undefined;
  }
}
