/** Walks at random through a state space too large to be seen: what is found is true, what is not found says little. */
import type { Configuration, StateSpace } from '../../plug/space.js';
import { Turns } from '../../simulate/driven.js';
import { BoundWatch, type BoundName, type Bounds } from './bounds.js';
import { Properties, type Property, type Verdict } from './property.js';
import type { BoundedSpace, Progress } from './search.js';
import type { Trace, TraceStep } from './trace.js';

/** How to walk. */
export interface WalkOptions {
  readonly properties: readonly Property[];
  /** The same seed gives the same walks. */
  readonly seed: number;
  /** How many walks, and how many steps each has at most. */
  readonly walks: number;
  readonly steps: number;
  readonly bounds?: Pick<Bounds, 'seconds'> | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** What came of the walks. */
export interface WalkResult {
  readonly answers: readonly {
    readonly property: Property;
    readonly verdict: Verdict;
    /** The walk that decided it, until there. */
    readonly trace: Trace | undefined;
  }[];
  readonly walks: number;
  readonly steps: number;
  readonly deadlocks: number;
  readonly bound: BoundName | undefined;
  readonly seconds: number;
}

/** Milliseconds from one progress to the next. */
const PROGRESS = 200;

/** @throws AtomError for a text that is no proposition about the space, and where one has no value */
export function walkAtRandom(space: BoundedSpace, options: WalkOptions): Promise<WalkResult> {
  return new Walks(space, options).run();
}

class Walks {
  readonly #space: BoundedSpace;
  readonly #options: WalkOptions;
  readonly #properties: Properties;
  readonly #watch: BoundWatch;
  readonly #random: () => number;
  readonly #turns = new Turns();
  readonly #traces = new Map<number, Trace>();
  /** Every configuration of every walk has a number of its own. */
  #state = 0;
  #walks = 0;
  #steps = 0;
  #deadlocks = 0;
  #bound: BoundName | undefined;
  #told = performance.now();

  constructor(space: BoundedSpace, options: WalkOptions) {
    this.#space = space;
    this.#options = options;
    this.#properties = new Properties(space, options.properties);
    this.#watch = new BoundWatch(options.bounds ?? {}, options.signal);
    this.#random = randomFrom(options.seed);
  }

  async run(): Promise<WalkResult> {
    const initial = await this.#space.initialConfigurations();
    while (this.#walks < this.#options.walks && initial.length > 0 && !this.#isOver()) {
      await this.#walk(chosen(initial, this.#random));
      this.#walks += 1;
    }
    return {
      answers: this.#options.properties.map((property, place) => ({
        property,
        verdict: this.#properties.verdict(place, false),
        trace: this.#traces.get(place),
      })),
      walks: this.#walks,
      steps: this.#steps,
      deadlocks: this.#deadlocks,
      bound: this.#bound,
      seconds: this.#watch.seconds,
    };
  }

  #isOver(): boolean {
    return this.#properties.isDecided || this.#bound !== undefined;
  }

  async #walk(initial: Configuration): Promise<void> {
    const way: TraceStep[] = [];
    await this.#look(initial, { initial, steps: [] });
    while (way.length < this.#options.steps && !this.#isOver()) {
      const source = way.at(-1)?.target ?? initial;
      const step = await oneStep(this.#space, source, this.#random);
      if (step === undefined) {
        if (this.#space.isHorizon?.(source) !== true) this.#deadlock({ initial, steps: way });
        return;
      }
      way.push(step);
      this.#steps += 1;
      await this.#look(step.target, { initial, steps: [...way] });
      this.#bound = this.#watch.reached({ states: 0, bytes: 0 });
      this.#tell(way.length);
      await this.#turns.give();
    }
  }

  async #look(configuration: Configuration, trace: Trace): Promise<void> {
    this.#state += 1;
    await this.#properties.look(this.#state, configuration);
    this.#note(trace);
  }

  #deadlock(trace: Trace): void {
    this.#deadlocks += 1;
    this.#properties.deadlock(this.#state);
    this.#note(trace);
  }

  /** Keeps the way to where it is if that has decided something. */
  #note(trace: Trace): void {
    for (const place of this.#options.properties.keys()) {
      if (this.#properties.decidedBy(place) === this.#state) this.#traces.set(place, trace);
    }
  }

  #tell(depth: number): void {
    const { onProgress } = this.#options;
    if (onProgress === undefined || performance.now() - this.#told < PROGRESS) return;
    this.#told = performance.now();
    const { seconds } = this.#watch;
    onProgress({ states: this.#steps, frontier: 0, depth, seconds, statesPerSecond: this.#steps / seconds });
  }
}

/** A step by one of the transitions that are not refused; undefined: there is none. */
async function oneStep(space: StateSpace, source: Configuration, random: () => number): Promise<TraceStep | undefined> {
  const left = [...(await space.fireableTransitions(source))];
  while (left.length > 0) {
    const transition = chosen(left, random);
    const { targets } = await space.fire(source, transition);
    if (targets.length > 0) return { transition, target: chosen(targets, random) };
    left.splice(left.indexOf(transition), 1);
  }
  return undefined;
}

function chosen<T>(list: readonly T[], random: () => number): T {
  const found = list[Math.floor(random() * list.length)];
  if (found === undefined) throw new RangeError('nothing to choose from');
  return found;
}

/** Numbers from 0 to 1 that look random: mulberry32, the same ones for the same seed on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
