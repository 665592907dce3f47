/**
 * Looks at all configurations of a state space that can be reached, breadth first or depth first, until the questions are
 * answered, everything is seen or a bound is reached. Breadth first, what answers a question is as few steps away as can be.
 */
import type { Configuration, StateSpace } from '../../plug/space.js';
import { Turns } from '../../simulate/driven.js';
import { BoundWatch, type BoundName, type Bounds } from './bounds.js';
import { Frontier, type Waiting } from './frontier.js';
import { hashOf } from './hash.js';
import { Properties, type Property, type Verdict } from './property.js';
import { MOST_TRANSITIONS, NONE, StateTable } from './state-table.js';
import { SpaceError } from '../../plug/space.js';

/** A state space that knows where its horizon is. */
export interface BoundedSpace extends StateSpace {
  /** Whether a configuration has no successors only because the horizon of the space is there. */
  isHorizon?(configuration: Configuration): boolean;
}

/** What is known of a search while it goes on. */
export interface Progress {
  readonly states: number;
  readonly frontier: number;
  /** Steps from an initial configuration, of the one that is looked at. */
  readonly depth: number;
  readonly seconds: number;
  readonly statesPerSecond: number;
}

/** How to search. */
export interface SearchOptions {
  readonly properties: readonly Property[];
  readonly strategy: 'breadth' | 'depth';
  readonly bounds?: Bounds | undefined;
  /** Aborting it ends the search where it is. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Told of every step between two configurations. */
  readonly onEdge?: ((from: number, to: number, transition: Uint8Array) => void) | undefined;
  /** Told of every configuration, in the order of their numbers. */
  readonly onState?: ((state: number, configuration: Configuration) => void) | undefined;
}

/** A property with its answer. */
export interface Answer {
  readonly property: Property;
  readonly verdict: Verdict;
  /** The configuration that decided it. */
  readonly state: number | undefined;
}

/** What came of a search. */
export interface SearchResult {
  readonly answers: readonly Answer[];
  /** Whether every configuration that can be reached was seen. */
  readonly complete: boolean;
  /** Which bound left some unseen; undefined: none, or the search ended because it had its answers. */
  readonly bound: BoundName | undefined;
  readonly states: number;
  readonly edges: number;
  /** Steps that were refused, and why, some of the reasons. */
  readonly refused: number;
  readonly refusals: readonly string[];
  readonly deadlocks: number;
  /** Of the configuration that is farthest away, by the ways that were found. */
  readonly depth: number;
  /** Configurations that were seen and not gone on from. */
  readonly waiting: number;
  readonly seconds: number;
  /** Of memory, for what was seen, and at most for what was still to be looked at. */
  readonly tableBytes: number;
  readonly mostFrontierBytes: number;
}

/** Numbers that a search counts. */
export interface Counts {
  edges: number;
  refused: number;
  deadlocks: number;
  depth: number;
}

/** Reasons of refusals that are kept. */
const REASONS = 5;
/** Milliseconds from one progress to the next. */
const PROGRESS = 200;

export class Search {
  readonly table: StateTable;
  readonly frontier: Frontier;
  readonly properties: Properties;
  readonly counts: Counts = { edges: 0, refused: 0, deadlocks: 0, depth: 0 };
  readonly #space: BoundedSpace;
  readonly #options: SearchOptions;
  readonly #refusals = new Set<string>();
  #mostFrontierBytes = 0;
  /** Configurations that the bound of the depth kept from being gone on from. */
  #tooDeep = 0;
  #told = performance.now();

  /** @throws AtomError for a text that is no proposition about the space */
  constructor(space: BoundedSpace, options: SearchOptions) {
    this.#space = space;
    this.#options = options;
    this.table = new StateTable();
    this.frontier = new Frontier(options.strategy === 'breadth' ? 'first' : 'last');
    this.properties = new Properties(space, options.properties);
  }

