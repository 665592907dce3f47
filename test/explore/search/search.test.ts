import { describe, expect, it } from 'vitest';
import { Search, type SearchOptions, type SearchResult } from '../../../src/explore/search/search.js';
import type { Property } from '../../../src/explore/search/property.js';
import { traceTo } from '../../../src/explore/search/trace.js';
import type { StateSpace } from '../../../src/plug/space.js';
import { doubling, grid, LittleSpace, philosophers } from '../support/little-language.js';

const never = (text: string): Property => ({ kind: 'never', text });
const always = (text: string): Property => ({ kind: 'always', text });
const reach = (text: string): Property => ({ kind: 'reach', text });
const deadlock: Property = { kind: 'deadlock' };

async function searched(
  space: StateSpace,
  properties: readonly Property[] = [],
  options: Partial<SearchOptions> = {},
): Promise<{ search: Search; result: SearchResult; verdicts: string[] }> {
  const search = new Search(space, { strategy: 'breadth', properties, ...options });
  const result = await search.run();
  return { search, result, verdicts: result.answers.map(({ verdict }) => verdict) };
}

/** What a trace does, in words, to where a question was decided. */
async function wordsTo(space: StateSpace, search: Search, state: number | undefined): Promise<string[]> {
  if (state === undefined) throw new Error('nothing was decided');
  const { steps } = await traceTo(space, search.table, state);
  return Promise.all(steps.map(({ transition }) => space.describe(transition)));
}

describe.each(['breadth', 'depth'] as const)('a search, %s first', (strategy) => {
  it('sees every configuration and every step once', async () => {
    // By hand: 7 ways to hold the forks; 00-10,01; 10-11,20; 01-11,02; 20-00; 02-00; 11 is the deadlock.
    const { result } = await searched(philosophers(), [], { strategy });
    expect(result).toMatchObject({ complete: true, states: 6, edges: 8, deadlocks: 1, refused: 0, waiting: 0 });
  });

  it('sees a square', async () => {
    // By hand: 10 x 10 fields, 2 x 9 x 10 steps, and no step from the last corner.
    const { result } = await searched(grid(10), [], { strategy });
    expect(result).toMatchObject({ complete: true, states: 100, edges: 180, deadlocks: 1, depth: 18 });
  });

  it('counts refused steps, and says why', async () => {
    // By hand: 1 to 10; adding is refused at 10, doubling from 6 to 10.
    const { result } = await searched(doubling(10), [], { strategy });
    expect(result).toMatchObject({ states: 10, refused: 6, edges: 14, deadlocks: 1 });
    expect([...result.refusals].sort()).toEqual(['add is refused', 'double is refused']);
  });

  it('answers what it is asked', async () => {
    const { verdicts } = await searched(grid(5), [never('x > 4'), always('y < 5')], { strategy });
    expect(verdicts).toEqual(['holds', 'holds']);
    expect((await searched(grid(5), [reach('x > 4')], { strategy })).verdicts).toEqual(['unreachable']);
    expect((await searched(grid(5), [reach('x > 3')], { strategy })).verdicts).toEqual(['reached']);
    expect((await searched(grid(5), [never('x > 3')], { strategy })).verdicts).toEqual(['violated']);
    expect((await searched(grid(5), [always('x < 3')], { strategy })).verdicts).toEqual(['violated']);
    expect((await searched(grid(5), [deadlock], { strategy })).verdicts).toEqual(['violated']);
    expect((await searched(philosophers(), [reach('a > 1'), reach('b > 1')], { strategy })).verdicts).toEqual([
      'reached',
      'reached',
    ]);
    expect((await searched(philosophers(), [reach('a > 1'), never('b > 2')], { strategy })).verdicts).toEqual([
      'reached',
      'holds',
    ]);
  });

  it('does not know what it has not seen', async () => {
    const bounded = await searched(grid(100), [never('x > 98'), deadlock], { strategy, bounds: { states: 50 } });
    expect(bounded.verdicts).toEqual(['unknown', 'unknown']);
    expect(bounded.result).toMatchObject({ complete: false, bound: 'states' });
    const shallow = await searched(grid(100), [reach('x > 98')], { strategy, bounds: { depth: 5 } });
    expect(shallow.verdicts).toEqual(['unknown']);
    expect(shallow.result).toMatchObject({ complete: false, bound: 'depth' });
    const slow = await searched(grid(100), [reach('x > 98')], { strategy, bounds: { seconds: 0 } });
    expect(slow.result).toMatchObject({ complete: false, bound: 'seconds' });
    const small = await searched(grid(100), [reach('x > 98')], { strategy, bounds: { bytes: 1 } });
    expect(small.result).toMatchObject({ complete: false, bound: 'bytes' });
    const stopped = await searched(grid(100), [reach('x > 98')], { strategy, signal: AbortSignal.abort() });
    expect(stopped.result).toMatchObject({ complete: false, bound: 'interrupted' });
  });

  it('has a way to what it has found that can be gone', async () => {
    const space = grid(6);
    const { search, result } = await searched(space, [never('y > 3')], { strategy });
    const words = await wordsTo(space, search, result.answers[0]?.state);
    expect(words.filter((each) => each === 'y + 1')).toHaveLength(4);
  });

  it('stops where a text is no proposition', () => {
    expect(() => new Search(grid(2), { strategy, properties: [never('z > 1')] })).toThrow('no proposition: z > 1');
  });
});

