import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Configuration } from '../../../src/cli/serving/configuration.js';
import { readConfiguration } from '../../../src/cli/serving/read-configuration.js';
import { namedFiles } from '../../../src/cli/serving/served-files.js';
import { settingsOf } from '../../../src/cli/serving/settings.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'fmutool-configuration-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const file = path.join(folder, 'serve.json');
  writeFileSync(file, text);
  return file;
}

const read = (text: string): Promise<Configuration> => readConfiguration(fileWith(text));

describe('a configuration file', () => {
  it('lists FMUs, endpoints and limits', async () => {
    const text = `{ "fmus": ["a.fmu", "/b/c.fmu"], "maxSessions": 3, "sessionTimeout": 0.5, "endpoints": [
      { "port": 0, "host": "::1", "maxPacket": 1300, "debug": true, "tls": { "cert": "c", "key": "k" } },
      { "port": -3 }] }`;
    expect(await read(text)).toEqual({
      fmus: [path.join(folder, 'a.fmu'), path.resolve('/b/c.fmu')],
      limits: { maxSessions: 3, sessionTimeout: 0.5 },
      endpoints: [
        {
          port: 0,
          host: '::1',
          maxPacket: 1300,
          debug: true,
          tls: { cert: path.join(folder, 'c'), key: path.join(folder, 'k') },
        },
        { port: -3 },
      ],
    });
  });

  it('gives FMUs names as the command line does', async () => {
    const { fmus = [] } = await read('{ "fmus": ["p=plant.fmu", "q=/b/c.fmu"] }');
    expect(namedFiles(fmus)).toEqual([
      { name: 'p', file: path.join(folder, 'plant.fmu') },
      { name: 'q', file: path.resolve('/b/c.fmu') },
    ]);
  });

  it('may begin with a byte order mark', async () => {
    expect((await read('\uFEFF{"maxSessions": 1}')).limits).toEqual({ maxSessions: 1 });
  });

  it.each([
    ['{', /no JSON/],
    ['[]', /has to be an object/],
    ['{"ports": 1}', /no "ports".*endpoints/],
    ['{"endpoints": []}', /something in it/],
    ['{"endpoints": [{}]}', /endpoints\[0\]\.port/],
    ['{"endpoints": [{"port": 65536}]}', /endpoints\[0\]\.port/],
    ['{"endpoints": [{"port": 1, "debug": "yes"}]}', /debug has to be true or false/],
    ['{"endpoints": [{"port": 1, "maxPacket": 63}]}', /64 at least/],
    ['{"endpoints": [{"port": 1, "tls": {"cert": "c"}}]}', /tls\.key/],
    ['{"endpoints": [{"port": 1, "portt": 2}]}', /no "portt"/],
    ['{"fmus": [7]}', /fmus\[0\]/],
    ['{"endpoints": [{"port": -1, "host": "::1"}]}', /endpoints\[0\]\.host is for TCP, and port -1 is shared memory/],
    ['{"endpoints": [{"port": -1, "tls": {"cert": "c", "key": "k"}}]}', /endpoints\[0\]\.tls is for TCP/],
    ['{"maxSessions": 0}', /maxSessions/],
    ['{"idleTimeout": -1}', /seconds/],
    ['{"timeout": "10"}', /seconds/],
  ])('is refused with %s', async (text, message) => {
    await expect(read(text)).rejects.toThrow(expect.objectContaining({ code: 'config-invalid' }));
    await expect(read(text)).rejects.toThrow(message);
  });

  it('has to be there', async () => {
    await expect(readConfiguration(path.join(folder, 'none.json'))).rejects.toThrow(/there is no such file/);
  });
});

describe('a remoteApiConnections.txt', () => {
  it('lists servers', async () => {
    const text = `// servers
portIndex1_port           = 19997
portIndex1_debug          = false
portIndex1_syncSimTrigger = true

portIndex2_port = -3 // shared memory
portIndex2_maxPacketSize = 3200000
portIndex2_debug = true
`;
    const { endpoints, remarks } = await read(text);
    expect(endpoints).toEqual([
      { port: 19997, debug: false },
      { port: -3, debug: true, maxPacket: 3_200_000 },
    ]);
    expect(remarks).toEqual([expect.stringContaining('syncSimTrigger')]);
  });

  it.each([
    ['portIndex1_debug = false', /portIndex1_port/],
    ['portIndex1_port = many', /portIndex1_port/],
    ['portIndex1_port = 1\nportIndex1_debug = maybe', /true or false/],
    ['portIndex1_port = 1\nportIndex1_speed = 9', /portIndex1_speed/],
    ['portIndex1_port = 1\nsomething else', /line 2/],
    ['portIndex1_port = 1\nportIndex1_maxPacketSize = 1', /64 at least/],
  ])('is refused with %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

describe('what is typed', () => {
  it('wins over what is in the file', async () => {
    const config = fileWith('{"fmus": ["a.fmu"], "maxSessions": 3, "idleTimeout": 9, "endpoints": [{"port": 1}]}');
    const fromFile = await settingsOf(['b.fmu'], { config, maxSessions: 5, host: '::1' });
    expect(fromFile.files).toEqual(['b.fmu', path.join(folder, 'a.fmu')]);
    expect(fromFile.limits).toEqual({ maxSessions: 5, idleTimeout: 9 });
    expect(fromFile.endpoints).toMatchObject([{ port: 1, host: '::1' }]);
    expect((await settingsOf([], { config, port: [-1, 0] })).endpoints).toMatchObject([{ port: -1 }, { port: 0 }]);
  });

  it('is one endpoint on the port of RFMI, if nothing else is said', async () => {
    expect((await settingsOf(['a.fmu'], {})).endpoints).toMatchObject([{ port: 11711 }]);
  });

  it('needs an FMU, and a key to a certificate', async () => {
    await expect(settingsOf([], {})).rejects.toThrow(/name the FMUs/);
    await expect(settingsOf(['a.fmu'], { tlsCert: 'cert.pem' })).rejects.toThrow(/--tls-key/);
    await expect(settingsOf(['a.fmu'], { tlsCert: 'none.pem', tlsKey: 'none.pem' })).rejects.toThrow(
      /there is no such file/,
    );
  });
});

describe('FMUs that are named', () => {
  it('are called as their files, or as one likes', () => {
    expect(namedFiles(['x/a.fmu', 'B.FMU', 'other=x/b.fmu', 'x=y/c.fmu', 'p/q=r.fmu'])).toEqual([
      { file: 'x/a.fmu', name: 'a' },
      { file: 'B.FMU', name: 'B' },
      { file: 'x/b.fmu', name: 'other' },
      { file: 'y/c.fmu', name: 'x' },
      { file: 'p/q=r.fmu', name: 'q=r' },
    ]);
  });

  it('have names of their own', () => {
    expect(() => namedFiles(['x/a.fmu', 'y/a.fmu'])).toThrow(/both called 'a'.*other=y\/a\.fmu/);
  });
});
