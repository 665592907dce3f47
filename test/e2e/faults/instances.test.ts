/** Many instances: one after the other, at once, in threads, in any order, and when the library goes under them. */
import { describe, expect, it } from 'vitest';
import { Fixtures, LINUX, WINE, describeRoutes, onLinux } from './support/fixture.js';
import type { Importer } from './support/importer.js';
import { modelsOf, serversOf, supervisorsOf, until, zombiesOf } from './support/processes.js';

const fixtures = new Fixtures();

async function expectNoServers(importer: Importer): Promise<void> {
  await until(
    () => serversOf(importer.mark),
    (servers) => servers.length === 0,
  );
  expect(zombiesOf(importer.pid)).toEqual([]);
}

describeRoutes([...LINUX, ...WINE], (route) => {
  // Under Wine a process takes 50 ms.
  const count = onLinux(route) ? 1000 : route.computes === route.importer ? 50 : 200;
  it(`${count} instances one after the other`, { timeout: 120_000 }, async () => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.ask('cycles 3');
    const handles = await importer.ask('handles');
    // In parts, so that a slow machine answers in time.
    const parts: string[] = [];
    for (let part = 0; part < 10; part += 1) parts.push(await importer.ask(`cycles ${count / 10}`));
    for (const part of parts) expect(part).toMatch(new RegExp(`^good ${count / 10} `));
    const [median, , most] = parts
      .map((part) => part.split(' ').slice(2).map(Number))
      .sort((a, b) => a[0]! - b[0]!)[5]!;
    console.info(
      `measured: instantiate, initialize, step, free on ${route.importer}: ${median} µs, at most ${most} µs`,
    );
    // The C library's own locks on Windows may have got a handle or two meanwhile.
    const more = Number(await importer.ask('handles')) - Number(handles);
    expect(more).toBeLessThanOrEqual(onLinux(route) ? 0 : 4);
    expect(importer.fatalLogs()).toEqual([]);
    expect(importer.leftFiles()).toEqual([]);
    await expectNoServers(importer);
  });

  it.each(['once', 'everything'])('three at once of "%s" keep apart, and end in any order', async (name) => {
    const importer = await fixtures.importer(name, route);
    const reference = name === 'once' ? 1 : 30;
    const output = name === 'once' ? 2 : 40;
    const names = ['a', 'b', 'c'];
    for (const [place, one] of names.entries()) {
      expect(await importer.all(`new ${one}`, `init ${one}`)).toBe('0');
      expect(await importer.ask(`set ${one} real ${reference} ${place + 1}`)).toBe('0');
    }
    for (const one of names) expect(await importer.ask(`step ${one} ${one === 'b' ? 1 : 8}`)).toBe('0');
    const before = await Promise.all(names.map((one) => importer.ask(`get ${one} real ${output}`)));
    expect(new Set(before).size).toBe(3);
    expect(await importer.ask('free b')).toBe('freed');
    expect(await importer.ask(`get a real ${output}`)).toBe(before[0]);
    expect(await importer.all('new d', 'init d', 'step d', 'free a', 'step c', 'free d')).toBe('freed');
    expect(await importer.ask('free c')).toBe('freed');
    await expectNoServers(importer);
  });

  it('two threads, each with an instance', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    const run = async (thread: number) => {
      const name = `t${thread}`;
      const answers: string[] = [];
      for (const command of [`new ${name}`, `init ${name}`, `set ${name} real 1 ${thread}`, `step ${name} 2000`]) {
        answers.push(await importer.begin(command, thread));
      }
      answers.push(await importer.begin(`get ${name} real 2`, thread), await importer.begin(`free ${name}`, thread));
      return answers;
    };
    const [one, two] = await Promise.all([run(1), run(2)]);
    expect(one).toEqual(['instance', '0', '0', '0', '0 250.000000', 'freed']);
    expect(two).toEqual(['instance', '0', '0', '0', '0 500.000000', 'freed']);
    await expectNoServers(importer);
  });

  it('a long call of one thread does not hold up another thread', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    await importer.all('new slow', 'init slow', 'set slow integer 1 4', 'new quick', 'init quick');
    void importer.begin('step slow', 1).catch(() => undefined);
    expect(await importer.begin('step quick 100', 2)).toBe('0');
    expect(await importer.begin('free quick', 2)).toBe('freed');
    importer.signal('SIGKILL');
    await importer.ended;
  });

  it('the library is unloaded under live instances', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    const round = async () => {
      await importer.all('new a', 'init a', 'new b');
      expect(serversOf(importer.mark).length).toBeGreaterThan(1);
      expect(await importer.ask('unload')).toBe('unloaded');
      await expectNoServers(importer);
      expect(await importer.ask('load')).toBe('loaded');
    };
    await round();
    const rounds = 4;
    const handles = Number(await importer.ask('handles'));
    for (let count = 0; count < rounds; count += 1) await round();
    // Windows' locks make handles when they are first needed; what is left behind adds up with every round.
    expect(Number(await importer.ask('handles')) - handles).toBeLessThan(onLinux(route) ? 1 : rounds);
    expect(await importer.all('new a', 'init a', 'step a')).toBe('0');
    expect(await importer.ask('free a')).toBe('freed');
  });
});

describeRoutes(LINUX, (route) => {
  it('64 instances at once', async () => {
    const importer = await fixtures.importer('misbehaving', route);
    const handles = await importer.ask('handles');
    const names = Array.from({ length: 64 }, (_, index) => `i${index}`);
    for (const [index, name] of names.entries()) {
      expect(await importer.all(`new ${name}`, `init ${name}`, `set ${name} real 1 ${index}`)).toBe('0');
    }
    expect(modelsOf(importer.mark)).toHaveLength(64);
    expect(supervisorsOf(importer.mark)).toHaveLength(64);
    for (const name of names) expect(await importer.ask(`step ${name} 8`)).toBe('0');
    for (const [index, name] of names.entries()) {
      expect(await importer.ask(`get ${name} real 2`)).toBe(`0 ${index}.000000`);
    }
    // Neither in the order they were made nor in its reverse.
    for (const name of names.sort((a, b) => (a.endsWith('3') ? -1 : a < b ? 1 : -1))) {
      expect(await importer.ask(`free ${name}`)).toBe('freed');
    }
    expect(await importer.ask('handles')).toBe(handles);
    await expectNoServers(importer);
  });

  describe('a copy of the importer made by fork', () => {
    it('cannot use the instance, and does not disturb it', async () => {
      const importer = await fixtures.importer('misbehaving', route);
      await importer.all('new a', 'init a', 'step a');
      expect(await importer.ask('fork a')).toBe('4');
      expect(importer.fatalLogs()).toEqual([expect.stringMatching(/made by fork/)]);
      expect(await importer.ask('step a')).toBe('0');
      expect(serversOf(importer.mark)).toHaveLength(2);
      expect(await importer.ask('free a')).toBe('freed');
      await expectNoServers(importer);
    });
  });
});
