/** The importer goes: its servers go with it within a second, whatever either was doing, and nothing is left. */
import { describe, expect, it } from 'vitest';
import { Figures } from './support/figures.js';
import { Fixtures, LINUX, WINE, describeRoutes, onLinux } from './support/fixture.js';
import type { Importer } from './support/importer.js';
import { factsOf, serversOf, until } from './support/processes.js';

const fixtures = new Fixtures();
const figures = new Figures();

/** Brings an importer with an instance somewhere. */
const moments: Readonly<Record<string, (importer: Importer) => Promise<unknown>>> = {
  idle: () => Promise.resolve(),
  'in a call': async (importer) => {
    await importer.ask('set a integer 1 13');
    void importer.begin('step a').catch(() => undefined);
    await importer.untilModelWorks();
  },
  'in a call of a model that hangs': async (importer) => {
    await importer.ask('set a integer 1 4');
    void importer.begin('step a').catch(() => undefined);
    await until(
      () => factsOf(importer.model)?.state,
      (state) => state === 'S',
    );
  },
  'in a callback': async (importer) => {
    await importer.all('set a integer 1 5', 'hold');
    void importer.begin('step a').catch(() => undefined);
    await importer.line(/^! held a/);
  },
};

async function expectNothingLeft(importer: Importer, what: string): Promise<void> {
  figures.add(what, await importer.untilNothingIsLeft());
  expect(importer.leftFiles()).toEqual([]);
}

describeRoutes([...LINUX, ...WINE], (route) => {
  const under = onLinux(route) ? '' : ', Wine';

  it.each(Object.keys(moments))('kill -9 %s', async (moment) => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new a', 'init a', 'new b');
    await moments[moment]!(importer);
    expect(serversOf(importer.mark).length).toBeGreaterThan(0);
    importer.signal('SIGKILL');
    await importer.ended;
    await expectNothingLeft(importer, `death of the importer ${moment} to the last server's${under}`);
  });

  it.each(['exit 3', 'exit-at-once 3'])('ends with "%s" and live instances', async (command) => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new a', 'init a', 'new b');
    void importer.begin(command).catch(() => undefined);
    expect(await importer.ended).toBe(3);
    await expectNothingLeft(importer, `end of the importer to the last server's${under}`);
  });

  it('returns from main with live instances', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new a', 'init a', 'new b');
    expect(await importer.close()).toBe(0);
    await importer.untilNothingIsLeft();
  });
});

describeRoutes(LINUX, (route) => {
  it.each(['SIGTERM', 'SIGINT', 'SIGSEGV'] as const)('%s', async (signal) => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new a', 'init a');
    importer.signal(signal);
    expect(await importer.ended).toBe(signal);
    await expectNothingLeft(importer, "end of the importer to the last server's");
  });

  describe('slow is not dead', () => {
    const stopped = async (pid: number) => {
      process.kill(pid, 'SIGSTOP');
      await until(
        () => factsOf(pid)?.state,
        (state) => state === 'T',
      );
    };
    // Longer than any interval at which one side looks after the other.
    const while1200 = () => {
      const begun = performance.now();
      return until(
        () => performance.now() - begun,
        (passed) => passed > 1200,
      );
    };

    it('the model is stopped in a call, and goes on', async () => {
      const importer = await fixtures.importer('misbehaving', route);
      await importer.all('new a', 'init a', 'set a integer 1 10', 'set a integer 2 300');
      const answer = importer.begin('step a');
      const pid = importer.model;
      await stopped(pid);
      await while1200();
      process.kill(pid, 'SIGCONT');
      expect(await answer).toBe('0');
      expect(importer.fatalLogs()).toEqual([]);
      expect(await importer.all('set a integer 1 0', 'step a', 'free a')).toBe('freed');
    });

    it('the importer is stopped in a call, and goes on', async () => {
      const importer = await fixtures.importer('misbehaving', route);
      await importer.all('new a', 'init a', 'set a integer 1 10', 'set a integer 2 300');
      const answer = importer.begin('step a');
      await stopped(importer.pid);
      await while1200();
      expect(serversOf(importer.mark)).toHaveLength(2);
      importer.signal('SIGCONT');
      expect(await answer).toBe('0');
      expect(await importer.ask('free a')).toBe('freed');
    });

    it('a stopped server goes when its importer is killed', async () => {
      const importer = await fixtures.importer('misbehaving', route);
      await importer.all('new a', 'init a');
      await stopped(importer.model);
      importer.signal('SIGKILL');
      await importer.ended;
      await expectNothingLeft(importer, 'death of the importer to that of a stopped server');
    });
  });
});
