/** Where an importer may have unpacked the FMU, and what it may have too little of. */
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Fixtures, LINUX, type Route, WINE, describeRoutes, onLinux } from './support/fixture.js';
import type { Importer } from './support/importer.js';
import { until, serversOf } from './support/processes.js';

const fixtures = new Fixtures();
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A copy of the patched FMU in a new folder of this name; the client in it. */
async function unpackedTo(name: string, route: Route): Promise<string> {
  const { patched } = await fixtures.patched('misbehaving', route);
  const top = mkdtempSync(path.join(tmpdir(), 'fmutool-place-'));
  folders.push(top);
  const folder = path.join(top, name);
  mkdirSync(path.dirname(folder), { recursive: true });
  cpSync(patched.folder, folder, { recursive: true });
  return path.join(folder, path.relative(patched.folder, patched.library(route.importer, 'coSimulation')));
}

async function expectToWork(importer: Importer): Promise<void> {
  const made = await importer.ask('new a');
  expect([made, ...importer.logs().filter(({ instance, status }) => instance === 'a' && status > 1)]).toEqual([
    'instance',
  ]);
  expect(await importer.all('init a', 'step a')).toBe('0');
  expect(await importer.ask('get a real 2')).toBe('0 0.125000');
  expect(await importer.ask('free a')).toBe('freed');
  await until(
    () => serversOf(importer.mark),
    (servers) => servers.length === 0,
  );
}

/** What `unshare` with these options and a script of the shell can do here; undefined: anything. */
function whyNotUnshared(options: readonly string[], script: string): string | undefined {
  const { status, stderr, error } = spawnSync('unshare', [...options, 'sh', '-c', script], { encoding: 'utf8' });
  return status === 0 ? undefined : `unshare ${options.join(' ')} is not permitted: ${error?.message ?? stderr.trim()}`;
}

