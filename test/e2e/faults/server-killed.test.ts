/** The server is killed: calls return fatal at once, with one message, and nothing is left. */
import { describe, expect, it } from 'vitest';
import { Figures } from './support/figures.js';
import { Fixtures, LINUX, WINE, describeRoutes } from './support/fixture.js';
import type { Importer } from './support/importer.js';
import { serversOf, until, zombiesOf } from './support/processes.js';

const fixtures = new Fixtures();
const figures = new Figures();

/** Promised are 100 ms from the death to the return; the rest is for a machine that is busy with other things. */
const promptly = 1000;

const rounds = 4;

/** Which processes are killed, and what the message says of it; Wine's servers are one process. */
const victims: readonly [string, (importer: Importer) => number[], RegExp][] = [
  ["the model's process", ({ model }) => [model], /was ended by signal 9 \(SIGKILL\)/],
  ['the supervisor', ({ supervisor }) => [supervisor], /has disappeared|was ended by signal 9/],
  ['both', ({ model, supervisor }) => [supervisor, model], /has disappeared|was ended by signal 9/],
];

/** When. Each brings the importer there and returns what the call under way will answer. */
const moments: Readonly<Record<string, (importer: Importer) => Promise<() => Promise<string>>>> = {
  idle: (importer) => Promise.resolve(() => importer.ask('step a')),
  'in a call': async (importer) => {
    await importer.all('set a integer 1 13');
    const answer = importer.begin('step a');
    await importer.untilModelWorks();
    return () => answer;
  },
  'in a callback': async (importer) => {
    await importer.all('set a integer 1 5', 'hold');
    const answer = importer.begin('step a');
    await importer.line(/^! held a/);
    return () => {
      importer.go();
      return answer;
    };
  },
};

async function expectEnd(importer: Importer, message: RegExp): Promise<void> {
  expect(importer.fatalLogs()).toEqual([expect.stringMatching(message)]);
  const begun = performance.now();
  expect(await importer.ask('step a')).toBe('4');
  expect(await importer.ask('get a real 2')).toMatch(/^4 /);
  expect(await importer.ask('set a real 1 2')).toBe('4');
  expect(await importer.ask('terminate a')).toBe('4');
  expect(performance.now() - begun, 'calls after the end').toBeLessThan(promptly);
  expect(await importer.ask('free a')).toBe('freed');
  expect(importer.fatalLogs(), 'one message').toHaveLength(1);
  expect(zombiesOf(importer.pid)).toEqual([]);
  // The importer is as good as new.
  expect(await importer.all('new b', 'init b', 'step b')).toBe('0');
  expect(await importer.ask('free b')).toBe('freed');
  expect(importer.leftFiles()).toEqual([]);
}

describeRoutes(LINUX, (route) => {
  describe.each(victims)('kill -9 of %s', (victim, find, message) => {
    it.each(Object.keys(moments))('%s', async (moment) => {
      const importer = await fixtures.importer('misbehaving', route);
      await importer.all('new z', 'free z');
      const files = await importer.ask('handles');
      await importer.all('new a', 'init a');
      const answer = await moments[moment]!(importer);
      const killed = find(importer);
      const begun = performance.now();
      for (const pid of killed) process.kill(pid, 'SIGKILL');
      // Until all of it is gone, a server may still answer a call that begins now.
      if (moment === 'idle') {
        await until(
          () => serversOf(importer.mark),
          (servers) => servers.length === 0,
        );
      }
      expect(await answer()).toBe('4');
      const took = performance.now() - begun;
      figures.add(`death of ${victim} ${moment} to the call's return`, took);
      expect(took).toBeLessThan(promptly);
      await expectEnd(importer, message);
      expect(await importer.ask('handles')).toBe(files);
      await importer.close();
      await importer.untilNothingIsLeft();
    });
  });
});

describeRoutes(WINE, (route) => {
  it.each(Object.keys(moments))('TerminateProcess of the server %s', async (moment) => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new a', 'init a');
    const answer = await moments[moment]!(importer);
    const begun = performance.now();
    expect(await importer.begin('end-servers 77', 1)).toBe('1');
    expect(await answer()).toBe('4');
    const took = performance.now() - begun;
    figures.add(`death of the server ${moment} to the call's return, Wine`, took);
    expect(took).toBeLessThan(promptly);
    await expectEnd(importer, /ended with exit status 77/);
    // Windows' locks make handles when they are first needed; what is left behind adds up with every round.
    const handles = Number(await importer.ask('handles'));
    for (let round = 0; round < rounds; round += 1) {
      await importer.ask('new c');
      expect(await importer.begin('end-servers 77', 1)).toBe('1');
      expect(await importer.all('init c')).toBe('4');
      await importer.ask('free c');
    }
    expect(Number(await importer.ask('handles')) - handles).toBeLessThan(rounds);
    await importer.close();
    await importer.untilNothingIsLeft();
  });

  it('kill -9 of the process that Wine runs the server in', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new a', 'init a');
    const answer = await moments['in a call']!(importer);
    process.kill(importer.model, 'SIGKILL');
    expect(await answer()).toBe('4');
    expect(importer.fatalLogs()).toHaveLength(1);
    expect(await importer.ask('free a')).toBe('freed');
    await importer.close();
    await importer.untilNothingIsLeft();
  });
});
