/** Something of the unpacked FMU is missing or wrong: no instance, and one line that says what. */
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Importer } from './support/importer.js';
import { Fixtures, LINUX, WINE, describeRoutes, onLinux } from './support/fixture.js';

const fixtures = new Fixtures();
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The files of an isolated FMU's folder, by what they are. */
interface Files {
  readonly model: string;
  readonly server: string;
  readonly settings: string;
}

/** What is done to them, and what the line says. */
const damages: readonly [string, (files: Files) => void, RegExp][] = [
  ["the model's library is missing", ({ model }) => rmSync(model), /the model's library .* is missing/],
  ["the model's library is empty", ({ model }) => writeFileSync(model, ''), /Cannot load the model's library/],
  [
    "the model's library is text",
    ({ model }) => writeFileSync(model, 'text\n'.repeat(1000)),
    /Cannot load the model's/,
  ],
  [
    "the model's library is a folder",
    ({ model }) => {
      rmSync(model);
      mkdirSync(model);
    },
    /the model's library .* (is missing|Is a directory)/,
  ],
  ['the server is missing', ({ server }) => rmSync(server), /the server executable .* is missing/],
  [
    'the server is empty',
    ({ server }) => writeFileSync(server, ''),
    /cannot start .*server_sm(\.exe)?: .* \(it is damaged/,
  ],
  ['the server is text', ({ server }) => writeFileSync(server, 'text\n'.repeat(1000)), /cannot start .*server_sm/],
  [
    'the server is a folder',
    ({ server }) => {
      rmSync(server);
      mkdirSync(server);
    },
    /the server executable .* is missing|cannot start .*server_sm: Permission denied/,
  ],
  ['the settings are missing', ({ settings }) => rmSync(settings), /cannot read .*\.remoting/],
  ['the settings are empty', ({ settings }) => writeFileSync(settings, ''), /is not of format 1/],
  ['the settings are garbage', ({ settings }) => writeFileSync(settings, Buffer.alloc(5000, 0xff)), /not of format 1/],
  ['the settings are of another format', ({ settings }) => writeFileSync(settings, 'format=2\n'), /not of format 1/],
  [
    'the settings name another transport',
    ({ settings }) => writeFileSync(settings, 'format=1\ntransport=pigeon\n'),
    /asks for a transport/,
  ],
  [
    'the settings name no model',
    ({ settings }) => writeFileSync(settings, 'format=1\ntransport=sm\nserver=x\n'),
    /does not name the model/,
  ],
];

async function expectRefusal(importer: Importer, message: RegExp): Promise<void> {
  expect(await importer.ask('new a')).toBe('null');
  expect(importer.logs().map(({ text }) => text)).toEqual([expect.stringMatching(message)]);
  expect(importer.logs()[0]!.text, 'one line').not.toContain('\\n');
  expect(importer.errors).toBe('');
  expect(await importer.close()).toBe(0);
  await importer.untilNothingIsLeft();
}

describeRoutes(
  [...LINUX, ...WINE].filter(({ importer, computes }) => importer === computes),
  (route) => {
    /** A copy of the folder that may be damaged, and the client in it. */
    async function copied(): Promise<Files & { readonly client: string }> {
      const { library } = await fixtures.request('misbehaving', route);
      const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-damaged-'));
      folders.push(folder);
      cpSync(path.dirname(library), folder, { recursive: true });
      const [server] = readdirSync(folder).filter((name) => name.startsWith('server_sm'));
      const at = (name: string) => path.join(folder, name);
      const client = at(path.basename(library));
      return {
        client,
        model: at(`real-${path.basename(library)}`),
        server: at(server!),
        settings: client.replace(/\.(so|dll)$/, '.remoting'),
      };
    }

    it.each(damages)('%s', async (_what, damage, message) => {
      const files = await copied();
      damage(files);
      const importer = await fixtures.importer('misbehaving', route, { library: files.client });
      await expectRefusal(importer, message);
    });

    it("the model's library is for another processor", async () => {
      const other = {
        linux64: 'win64',
        win64: 'win32',
        win32: 'win64',
        linux32: 'win32',
        'aarch64-linux': 'win32',
      } as const;
      const platform = other[route.importer];
      const { original } = await fixtures.patched('misbehaving', { importer: platform, computes: platform });
      const files = await copied();
      copyFileSync(original.library(platform, 'coSimulation'), files.model);
      const importer = await fixtures.importer('misbehaving', route, { library: files.client });
      await expectRefusal(importer, onLinux(route) ? /Cannot load .*invalid ELF header/ : /not a library for this/);
    });
  },
);