describeRoutes([...LINUX, ...WINE], (route) => {
  it.each([
    ['blanks', 'a folder with  blanks'],
    ['umlauts', 'Grüße aus Köln'],
    ['Chinese and Japanese letters', '模型 モデル'],
    ['percent signs', '100%s %d %n%20'],
    [
      'what a shell or a command line would take apart',
      `it's "a$HOME;&|<>`.replace(/["<>|]/g, (c) => (onLinux(route) ? c : '')),
    ],
  ])('a path with %s', async (_what, name) => {
    const library = await unpackedTo(name, route);
    await expectToWork(await fixtures.importer('misbehaving', route, { library }));
  });

  it('a path with more than 260 characters', async () => {
    const library = await unpackedTo(path.join(...Array.from({ length: 6 }, (_, i) => `${i}`.repeat(60))), route);
    const importer = await fixtures.importer('misbehaving', route, { library });
    if ((await importer.ask('new z')) === 'null') {
      // CreateProcess of Wine 8 cuts the program's path there; the libraries may lie as deep as they like.
      expect(onLinux(route)).toBe(false);
      expect(importer.logs().map(({ text }) => text)).toEqual([expect.stringMatching(/cannot start .*server_sm/)]);
      const { patched } = await fixtures.patched('misbehaving', route);
      const server = path.join(patched.folder, 'binaries', route.computes, 'server_sm.exe');
      appendFileSync(library.replace(/\.dll$/, '.remoting'), `server=Z:${server}\n`);
    } else {
      await importer.ask('free z');
    }
    await expectToWork(importer);
  });
});

describeRoutes(LINUX, (route) => {
  it('a folder that is read-only', async () => {
    const library = await unpackedTo('fmu', route);
    const folder = path.dirname(library);
    for (const name of readdirSync(folder)) chmodSync(path.join(folder, name), 0o444);
    chmodSync(folder, 0o555);
    await expectToWork(await fixtures.importer('misbehaving', route, { library }));
    chmodSync(folder, 0o755);
  });

  it('a relative path, and another working directory afterwards', async () => {
    const library = await unpackedTo('fmu', route);
    const cwd = path.resolve(path.dirname(library), '..');
    const relative = path.join('.', path.relative(cwd, library));
    await expectToWork(await fixtures.importer('misbehaving', route, { library: relative, cwd, verbatim: true }));
  });

  it('a library behind a symbolic link of another name', async () => {
    const library = await unpackedTo('fmu', route);
    const link = path.join(path.resolve(library, '../../../..'), 'link.so');
    symlinkSync(library, link);
    await expectToWork(await fixtures.importer('misbehaving', route, { library: link }));
  });

  describe('mounts', () => {
    it('a server where nothing may be executed', async (context) => {
      const script = 'mount -t tmpfs -o noexec tmpfs /mnt';
      const missing = whyNotUnshared(['-m'], script);
      if (missing !== undefined) return context.skip(missing);
      const library = await unpackedTo('fmu', route);
      const { patched } = await fixtures.patched('misbehaving', route);
      const server = path.join(patched.folder, 'binaries', route.computes, 'server_sm');
      const settings = library.replace(/\.so$/, '.remoting');
      writeFileSync(settings, `format=1\ntransport=sm\nserver=/mnt/server_sm\nmodel=${modelBeside(library, route)}\n`);
      const before = [
        'unshare',
        '-m',
        'sh',
        '-c',
        `${script}; cp ${server} /mnt; chmod 755 /mnt/server_sm; exec "$@"`,
        'sh',
      ];
      await expectToWork(await fixtures.importer('misbehaving', route, { library, before }));
    });

    it('a model where nothing may be executed is told from a damaged one', async (context) => {
      const script = 'mount -t tmpfs -o noexec tmpfs /mnt';
      const missing = whyNotUnshared(['-m'], script);
      if (missing !== undefined) return context.skip(missing);
      const library = await unpackedTo('fmu', route);
      const model = modelBeside(library, route);
      const { patched } = await fixtures.patched('misbehaving', route);
      const server = path.join(patched.folder, 'binaries', route.computes, 'server_sm');
      const settings = library.replace(/\.so$/, '.remoting');
      writeFileSync(settings, `format=1\ntransport=sm\nserver=${server}\nmodel=/mnt/model.so\n`);
      const before = ['unshare', '-m', 'sh', '-c', `${script}; cp ${model} /mnt/model.so; exec "$@"`, 'sh'];
      const importer = await fixtures.importer('misbehaving', route, { library, before });
      expect(await importer.ask('new a')).toBe('null');
      expect(importer.logs().map(({ text }) => text)).toEqual([
        expect.stringMatching(/nothing may be executed in \/mnt, it is mounted noexec .*TMPDIR=/),
      ]);
    });

    it.for<readonly [string, string]>([
      ['full', 'mount -t tmpfs -o size=4k tmpfs /dev/shm; head -c 8192 /dev/zero > /dev/shm/filler 2> /dev/null; true'],
      ['absent', 'mount -t tmpfs tmpfs /dev; mknod -m 666 /dev/null c 1 3'],
    ])('/dev/shm is %s', async ([, script], context) => {
      const missing = whyNotUnshared(['-m'], script);
      if (missing !== undefined) return context.skip(missing);
      const before = ['unshare', '-m', 'sh', '-c', `${script}; exec "$@"`, 'sh'];
      await expectToWork(await fixtures.importer('misbehaving', route, { before }));
    });
  });

  describe('too little', () => {
    async function expectRefusal(importer: Importer, message: RegExp): Promise<void> {
      expect(await importer.ask('new b')).toBe('null');
      expect(importer.logs().filter(({ instance }) => instance === 'b')).toEqual([
        expect.objectContaining({ text: expect.stringMatching(message) as unknown }),
      ]);
      expect(importer.logs().at(-1)!.text).not.toContain('Success');
    }

    it.each([0, 1, 2, 3])('file descriptors: %i more than are open', async (more) => {
      const importer = await fixtures.importer('misbehaving', route);
      await importer.all('new a', 'init a');
      const open = Number(await importer.ask('handles'));
      expect(await importer.ask(`limit files ${open + more}`)).toBe('limited');
      await expectRefusal(importer, /cannot (make|start|read)/);
      expect(await importer.ask('handles')).toBe(String(open));
      expect(await importer.ask('step a')).toBe('0');
      expect(await importer.ask('free a')).toBe('freed');
    });

    it('memory for the segment', async () => {
      const importer = await fixtures.importer('misbehaving', route);
      await importer.all('new a', 'init a');
      expect(await importer.ask('limit memory 1')).toBe('limited');
      await expectRefusal(importer, /not enough memory|cannot make shared memory|out of memory|cannot (start|read)/);
      expect(await importer.ask('step a')).toBe('0');
      expect(await importer.ask('free a')).toBe('freed');
    });
  });
});

function modelBeside(library: string, route: Route): string {
  const real = path.join(path.dirname(library), `real-${path.basename(library)}`);
  return existsSync(real) ? real : path.join(path.dirname(library), '..', route.computes, path.basename(library));
}
