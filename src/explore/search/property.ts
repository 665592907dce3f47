/** What is asked of a state space, and the answers. */
import type { Atom, Configuration, StateSpace } from '../../plug/space.js';

/** A question: a proposition that never or always holds, or can be reached; or whether there are deadlocks. */
export type Property =
  { readonly kind: 'never' | 'always' | 'reach'; readonly text: string } | { readonly kind: 'deadlock' };

/** `holds` and `violated` of what is to hold; `reached` and `unreachable` of what is looked for. */
export type Verdict = 'holds' | 'violated' | 'reached' | 'unreachable' | 'unknown';

/** What is known of properties while a search goes on. */
export class Properties {
  readonly list: readonly Property[];
  readonly #space: StateSpace;
  readonly #atoms: readonly { readonly place: number; readonly atom: Atom; readonly decidedBy: boolean }[];
  readonly #decided = new Map<number, number>();

  /** @throws SpaceError for a text that is no proposition about the space */
  constructor(space: StateSpace, list: readonly Property[]) {
    this.#space = space;
    this.list = list;
    this.#atoms = list.flatMap((property, place) =>
      property.kind === 'deadlock'
        ? []
        : [{ place, atom: space.atom(property.text), decidedBy: property.kind !== 'always' }],
    );
  }

  /** Looks at a configuration that is new. @throws SpaceError where a proposition has no value */
  async look(state: number, configuration: Configuration): Promise<void> {
    if (this.#atoms.length === 0) return;
    const atoms = this.#atoms.map(({ atom }) => atom);
    const values = await this.#space.valuations(atoms, configuration);
    for (const [index, { place, decidedBy }] of this.#atoms.entries()) {
      if (values[index] === decidedBy) this.decide(place, state);
    }
  }

  /** A configuration has no successors. */
  deadlock(state: number): void {
    for (const [place, { kind }] of this.list.entries()) if (kind === 'deadlock') this.decide(place, state);
  }

  /** The property at `place` was decided by a configuration; the first one counts. */
  decide(place: number, state: number): void {
    if (!this.#decided.has(place)) this.#decided.set(place, state);
  }

  /** The configuration that decided the property at `place`. */
  decidedBy(place: number): number | undefined {
    return this.#decided.get(place);
  }

  /** Nothing more is to be learnt: something is violated, or all that is looked for is reached and nothing else was asked. */
  get isDecided(): boolean {
    const isOpen = (_: Property, place: number): boolean => !this.#decided.has(place);
    if (this.list.some((property, place) => property.kind !== 'reach' && !isOpen(property, place))) return true;
    return (
      this.list.length > 0 &&
      this.list.every((property, place) => property.kind === 'reach' && !isOpen(property, place))
    );
  }

  /** The answer for the property at `place`; `complete`: every configuration was seen. */
  verdict(place: number, complete: boolean): Verdict {
    const isReach = this.list[place]?.kind === 'reach';
    if (this.#decided.has(place)) return isReach ? 'reached' : 'violated';
    if (!complete) return 'unknown';
    return isReach ? 'unreachable' : 'holds';
  }
}

/** Whether a verdict is what the user hopes for. */
export function isGood(verdict: Verdict): boolean {
  return verdict === 'holds' || verdict === 'reached';
}
