/** The model does away with its own process, wherever it can: the importer gets a status and learns why. */
import { appendFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Fixtures, LINUX, type Route, WINE, describeRoutes, onLinux } from './support/fixture.js';
import type { Importer } from './support/importer.js';
import { zombiesOf } from './support/processes.js';

const fixtures = new Fixtures();

/** The functions in which the model may go wrong, and what the importer does to call them. */
const calls: Readonly<Record<string, string>> = {
  fmi2SetupExperiment: 'init a',
  fmi2EnterInitializationMode: 'init a',
  fmi2ExitInitializationMode: 'init a',
  fmi2SetReal: 'set a real 1 2',
  fmi2SetString: 'set a string 3 text',
  fmi2GetReal: 'get a real 2',
  fmi2GetInteger: 'get a integer 4',
  fmi2GetString: 'get a string 4',
  fmi2GetFMUstate: 'state a',
  fmi2SetFMUstate: 'state a',
  fmi2FreeFMUstate: 'state a',
  fmi2DoStep: 'step a',
  fmi2Terminate: 'terminate a',
  fmi2Reset: 'reset a',
  fmi2FreeInstance: 'free a',
};

const beforeInitialization = ['fmi2SetupExperiment', 'fmi2EnterInitializationMode', 'fmi2ExitInitializationMode'];

