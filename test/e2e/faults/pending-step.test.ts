/** Steps that go on by themselves: fmi2Pending, then stepFinished when no call waits, whatever happens in between. */
import { describe, expect, it } from 'vitest';
import { Fixtures, LINUX, type Route, WINE, describeRoutes, onLinux } from './support/fixture.js';
import type { Importer } from './support/importer.js';
import { marked, until } from './support/processes.js';

const fixtures = new Fixtures();

/** An importer of `everything` with an instance whose steps are pending: 1 computed by a thread, 2 never ending. */
async function pending(route: Route, kind: 1 | 2 | 3, milliseconds = 0): Promise<Importer> {
  const importer = await fixtures.importer('everything', route);
  await importer.all('new a', 'init a', `set a integer 100 ${kind}`, `set a integer 101 ${milliseconds}`);
  expect(await importer.ask('step a')).toBe('5');
  return importer;
}

const finished = (importer: Importer) => importer.lines.filter((line) => line.startsWith('! finished'));

async function killModel(importer: Importer, route: Route): Promise<void> {
  if (onLinux(route)) process.kill(importer.model, 'SIGKILL');
  else expect(await importer.begin('end-servers 77', 1)).toBe('1');
}

describeRoutes([...LINUX, ...WINE], (route) => {
  it.each([1, 3] as const)('stepFinished comes when no call waits (kind %i)', async (kind) => {
    const importer = await pending(route, kind, 30);
    expect(await importer.line(/^! finished/)).toBe('! finished a 0');
    expect(await importer.ask('status a')).toBe('0 0');
    expect(await importer.ask('step a')).toBe('5');
    await until(
      () => finished(importer).length,
      (count) => count === 2,
    );
    expect(await importer.all('free a')).toBe('freed');
    expect(finished(importer)).toHaveLength(2);
  });

  it('fmi2GetStatus while the step is pending, then fmi2CancelStep', async () => {
    const importer = await pending(route, 2);
    expect(await importer.ask('status a')).toBe('0 5');
    expect(await importer.ask('cancel a')).toBe('0');
    expect(finished(importer)).toEqual([]);
    expect(await importer.ask('free a')).toBe('freed');
    expect(await importer.close()).toBe(0);
    await importer.untilNothingIsLeft();
  });

  describe('the server is killed while the step is pending', () => {
    it('stepFinished says so, with one message', async () => {
      const importer = await pending(route, 2);
      const begun = performance.now();
      await killModel(importer, route);
      expect(await importer.line(/^! finished/)).toBe('! finished a 4');
      console.info(`measured: death to stepFinished: ${(performance.now() - begun).toFixed(1)} ms`);
      expect(await importer.ask('status a')).toMatch(/^4 /);
      expect(await importer.ask('step a')).toBe('4');
      expect(await importer.ask('free a')).toBe('freed');
      expect(importer.fatalLogs()).toEqual([expect.stringMatching(/signal 9|exit status 77/)]);
      expect(finished(importer)).toHaveLength(1);
      await importer.close();
      await importer.untilNothingIsLeft();
    });

    it('and a call notices at the same time', async () => {
      const importer = await pending(route, 2);
      await killModel(importer, route);
      expect(await importer.ask('status a')).toMatch(/^4 /);
      expect(await importer.line(/^! finished/)).toBe('! finished a 4');
      expect(await importer.ask('free a')).toBe('freed');
      expect(importer.fatalLogs()).toHaveLength(1);
    });
  });

  it('is freed while pending', async () => {
    const importer = await pending(route, 1, 300);
    expect(await importer.ask('free a')).toBe('freed');
    expect(await importer.close()).toBe(0);
    await importer.untilNothingIsLeft();
  });

  it('the importer is killed while pending', async () => {
    const importer = await pending(route, 2);
    importer.signal('SIGKILL');
    await importer.ended;
    await importer.untilNothingIsLeft();
    expect(marked(importer.mark)).toEqual([]);
  });
});
