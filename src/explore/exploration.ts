/** What came of exploring, in one form for every strategy, so that reports need not know which one it was. */
import type { Property, Verdict } from './search/property.js';
import type { SearchResult } from './search/search.js';
import type { Trace } from './search/trace.js';

/** A question, the answer, and the way to what decided it. */
export interface Finding {
  readonly property: Property;
  readonly verdict: Verdict;
  readonly trace: Trace | undefined;
  /** The numbers of the configurations on the way, where they have numbers. */
  readonly way: readonly number[];
}

/** How much was seen; of random walks configurations are those that were passed, the same one perhaps again. */
export interface Seen extends Omit<SearchResult, 'answers' | 'mostFrontierBytes'> {
  /** Of memory, at most, for what was still to be looked at. */
  readonly frontierBytes: number;
  /** That two configurations were taken for one. */
  readonly collisionProbability: number;
}

export interface Exploration {
  readonly findings: readonly Finding[];
  readonly seen: Seen;
}