/** What the model does, by its number and name, and what the message says on Linux and Windows. */
const actions: readonly { number: number; name: string; linux: RegExp; windows: RegExp; load?: RegExp }[] = [
  {
    number: 1,
    name: 'crash',
    linux: /signal 11 \(SIGSEGV/,
    windows: /exception 0xC0000005 \(an invalid memory access/,
    // Windows' loader survives what happens in DllMain.
    load: /Cannot load the model's library .*: its initialization crashed/,
  },
  { number: 2, name: 'abort', linux: /signal 6 \(SIGABRT/, windows: /exit status 3/ },
  { number: 3, name: 'exit', linux: /exit status 3/, windows: /exit status 3/ },
  {
    number: 12,
    name: 'stack-overflow',
    linux: /signal 11 \(SIGSEGV/,
    windows: /exception 0xC00000(FD|05)/,
    // With a large stack Wine ends the thread.
    load: /its initialization crashed|ended the thread/,
  },
];

async function expectOneMessage(importer: Importer, message: RegExp): Promise<void> {
  expect(importer.fatalLogs()).toEqual([expect.stringMatching(message)]);
  expect(zombiesOf(importer.pid)).toEqual([]);
  expect(importer.leftFiles()).toEqual([]);
  expect(await importer.close()).toBe(0);
  await importer.untilNothingIsLeft();
}

const own = (route: Route) => (onLinux(route) ? 'linux' : 'windows');

describeRoutes([...LINUX, ...WINE], (route) => {
  describe.each(actions)('$name', (action) => {
    const where = action.name === 'crash' || onLinux(route) ? Object.keys(calls) : ['fmi2DoStep', 'fmi2FreeInstance'];

    it(`in ${where.length} functions of instances of one importer`, async () => {
      const importer = await fixtures.importer('misbehaving', route);
      for (const name of where) {
        const before = importer.fatalLogs().length;
        expect(await importer.ask('new a')).toBe('instance');
        if (!beforeInitialization.includes(name)) expect(await importer.ask('init a')).toBe('0');
        await importer.all(`set a string 1 ${name}`, `set a integer 1 ${action.number}`);
        const answer = await importer.ask(calls[name]!);
        if (name === 'fmi2FreeInstance') expect(answer).toBe('freed');
        else expect(answer, name).toMatch(/\b4\b/);
        expect(importer.fatalLogs().slice(before), name).toEqual([expect.stringMatching(action[own(route)])]);
        if (name !== 'fmi2FreeInstance') expect(await importer.all('step a', 'free a')).toBe('freed');
        expect(importer.fatalLogs().length, name).toBe(before + 1);
      }
      expect(await importer.all('new b', 'init b', 'step b')).toBe('0');
      expect(await importer.close()).toBe(0);
      await importer.untilNothingIsLeft();
    });

    it.each(['load', 'fmi2Instantiate'])('in %s: no instance', async (where) => {
      const env = { FMUTOOL_FIXTURE_ACTION: `${where}:${action.name}` };
      const importer = await fixtures.importer('misbehaving', route, { env });
      expect(await importer.ask('new a')).toBe('null');
      expect(await importer.ask('new a')).toBe('null');
      const [first, ...rest] = importer.logs().map(({ text }) => text);
      expect(first).toMatch(where === 'load' && !onLinux(route) ? (action.load ?? action.windows) : action[own(route)]);
      expect(rest).toEqual([first]);
      expect(await importer.close()).toBe(0);
      await importer.untilNothingIsLeft();
    });
  });

  it('crash and exit while the library is unloaded: the importer is told in fmi2FreeInstance', async () => {
    // The loader of Windows itself catches a crash in a library that it unloads: no importer would have been harmed.
    for (const name of own(route) === 'windows' ? ['exit'] : ['crash', 'exit']) {
      const env = { FMUTOOL_FIXTURE_ACTION: `unload:${name}` };
      const importer = await fixtures.importer('misbehaving', route, { env });
      await importer.all('new a', 'init a', 'step a');
      expect(importer.fatalLogs()).toEqual([]);
      expect(await importer.ask('free a')).toBe('freed');
      const how = actions.find((action) => action.name === name)![own(route)];
      await expectOneMessage(importer, new RegExp(`${how.source}.*, after fmi2FreeInstance, while`));
    }
  });

  it('crash in a call that the importer makes in its logger', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all(
      'new a',
      'init a',
      'set a string 1 fmi2GetReal',
      'set a integer 3 1',
      'set a integer 1 1',
      'nest',
    );
    expect(await importer.ask('get a real 99')).toMatch(/^4 /);
    expect(await importer.line(/^! nested a/)).toBe('! nested a 4');
    expect(await importer.all('step a', 'free a')).toBe('freed');
    await expectOneMessage(importer, actions[0]![own(route)]);
  });

  it('the message says what the model has printed last', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new a', 'init a', 'set a integer 1 11');
    expect(await importer.ask('step a')).toBe('0');
    await importer.ask('set a integer 1 1');
    expect(await importer.ask('step a')).toBe('4');
    expect(await importer.ask('free a')).toBe('freed');
    await expectOneMessage(importer, /It printed last: fmi2DoStep prints this \| fmi2DoStep prints this on stderr$/);
  });

  it('calls in the logger work otherwise', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new a', 'init a', 'step a', 'nest');
    expect(await importer.ask('get a real 99')).toMatch(/^3 /);
    expect(await importer.line(/^! nested a/)).toBe('! nested a 0');
    expect(await importer.ask('free a')).toBe('freed');
  });

  describe('a time limit of 1 s in the .remoting file', () => {
    async function limited(env: Record<string, string> = {}): Promise<Importer> {
      const request = await fixtures.request('misbehaving', route);
      const settings = request.library.replace(/\.(so|dll)$/, '.remoting');
      appendFileSync(settings, 'timeout=1\n');
      const importer = await fixtures.importer('misbehaving', route, { env });
      return importer;
    }

    it.each([
      [4, 'hangs'],
      [13, 'calculates for ever'],
      [5, 'logs for ever'],
    ])('action %i: ends a model that %s', async (action) => {
      const importer = await limited();
      await importer.all('new a', 'init a', `set a integer 1 ${action}`);
      expect(await importer.ask('step a')).toBe('4');
      expect(await importer.all('step a', 'free a')).toBe('freed');
      await expectOneMessage(importer, /did not answer within the limit of 1 s/);
    });

    it.each(['fmi2FreeInstance', 'fmi2Instantiate', 'load'])('ends a model that hangs in %s', async (where) => {
      const importer = await limited({ FMUTOOL_FIXTURE_ACTION: `${where}:hang` });
      const made = await importer.ask('new a');
      expect(made).toBe(where === 'fmi2FreeInstance' ? 'instance' : 'null');
      if (made === 'instance') expect(await importer.ask('free a')).toBe('freed');
      await expectOneMessage(importer, /did not answer within the limit of 1 s/);
    });

    it('does not count the time that the importer takes for its callbacks', async () => {
      const importer = await limited();
      await importer.all('new a', 'init a', 'hold');
      const answer = importer.begin('get a real 99');
      await importer.line(/^! held a/);
      const begun = performance.now();
      await expect.poll(() => performance.now() - begun, { timeout: 5000 }).toBeGreaterThan(1200);
      importer.go();
      expect(await answer).toMatch(/^3 /);
      expect(await importer.ask('step a')).toBe('0');
    });
  });
});
