import { describe, expect, it } from 'vitest';
import { walkAtRandom, type WalkOptions } from '../../../src/explore/search/random-walk.js';
import { doubling, grid, philosophers } from '../support/little-language.js';

const walk = (options: Partial<WalkOptions>): WalkOptions => ({
  properties: [],
  seed: 1,
  walks: 10,
  steps: 20,
  ...options,
});

describe('a walk at random', () => {
  it('has as many steps as it may', async () => {
    expect(await walkAtRandom(grid(1000), walk({}))).toMatchObject({ walks: 10, steps: 200, deadlocks: 0 });
    expect(await walkAtRandom(grid(1000), walk({ walks: 0 }))).toMatchObject({ walks: 0, steps: 0 });
    expect(await walkAtRandom(grid(1000), walk({ steps: 0 }))).toMatchObject({ walks: 10, steps: 0 });
  });

  it('goes the same way with the same seed, and another one with another seed', async () => {
    const space = doubling(1000);
    const properties = [{ kind: 'reach', text: 'n > 100' } as const];
    const way = async (seed: number): Promise<string[]> => {
      const { answers } = await walkAtRandom(space, walk({ properties, seed, steps: 1000 }));
      const steps = answers[0]?.trace?.steps ?? [];
      return Promise.all(steps.map(({ transition }) => space.describe(transition)));
    };
    const [first, again, other] = [await way(7), await way(7), await way(8)];
    expect(first.length).toBeGreaterThan(0);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('has a trace to what it finds, and knows nothing of what it does not', async () => {
    const space = philosophers();
    const { answers } = await walkAtRandom(
      space,
      walk({ properties: [{ kind: 'never', text: 'a > 2' }, { kind: 'deadlock' }], walks: 1000 }),
    );
    expect(answers.map(({ verdict }) => verdict)).toEqual(['unknown', 'violated']);
    const last = answers[1]?.trace?.steps.at(-1)?.target;
    expect(last && space.decode(last)).toEqual({ a: 1, b: 1 });
  });

  it('ends when it is told to', async () => {
    const { bound, steps } = await walkAtRandom(grid(1000), walk({ signal: AbortSignal.abort() }));
    expect([bound, steps]).toEqual(['interrupted', 1]);
  });
});
