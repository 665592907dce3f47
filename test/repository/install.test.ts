// All the ways in which people get fmutool onto a machine give one that runs, with what it needs and no more.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { copyFiles, isCheckout, root } from './checkout.js';
import { modelForReadme } from './model.js';
import { npm, run } from './programs.js';

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };

// npm installs some 200 packages, and other tests run beside it.
vi.setConfig({ testTimeout: 300_000 });

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-install-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A new folder, empty but for a package.json: npm would otherwise look for a project in the folders above. */
function consumer(): string {
  const place = path.join(folder, 'consumer');
  mkdirSync(place);
  writeFileSync(path.join(place, 'package.json'), '{ "private": true, "type": "module" }\n');
  return place;
}

/** Packs what is built here; without scripts, because other tests use dist/ at the same time. */
async function pack(): Promise<{ tarball: string; files: string[] }> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [packed] = JSON.parse(await run('npm', args, { cwd: root })) as {
    filename: string;
    files: { path: string }[];
  }[];
  if (packed === undefined) throw new Error('npm packed nothing');
  return { tarball: path.join(folder, packed.filename), files: packed.files.map((file) => file.path) };
}

describe('the package', () => {
  it('holds what a user needs and nothing else', async () => {
    const { files } = await pack();
    const allowed = /^(?:(?:bin|dist|prebuilt)\/|(?:README\.md|CHANGELOG\.md|LICENSE|package\.json)$)/;
    expect(files.filter((file) => !allowed.test(file))).toEqual([]);
    for (const file of ['bin/fmutool.js', 'dist/index.js', 'dist/index.d.ts', 'prebuilt/manifest.json', 'LICENSE']) {
      expect(files).toContain(file);
    }
    for (const platform of ['win32', 'win64']) {
      expect(files).toContain(`prebuilt/${platform}/client_sm_fmi2.dll`);
      expect(files).toContain(`prebuilt/${platform}/server_sm.exe`);
    }
  });

  it('runs the main job where it is installed', async (context) => {
    const { tarball } = await pack();
    const cwd = consumer();
    await npm(context, ['install', tarball], { cwd });
    const fmutool = path.join(cwd, 'node_modules', '.bin', 'fmutool');
    expect(await run(fmutool, ['--version'], { cwd })).toBe(version);

    writeFileSync(path.join(cwd, 'model.fmu'), modelForReadme());
    await run(fmutool, ['--add-remoting-win32', 'model.fmu'], { cwd });
    const [info] = JSON.parse(await run(fmutool, ['info', '--json', 'model.fmu'], { cwd })) as Info[];
    const remoted = info?.platforms.filter(({ remoting }) => remoting !== null).map(({ platform }) => platform);
    expect(remoted).toEqual(['win32']);
  });

  it('gives its types to a TypeScript program', async (context) => {
    const { tarball } = await pack();
    const cwd = consumer();
    await npm(context, ['install', tarball], { cwd });
    writeFileSync(path.join(cwd, 'example.ts'), libraryExample());
    const compilerOptions = {
      module: 'NodeNext',
      target: 'ES2023',
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      types: ['node'],
      typeRoots: [path.join(root, 'node_modules', '@types')],
    };
    writeFileSync(path.join(cwd, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['example.ts'] }));
    const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    await expect(run(process.execPath, [tsc, '-p', cwd], { cwd })).resolves.toBe('');
  });
});

describe.skipIf(!isCheckout)('a git repository (needs a git checkout)', () => {
  let repository: string;

  beforeEach(async () => {
    repository = path.join(folder, 'repository');
    mkdirSync(repository);
    copyFiles(repository);
    const git = (...args: string[]): Promise<string> => run('git', args, { cwd: repository });
    await git('init', '--quiet');
    await git('add', '--all');
    await git('-c', 'user.name=test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message=all');
  });

  it('can be a dependency', async (context) => {
    const cwd = consumer();
    await npm(context, ['install', `git+${pathToFileURL(repository).href}`], { cwd });
    expect(await run(path.join(cwd, 'node_modules', '.bin', 'fmutool'), ['--version'], { cwd })).toBe(version);
    expect(existsSync(path.join(cwd, 'node_modules', 'fmutool', 'src'))).toBe(false);
  });

  // These are the arguments and the environment with which pre-commit 4 installs a hook of `language: node`.
  it('can be installed as pre-commit does it', async (context) => {
    const prefix = path.join(folder, 'prefix');
    mkdirSync(path.join(prefix, 'lib'), { recursive: true });
    const source = `git+${pathToFileURL(repository).href}`;
    const env = { NPM_CONFIG_PREFIX: prefix, npm_config_prefix: prefix };
    await npm(context, ['install', '--allow-git=root', '--install-links', '-g', source], { cwd: repository, env });
    expect(await run(path.join(prefix, 'bin', 'fmutool'), ['--version'], { cwd: folder })).toBe(version);
  });

  it('has a pre-commit hook whose command passes on an FMU and fails on something else', async () => {
    const hooks = readFileSync(path.join(root, '.pre-commit-hooks.yaml'), 'utf8');
    const [, ...command] = (/^ {2}entry: (.+)$/m.exec(hooks)?.[1] ?? '').split(' ');
    const executable = path.join(root, 'bin', 'fmutool.js');
    const good = path.join(folder, 'good.fmu');
    writeFileSync(good, modelForReadme());
    await run(process.execPath, [executable, ...command, good], { cwd: folder });
    const bad = path.join(folder, 'bad.fmu');
    writeFileSync(bad, 'not an archive');
    await expect(run(process.execPath, [executable, ...command, good, bad], { cwd: folder })).rejects.toThrow(
      'bad.fmu',
    );
  });
});

interface Info {
  readonly platforms: readonly { readonly platform: string; readonly remoting: unknown }[];
}

/** The program in the README that uses the library. */
function libraryExample(): string {
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
  const example = /^```ts\n([\s\S]*?)^```$/m.exec(readme)?.[1];
  if (example === undefined) throw new Error('README.md has no example in TypeScript');
  return example;
}
