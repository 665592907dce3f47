/** FMUs of unusual make, and the calls as text, after patching. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Fixtures, LINUX, WINE, describeRoutes } from './support/fixture.js';

const fixtures = new Fixtures();

describeRoutes([...LINUX, ...WINE], (route) => {
  it('a library for each interface: both in one process', async () => {
    const { patched } = await fixtures.patched('two-libraries', route);
    const exchange = patched.library(route.importer, 'modelExchange');
    const coSimulation = await fixtures.importer('two-libraries', route);
    expect(exchange).not.toBe(patched.library(route.importer, 'coSimulation'));
    expect(await coSimulation.all('new a', 'init a', 'step a', 'free a')).toBe('freed');
    const modelExchange = await fixtures.importer('two-libraries', route, { library: exchange });
    expect(await modelExchange.all('new a me', 'init a', 'free a')).toBe('freed');
    expect([...coSimulation.fatalLogs(), ...modelExchange.fatalLogs()]).toEqual([]);
  });

  it('a companion library that imports the model by its file name', async () => {
    const importer = await fixtures.importer('companion', route);
    expect(await importer.all('new a', 'init a', 'step a')).toBe('0');
    expect(await importer.all('new b', 'init b', 'step b', 'free a', 'free b')).toBe('freed');
    expect(importer.fatalLogs()).toEqual([]);
  });

  it('a function that the model does not have returns an error, and says so', async () => {
    const importer = await fixtures.importer('partial', route);
    await importer.all('new a', 'init a');
    const before = importer.logs().length;
    expect(await importer.ask('get a string 1')).toBe('3 null');
    expect(importer.logs().slice(before)).toEqual([
      expect.objectContaining({
        status: 3,
        text: expect.stringMatching(/does not export fmi2GetString/) as unknown,
      }),
    ]);
    expect(await importer.ask('state a')).toMatch(/^3 3 3$/);
    expect(await importer.all('step a')).toBe('0');
    expect(await importer.ask('free a')).toBe('freed');
  });

  it('FMUTOOL_LOG=path writes each call as text', async () => {
    const request = await fixtures.request('misbehaving', route);
    const importer = await fixtures.importer('misbehaving', route, { env: { FMUTOOL_LOG: 'calls äöü.txt' } });
    await importer.all('new a', 'init a', 'set a real 1 2.5', 'set a string 3 text', 'step a', 'get a real 2');
    await importer.all('get a string 4', 'set a integer 1 1', 'step a', 'free a');
    const text = readFileSync(path.join(importer.temporary, 'calls äöü.txt'), 'utf8');
    const calls = text.trim().split('\n');
    const shape = /^\d+\.\d{6} \d+ a: (fmi2\w+\(.*\)) = (.+), \d+\.\d us\r?$/;
    expect(calls.map((line) => shape.exec(line)?.slice(1).join(' = '))).toEqual([
      expect.stringContaining(`fmi2Instantiate("a", 1, "${request.guid}", "file:///`),
      'fmi2SetupExperiment(0, 0, 0, 0, 0) = fmi2OK',
      'fmi2EnterInitializationMode() = fmi2OK',
      'fmi2ExitInitializationMode() = fmi2OK',
      'fmi2SetReal({1}, 1, {2.5}) = fmi2OK',
      'fmi2SetString({3}, 1, {"text"}) = fmi2OK',
      'fmi2DoStep(0, 0.125, 1) = fmi2OK',
      'fmi2GetReal({2}, 1, {0.3125}) = fmi2OK',
      'fmi2GetString({4}, 1, {"text"}) = fmi2OK',
      'fmi2SetInteger({1}, 1, {1}) = fmi2OK',
      'fmi2DoStep(0.125, 0.125, 1) = fmi2Fatal',
      'fmi2FreeInstance() = nothing',
    ]);
  });
});