  /**
   * Searches; a search that was restored goes on where it was.
   * @throws SpaceError where a proposition has no value, or whatever the space throws
   */
  async run(): Promise<SearchResult> {
    const watch = new BoundWatch(this.#options.bounds ?? {}, this.#options.signal);
    if (this.table.count === 0) await this.#begin();
    const before = this.table.count;
    const turns = new Turns();
    let bound: BoundName | undefined;
    while (!this.properties.isDecided) {
      bound = watch.reached({ states: this.table.count, bytes: this.table.bytes + this.frontier.bytes });
      if (bound !== undefined && this.frontier.count > 0) break;
      bound = undefined;
      const waiting = this.frontier.take();
      if (waiting === undefined) break;
      if (watch.isDeepest(waiting.depth) && !this.#isHorizon(waiting)) this.#tooDeep += 1;
      else await this.#expand(waiting);
      this.#mostFrontierBytes = Math.max(this.#mostFrontierBytes, this.frontier.bytes);
      this.#tell(watch, waiting.depth, before);
      await turns.give();
    }
    return this.#result(watch, bound);
  }

  /** What a search that goes on with this one has to know besides its table and its frontier; made of what JSON has. */
  get progress(): object {
    return {
      counts: this.counts,
      tooDeep: this.#tooDeep,
      refusals: [...this.#refusals],
      decided: this.#options.properties.map((_, place) => this.properties.decidedBy(place) ?? null),
    };
  }

  /** Takes {@link progress} of another search, from a file; whether it is one. */
  resume(progress: unknown): boolean {
    const { counts, tooDeep, refusals, decided } = (progress ?? {}) as Record<string, unknown>;
    const { edges, refused, deadlocks, depth } = (counts ?? {}) as Record<string, unknown>;
    const numbers = [edges, refused, deadlocks, depth, tooDeep];
    if (!numbers.every((each) => typeof each === 'number') || !Array.isArray(refusals) || !Array.isArray(decided)) {
      return false;
    }
    Object.assign(this.counts, { edges, refused, deadlocks, depth });
    this.#tooDeep = Number(tooDeep);
    for (const each of refusals) this.#refusals.add(String(each));
    for (const [place, state] of decided.entries()) {
      if (typeof state === 'number' && state < this.table.count) this.properties.decide(place, state);
    }
    return true;
  }

  #isHorizon({ configuration }: Waiting): boolean {
    return this.#space.isHorizon?.(configuration) === true;
  }

  async #begin(): Promise<void> {
    const initial = await this.#space.initialConfigurations();
    for (const [place, configuration] of initial.entries()) await this.#visit(configuration, NONE, place, 0);
  }

  async #expand(waiting: Waiting): Promise<void> {
    const { state, configuration, depth } = waiting;
    const transitions = await this.#space.fireableTransitions(configuration);
    if (transitions.length > MOST_TRANSITIONS) {
      throw new SpaceError(
        `${transitions.length} transitions of one configuration, and ${MOST_TRANSITIONS} are the most`,
      );
    }
    let successors = 0;
    for (const [place, transition] of transitions.entries()) {
      const { targets, payload } = await this.#space.fire(configuration, transition);
      if (targets.length === 0) this.#refused(payload);
      for (const target of targets) {
        successors += 1;
        this.counts.edges += 1;
        const reached = await this.#visit(target, state, place, depth + 1);
        this.#options.onEdge?.(state, reached, transition);
      }
    }
    if (successors > 0 || this.#isHorizon(waiting)) return;
    this.counts.deadlocks += 1;
    this.properties.deadlock(state);
  }

  /** The number of a configuration, which is looked at if it is new. */
  async #visit(configuration: Configuration, from: number, transition: number, depth: number): Promise<number> {
    const { count } = this.table;
    const state = this.table.add(hashOf(configuration), from, transition);
    if (state < count) return state;
    this.#options.onState?.(state, configuration);
    this.counts.depth = Math.max(this.counts.depth, depth);
    await this.properties.look(state, configuration);
    this.frontier.push({ state, configuration, depth });
    return state;
  }

  #refused(payload: Uint8Array): void {
    this.counts.refused += 1;
    if (this.#refusals.size < REASONS && payload.length > 0) this.#refusals.add(Buffer.from(payload).toString('utf8'));
  }

  #tell(watch: BoundWatch, depth: number, before: number): void {
    const { onProgress } = this.#options;
    if (onProgress === undefined || performance.now() - this.#told < PROGRESS) return;
    this.#told = performance.now();
    const { seconds } = watch;
    const states = this.table.count;
    onProgress({ states, frontier: this.frontier.count, depth, seconds, statesPerSecond: (states - before) / seconds });
  }

  #result(watch: BoundWatch, bound: BoundName | undefined): SearchResult {
    const waiting = this.frontier.count + this.#tooDeep;
    const complete = waiting === 0;
    return {
      answers: this.properties.list.map((property, place) => ({
        property,
        verdict: this.properties.verdict(place, complete),
        state: this.properties.decidedBy(place),
      })),
      complete,
      bound: this.properties.isDecided || complete ? undefined : (bound ?? 'depth'),
      states: this.table.count,
      ...this.counts,
      refusals: [...this.#refusals],
      waiting,
      seconds: watch.seconds,
      tableBytes: this.table.bytes,
      mostFrontierBytes: this.#mostFrontierBytes,
    };
  }
}
