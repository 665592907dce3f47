/**
 * A language for state spaces that exist only in tests. A line is `x = 0` for a variable, or `name: guard -> x = x + 1, y = 0`
 * for an action, with expressions of JavaScript's own arithmetic that are made of functions by the test.
 */
import { SpaceError, type Atom, type Configuration, type Firing, type StateSpace } from '../../../src/plug/space.js';

export type State = Readonly<Record<string, number>>;

export interface Action {
  readonly name: string;
  readonly guard: (state: State) => boolean;
  /** Several: it is not known which one it will be. None: it is refused. */
  readonly effects: (state: State) => readonly Readonly<Record<string, number>>[];
}

/** A program: variables of 32 bits, and actions. Atoms are `name`, `name < 3` and the like. */
export class LittleSpace implements StateSpace {
  readonly knownSizes;
  /** How often it was asked to fire. */
  fired = 0;
  readonly #names: readonly string[];
  readonly #initial: readonly State[];
  readonly #actions: readonly Action[];

  constructor(initial: readonly State[], actions: readonly Action[]) {
    this.#initial = initial;
    this.#actions = actions;
    this.#names = Object.keys(initial[0] ?? {});
    this.knownSizes = { configuration: 4 * this.#names.length, transition: 4 };
  }

  initialConfigurations(): Promise<readonly Configuration[]> {
    return Promise.resolve(this.#initial.map((state) => this.encode(state)));
  }

  fireableTransitions(source: Configuration): Promise<readonly Uint8Array[]> {
    const state = this.decode(source);
    return Promise.resolve(
      this.#actions.flatMap(({ guard }, place) => (guard(state) ? [Buffer.from(Int32Array.of(place).buffer)] : [])),
    );
  }

  fire(source: Configuration, transition: Uint8Array): Promise<Firing> {
    this.fired += 1;
    const state = this.decode(source);
    const action = this.#action(transition);
    const targets = action.effects(state).map((changes) => this.encode({ ...state, ...changes }));
    const payload = targets.length === 0 ? Buffer.from(`${action.name} is refused`) : Buffer.alloc(0);
    return Promise.resolve({ targets, payload });
  }

  atom(text: string): Atom & { holds: (state: State) => boolean } {
    const [, name = '', sign, number] = /^(\w+)(?: (<|==|>) (-?\d+))?$/.exec(text) ?? [];
    if (!this.#names.includes(name)) throw new SpaceError(`no proposition: ${text}`);
    const value = Number(number);
    return {
      text,
      holds: (state) => {
        const own = state[name] ?? NaN;
        if (sign === undefined) return own !== 0;
        return sign === '<' ? own < value : sign === '>' ? own > value : own === value;
      },
    };
  }

  valuations(atoms: readonly Atom[], configuration: Configuration): Promise<readonly boolean[]> {
    const state = this.decode(configuration);
    return Promise.resolve(atoms.map(({ text }) => this.atom(text).holds(state)));
  }

  extendedValuations(atoms: readonly Atom[], { target }: { target: Configuration }): Promise<readonly boolean[]> {
    return this.valuations(atoms, target);
  }

  items(): Promise<readonly never[]> {
    return Promise.resolve([]);
  }

  describe(transition: Uint8Array): Promise<string> {
    return Promise.resolve(this.#action(transition).name);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  encode(state: State): Buffer {
    return Buffer.from(Int32Array.from(this.#names, (name) => state[name] ?? 0).buffer);
  }

  decode(configuration: Configuration): State {
    const view = Buffer.from(configuration);
    return Object.fromEntries(this.#names.map((name, place) => [name, view.readInt32LE(4 * place)]));
  }

  #action(transition: Uint8Array): Action {
    const action = this.#actions[Buffer.from(transition).readInt32LE(0)];
    if (action === undefined) throw new SpaceError('no such transition');
    return action;
  }
}

const always = (): boolean => true;

/** Two philosophers and two forks, each of which takes its left fork first: 4 x 4 states less those that cannot be. */
export function philosophers(): LittleSpace {
  // 0: thinks, 1: has the first fork, 2: has both.
  const has = (state: State, who: 'a' | 'b'): number => state[who] ?? 0;
  const free = (state: State, fork: 'left' | 'right'): boolean =>
    fork === 'left' ? has(state, 'a') === 0 && has(state, 'b') < 2 : has(state, 'b') === 0 && has(state, 'a') < 2;
  return new LittleSpace(
    [{ a: 0, b: 0 }],
    (['a', 'b'] as const).flatMap((who): Action[] => [
      {
        name: `${who} takes its first fork`,
        guard: (state) => has(state, who) === 0 && free(state, who === 'a' ? 'left' : 'right'),
        effects: () => [{ [who]: 1 }],
      },
      {
        name: `${who} takes its second fork`,
        guard: (state) => has(state, who) === 1 && free(state, who === 'a' ? 'right' : 'left'),
        effects: () => [{ [who]: 2 }],
      },
      { name: `${who} puts both back`, guard: (state) => has(state, who) === 2, effects: () => [{ [who]: 0 }] },
    ]),
  );
}

/** A square of `size` x `size` fields, over which one goes to the right and up. */
export function grid(size: number): LittleSpace {
  const step = (name: string): Action => ({
    name: `${name} + 1`,
    guard: (state) => (state[name] ?? 0) < size - 1,
    effects: (state) => [{ [name]: (state[name] ?? 0) + 1 }],
  });
  return new LittleSpace([{ x: 0, y: 0 }], [step('x'), step('y')]);
}

/** A number that goes up by one, or is doubled, and is refused beyond `most`. */
export function doubling(most: number): LittleSpace {
  const to = (next: number): readonly Readonly<Record<string, number>>[] => (next <= most ? [{ n: next }] : []);
  return new LittleSpace(
    [{ n: 1 }],
    [
      { name: 'add', guard: always, effects: ({ n = 0 }) => to(n + 1) },
      { name: 'double', guard: always, effects: ({ n = 0 }) => to(2 * n) },
    ],
  );
}
