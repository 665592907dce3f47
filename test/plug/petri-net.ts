// A small language of our own whose state spaces can be counted by hand: places with tokens, and moves between them that
// need and make tokens (a Petri net). It speaks as an FMU's space does, and can be told to misbehave.
import {
  AtomError,
  SpaceError,
  type Atom,
  type FiredStep,
  type Firing,
  type StateSpace,
} from '../../src/plug/space.js';
import type { Item, KnownSizes } from '../../src/plug/wire/layouts.js';

export interface Move {
  readonly name: string;
  readonly takes: Readonly<Record<string, number>>;
  readonly gives: Readonly<Record<string, number>>;
}

export interface NetDescription {
  readonly start: Readonly<Record<string, number>>;
  readonly moves: readonly Move[];
}

/** An atom is `place op number`; `after` is about the source of a step and its target. */
interface NetAtom extends Atom {
  readonly place: number;
  readonly holds: (tokens: number) => boolean;
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '<': (a, b) => a < b,
  '=': (a, b) => a === b,
  '>': (a, b) => a > b,
};

/** Configurations are a byte for each place, transitions are a byte with the number of the move. */
export class PetriNet implements StateSpace {
  readonly knownSizes: KnownSizes | undefined;
  readonly #description: NetDescription;
  readonly #places: readonly string[];
  closed = false;

  constructor(description: NetDescription) {
    this.#description = description;
    this.#places = Object.keys(description.start);
    this.knownSizes = { configuration: this.#places.length, transition: 1 };
  }

  initialConfigurations(): Promise<Uint8Array[]> {
    return Promise.resolve([Uint8Array.from(Object.values(this.#description.start))]);
  }

  fireableTransitions(source: Uint8Array): Promise<Uint8Array[]> {
    return this.#soon(() => {
      this.#check(source);
      const { moves } = this.#description;
      return moves.flatMap((move, index) => (this.#can(source, move) ? [Uint8Array.of(index)] : []));
    });
  }

  fire(source: Uint8Array, transition: Uint8Array): Promise<Firing> {
    return this.#soon(() => {
      this.#check(source);
      const move = this.#moveOf(transition);
      if (!this.#can(source, move)) return { targets: [], payload: Buffer.from('too few tokens') };
      const target = Uint8Array.from(source, (tokens, place) => {
        const name = this.#places[place]!;
        return tokens - (move.takes[name] ?? 0) + (move.gives[name] ?? 0);
      });
      return { targets: [target], payload: Buffer.from(move.name) };
    });
  }

  atom(text: string): NetAtom {
    const [, name = '', operator = '', number = ''] = /^(\w+) ([<=>]) (\d+)$/.exec(text) ?? [];
    const place = this.#places.indexOf(name);
    const compare = COMPARISONS[operator];
    if (place < 0 || compare === undefined) throw new AtomError(`there is no such place\n  ${text}\n  ^`);
    // A value that no byte has: the evaluation fails.
    return {
      text,
      place,
      holds: (tokens) => {
        if (Number(number) > 255) throw new AtomError('more than a place can hold');
        return compare(tokens, Number(number));
      },
    };
  }

  valuations(atoms: readonly Atom[], configuration: Uint8Array): Promise<boolean[]> {
    return this.#soon(() => {
      this.#check(configuration);
      return (atoms as readonly NetAtom[]).map(({ place, holds }) => holds(configuration[place]!));
    });
  }

  /** An atom holds of a step where it holds after it and not before. */
  extendedValuations(atoms: readonly Atom[], { source, target }: FiredStep): Promise<boolean[]> {
    return this.#soon(() => {
      for (const each of [source, target]) this.#check(each);
      const becomes = ({ place, holds }: NetAtom): boolean => holds(target[place]!) && !holds(source[place]!);
      return (atoms as readonly NetAtom[]).map(becomes);
    });
  }

  items(configuration: Uint8Array): Promise<Item[]> {
    return this.#soon(() => {
      this.#check(configuration);
      const children = this.#places.map((name, place) => ({
        type: 'place',
        name: `${name} = ${configuration[place]}`,
        icon: '',
        children: [],
      }));
      return [{ type: 'net', name: 'tokens', icon: 'net', children }];
    });
  }

  describe(transition: Uint8Array): Promise<string> {
    return this.#soon(() => this.#moveOf(transition).name);
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }

  #soon<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => resolve(work()));
  }

  #can(source: Uint8Array, { takes }: Move): boolean {
    return this.#places.every((name, place) => source[place]! >= (takes[name] ?? 0));
  }

  #check({ length }: Uint8Array): void {
    if (length !== this.#places.length) throw new SpaceError(`no configuration of this net: ${length} bytes`);
  }

  #moveOf(transition: Uint8Array): Move {
    const move = this.#description.moves[transition[0] ?? -1];
    if (move === undefined || transition.length !== 1) throw new SpaceError('no transition of this net');
    return move;
  }
}

/**
 * Two philosophers and two forks. By hand: each is thinking, has its first fork, or eats. Both think (1), one has its first
 * fork and the other thinks (2), both have one (1, a deadlock), one eats and the other thinks (2): 6 states. Edges: from
 * the first 2; from each of the two with one fork 2 (second fork, or the other takes its own); from the deadlock none; from
 * each that eats 1 (it puts both down): 2 + 4 + 2 = 8.
 */
export const PHILOSOPHERS: NetDescription = {
  start: { left: 1, right: 1, has1: 0, has2: 0, eats1: 0, eats2: 0, thinks1: 1, thinks2: 1 },
  moves: [
    { name: '1 takes left', takes: { thinks1: 1, left: 1 }, gives: { has1: 1 } },
    { name: '1 takes right', takes: { has1: 1, right: 1 }, gives: { eats1: 1 } },
    { name: '1 puts down', takes: { eats1: 1 }, gives: { thinks1: 1, left: 1, right: 1 } },
    { name: '2 takes right', takes: { thinks2: 1, right: 1 }, gives: { has2: 1 } },
    { name: '2 takes left', takes: { has2: 1, left: 1 }, gives: { eats2: 1 } },
    { name: '2 puts down', takes: { eats2: 1 }, gives: { thinks2: 1, left: 1, right: 1 } },
  ],
};

/** As many tokens move one by one from `a` over `b` to `c`: (n + 1)(n + 2) / 2 states, n (n + 1) edges, one deadlock. */
export function chain(tokens: number): NetDescription {
  return {
    start: { a: tokens, b: 0, c: 0 },
    moves: [
      { name: 'a to b', takes: { a: 1 }, gives: { b: 1 } },
      { name: 'b to c', takes: { b: 1 }, gives: { c: 1 } },
    ],
  };
}

export interface Explored {
  readonly states: number;
  readonly edges: number;
  readonly deadlocks: number;
}

/** Sees everything, one state after the other. */
export async function explored(space: StateSpace): Promise<Explored> {
  const seen = new Set<string>();
  const frontier: Uint8Array[] = [];
  const see = (all: readonly Uint8Array[]): void => {
    for (const each of all) {
      const key = Buffer.from(each).toString('hex');
      if (seen.has(key)) continue;
      seen.add(key);
      frontier.push(each);
    }
  };
  see(await space.initialConfigurations());
  let [edges, deadlocks] = [0, 0];
  for (let source; (source = frontier.pop()) !== undefined;) {
    const transitions = await space.fireableTransitions(source);
    edges += transitions.length;
    if (transitions.length === 0) deadlocks += 1;
    for (const transition of transitions) see((await space.fire(source, transition)).targets);
  }
  return { states: seen.size, edges, deadlocks };
}
