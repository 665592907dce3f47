// `npm run format:native`: lays out the C and C++ sources, or with --check says which are not laid out. The rules are in
// .clang-format. Versions of clang-format differ in what they make of the same rules, so only the one of Debian 12
// counts; where another or none is installed the last line starts with "skipped: ".
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { root } from './native-presets.js';

const wantedMajor = '14';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const major = await installedMajor();
if (major !== wantedMajor) {
  console.log(`skipped: clang-format ${wantedMajor} is needed, here is ${major ?? 'none'}`);
} else {
  const files = (await Promise.all(['native', 'fixtures', 'bench'].map(sources))).flat();
  const mode = values.check ? ['--dry-run', '-Werror'] : ['-i'];
  const { failed } = await execa('clang-format', [...mode, ...files], { cwd: root, stdio: 'inherit', reject: false });
  if (failed) process.exitCode = 1;
  else console.log(`${values.check ? 'checked' : 'formatted'}: ${files.length} files`);
}

async function installedMajor(): Promise<string | undefined> {
  try {
    const { stdout } = await execa('clang-format', ['--version']);
    return /version (\d+)\./.exec(stdout)?.[1];
  } catch {
    return undefined;
  }
}

async function sources(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(c|cpp|h|hpp|inc)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}
