/** Walks at random through a state space too large to be seen: what is found is true, what is not found says little. */
import { SpaceError, type Configuration, type StateSpace } from '../../plug/space.js';
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

/** @throws SpaceError for a text that is no proposition about the space, and where one has no value */
export async function walkAtRandom(space: BoundedSpace, options: WalkOptions): Promise<WalkResult> {
  const properties = new Properties(space, options.properties);
  const watch = new BoundWatch(options.bounds ?? {}, options.signal);
  const random = randomFrom(options.seed);
  const traces = new Map<number, Trace>();
  const turns = new Turns();
  const initial = await space.initialConfigurations();
  let told = performance.now();
  let bound: BoundName | undefined;
  let walks = 0;
  let steps = 0;
  let deadlocks = 0;

  const note = (state: number, trace: Trace): void => {
    for (const place of options.properties.keys()) {
      if (properties.decidedBy(place) === state && !traces.has(place)) traces.set(place, trace);
    }
  };
  /** Every configuration of every walk has a number of its own. */
  let state = 0;
  while (walks < options.walks && !properties.isDecided && bound === undefined && initial.length > 0) {
    const begin = chosen(initial, random);
    const way: TraceStep[] = [];
    let source: Configuration | undefined = begin;
    await properties.look(state, begin);
    note(state, { initial: begin, steps: [] });
    while (way.length < options.steps && !properties.isDecided) {
      const step: TraceStep | undefined = await oneStep(space, source, random);
      if (step === undefined) {
        if (space.isHorizon?.(source) !== true) {
          deadlocks += 1;
          properties.deadlock(state);
          note(state, { initial: begin, steps: [...way] });
        }
        break;
      }
      way.push(step);
      source = step.target;
      state += 1;
      steps += 1;
      await properties.look(state, source);
      note(state, { initial: begin, steps: [...way] });
      bound = watch.reached({ states: 0, bytes: 0 });
      if (bound !== undefined) break;
      if (options.onProgress !== undefined && performance.now() - told >= PROGRESS) {
        told = performance.now();
        const { seconds } = watch;
        options.onProgress({
          states: steps,
          frontier: 0,
          depth: way.length,
          seconds,
          statesPerSecond: steps / seconds,
        });
      }
      await turns.give();
    }
    state += 1;
    walks += 1;
  }
  return {
    answers: options.properties.map((property, place) => ({
      property,
      verdict: properties.verdict(place, false),
      trace: traces.get(place),
    })),
    walks,
    steps,
    deadlocks,
    bound,
    seconds: watch.seconds,
  };
}

/** A step by one of the transitions that are not refused; undefined: there is none. */
async function oneStep(space: StateSpace, source: Configuration, random: () => number): Promise<TraceStep | undefined> {
  const transitions = [...(await space.fireableTransitions(source))];
  while (transitions.length > 0) {
    const [transition] = transitions.splice(Math.floor(random() * transitions.length), 1);
    if (transition === undefined) throw new SpaceError('a transition is missing');
    const { targets } = await space.fire(source, transition);
    if (targets.length > 0) return { transition, target: chosen(targets, random) };
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