describe('a search, breadth first', () => {
  it('finds the shortest way', async () => {
    const space = doubling(1000);
    const { search, result } = await searched(space, [reach('n == 100')]);
    // By hand: 1 2 3 6 12 24 25 50 100.
    expect(await wordsTo(space, search, result.answers[0]?.state)).toEqual([
      'add',
      'add',
      'double',
      'double',
      'double',
      'add',
      'double',
      'double',
    ]);
  });

  it('sees everything within a depth and nothing beyond', async () => {
    const { result } = await searched(grid(100), [], { bounds: { depth: 3 } });
    expect(result).toMatchObject({ states: 1 + 2 + 3 + 4, edges: 2 + 4 + 6, depth: 3, waiting: 4, deadlocks: 0 });
  });

  it('is complete within a depth that nothing exceeds', async () => {
    const { result } = await searched(grid(3), [never('x > 2')], { bounds: { depth: 5 } });
    expect(result).toMatchObject({ complete: true, states: 9 });
  });

  it('begins where a space begins, nowhere or at several places', async () => {
    const none = await searched(new LittleSpace([], []), [deadlock, never('x')].slice(0, 1));
    expect(none.result).toMatchObject({ states: 0, complete: true });
    expect(none.verdicts).toEqual(['holds']);
    const space = new LittleSpace([{ x: 1 }, { x: 2 }, { x: 1 }], []);
    const two = await searched(space, [reach('x == 2')]);
    expect(two.result).toMatchObject({ states: 2 });
    expect(await wordsTo(space, two.search, two.result.answers[0]?.state)).toEqual([]);
  });

  it('goes on from every target of a step', async () => {
    const space = new LittleSpace(
      [{ x: 0 }],
      [{ name: 'throw', guard: ({ x }) => x === 0, effects: () => [1, 2, 3, 4, 5, 6].map((x) => ({ x })) }],
    );
    const { search, result } = await searched(space, [reach('x == 6')]);
    expect(result).toMatchObject({ states: 7, edges: 6 });
    const trace = await traceTo(space, search.table, result.answers[0]?.state ?? 0);
    expect(trace.steps.map(({ target }) => space.decode(target))).toEqual([{ x: 6 }]);
  });

  it('knows a horizon from a deadlock', async () => {
    const space = Object.assign(grid(3), { isHorizon: () => true });
    expect((await searched(space, [deadlock])).verdicts).toEqual(['holds']);
  });

  it('sees 100 000 configurations', async () => {
    const { result } = await searched(doubling(100_000));
    expect(result).toMatchObject({ states: 100_000, complete: true });
    expect(result.tableBytes).toBeLessThan(24 * 100_000 + 14 * 65_536);
  });
});
