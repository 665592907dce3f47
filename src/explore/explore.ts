/** Explores a state space by one of the strategies. */
import { collisionProbability } from './search/state-table.js';
import { Search, type BoundedSpace, type SearchOptions } from './search/search.js';
import { walkAtRandom } from './search/random-walk.js';
import { traceTo, wayTo } from './search/trace.js';
import type { Exploration, Finding } from './exploration.js';

/** In which way. */
export type Strategy =
  | { readonly strategy: 'breadth' | 'depth' }
  | { readonly strategy: 'random'; readonly seed: number; readonly walks: number };

/** How to explore. */
export type ExploreOptions = Omit<SearchOptions, 'strategy'> &
  Strategy & {
    /** Is given a search before it begins, and after it has ended: to go on from a checkpoint, and to make one. */
    readonly onSearch?: { before(search: Search): void; after(search: Search): Promise<void> } | undefined;
  };

/** Steps of a random walk where the depth has no bound. */
const WALK_STEPS = 1000;

/** @throws SpaceError for a text that is no proposition about the space, and where one has no value */
export async function explore(space: BoundedSpace, options: ExploreOptions): Promise<Exploration> {
  if (options.strategy === 'random') return randomly(space, options);
  const search = new Search(space, options);
  options.onSearch?.before(search);
  const { answers, mostFrontierBytes, ...seen } = await search.run();
  await options.onSearch?.after(search);
  const findings: Finding[] = [];
  for (const { property, verdict, state } of answers) {
    findings.push({
      property,
      verdict,
      trace: state === undefined ? undefined : await traceTo(space, search.table, state),
      way: state === undefined ? [] : wayTo(search.table, state),
    });
  }
  return {
    findings,
    seen: { ...seen, frontierBytes: mostFrontierBytes, collisionProbability: collisionProbability(seen.states) },
  };
}

async function randomly(
  space: BoundedSpace,
  options: ExploreOptions & { readonly strategy: 'random' },
): Promise<Exploration> {
  const { answers, steps, walks, deadlocks, bound, seconds } = await walkAtRandom(space, {
    ...options,
    steps: options.bounds?.depth ?? WALK_STEPS,
  });
  return {
    findings: answers.map((answer) => ({ ...answer, way: [] })),
    seen: {
      states: steps + walks,
      edges: steps,
      refused: 0,
      refusals: [],
      deadlocks,
      depth: Math.max(0, ...answers.map(({ trace }) => trace?.steps.length ?? 0)),
      waiting: 0,
      complete: false,
      bound,
      seconds,
      tableBytes: 0,
      frontierBytes: 0,
      collisionProbability: 0,
    },
  };
}
