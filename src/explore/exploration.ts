/** What came of exploring, in one form for every strategy, so that reports need not know which one it was. */
import type { BoundName } from './search/bounds.js';
import type { Property, Verdict } from './search/property.js';
import type { Trace } from './search/trace.js';

/** A question, the answer, and the way to what decided it. */
export interface Finding {
  readonly property: Property;
  readonly verdict: Verdict;
  readonly trace: Trace | undefined;
  /** The numbers of the configurations on the way, where they have numbers. */
  readonly way: readonly number[];
}

/** How much was seen. */
export interface Seen {
  /** Configurations; of random walks those that were passed, the same one perhaps again. */
  readonly states: number;
  readonly edges: number;
  readonly refused: number;
  readonly refusals: readonly string[];
  readonly deadlocks: number;
  readonly depth: number;
  /** Configurations that were seen and not gone on from. */
  readonly waiting: number;
  readonly complete: boolean;
  readonly bound: BoundName | undefined;
  readonly seconds: number;
  /** Of memory, for what was seen, and at most for what was still to be looked at. */
  readonly tableBytes: number;
  readonly frontierBytes: number;
  /** That two configurations were taken for one. */
  readonly collisionProbability: number;
}

export interface Exploration {
  readonly findings: readonly Finding[];
  readonly seen: Seen;
}
