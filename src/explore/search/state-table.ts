/**
 * The configurations that a search has seen, as few bytes as possible for each: 64 bits of a hash, which configuration it was
 * reached from, and by which of the transitions there. Configurations are numbered from 0 in the order in which they were
 * seen. Two of them whose hashes are equal are taken for one; how likely that is, {@link collisionProbability} says.
 */

/** What leads nowhere: the predecessor of an initial configuration. */
export const NONE = 0xffff_ffff;
/** Transitions of one configuration, at most. */
export const MOST_TRANSITIONS = 0x1_0000;
/** Configurations, at most. */
export const MOST_STATES = 0xffff_fffe;

/** 64 bits. */
export interface Hash {
  readonly high: number;
  readonly low: number;
}

/** Entries of a piece of a column: columns grow piece by piece, so that they never exist twice. */
const PIECE = 1 << 16;
/** Parts of the index, each of which grows by itself, so that no two large ones exist at a time. */
const PARTS = 256;
const FULLEST = 0.75;
const GROWTH = 1.5;
const FIRST_SLOTS = 8;

/** Numbers that are appended and never moved. */
class Column<T extends Uint32Array | Uint16Array> {
  readonly #make: (length: number) => T;
  readonly #pieces: T[] = [];

  constructor(make: (length: number) => T) {
    this.#make = make;
  }

  get bytes(): number {
    return this.#pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  at(place: number): number {
    return this.#pieces[place >>> 16]?.[place & (PIECE - 1)] ?? 0;
  }

  set(place: number, value: number): void {
    const piece = (this.#pieces[place >>> 16] ??= this.#make(PIECE));
    piece[place & (PIECE - 1)] = value;
  }
}

export class StateTable {
  readonly #high = new Column((length) => new Uint32Array(length));
  readonly #low = new Column((length) => new Uint32Array(length));
  readonly #predecessors = new Column((length) => new Uint32Array(length));
  readonly #transitions = new Column((length) => new Uint16Array(length));
  /** Numbers of configurations plus 1, 0 where there is none; which part is told by the first bits of the hash. */
  readonly #parts = Array.from({ length: PARTS }, () => ({ slots: new Uint32Array(FIRST_SLOTS), used: 0 }));
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Of memory, the index included. */
  get bytes(): number {
    const columns = [this.#high, this.#low, this.#predecessors, this.#transitions];
    const index = this.#parts.reduce((sum, { slots }) => sum + slots.byteLength, 0);
    return columns.reduce((sum, { bytes }) => sum + bytes, index);
  }

  /** The number of a configuration, which is added if it was not there: {@link count} grows then. */
  add(hash: Hash, predecessor: number, transition: number): number {
    const part = this.#parts[hash.high >>> 24];
    if (part === undefined) throw new RangeError('a hash has 64 bits');
    const slot = this.#slotOf(part.slots, hash);
    const known = part.slots[slot] ?? 0;
    if (known !== 0) return known - 1;
    const state = this.#count;
    if (state >= MOST_STATES) throw new RangeError(`more than ${MOST_STATES} configurations`);
    this.#high.set(state, hash.high);
    this.#low.set(state, hash.low);
    this.#predecessors.set(state, predecessor);
    this.#transitions.set(state, transition);
    this.#count += 1;
    part.slots[slot] = state + 1;
    part.used += 1;
    if (part.used > FULLEST * part.slots.length) part.slots = this.#grown(part.slots);
    return state;
  }

  hashOf(state: number): Hash {
    return { high: this.#high.at(state), low: this.#low.at(state) };
  }

  /** {@link NONE} for an initial one. */
  predecessorOf(state: number): number {
    return this.#predecessors.at(state);
  }

  /** Which of its predecessor's transitions, or of the initial configurations, led there. */
  transitionOf(state: number): number {
    return this.#transitions.at(state);
  }

  /** Where the hash is, or would be. */
  #slotOf(slots: Uint32Array, { high, low }: Hash): number {
    const { length } = slots;
    for (let slot = Math.floor((low / 2 ** 32) * length); ; slot = slot + 1 === length ? 0 : slot + 1) {
      const found = slots[slot] ?? 0;
      if (found === 0) return slot;
      if (this.#low.at(found - 1) === low && this.#high.at(found - 1) === high) return slot;
    }
  }

  #grown(slots: Uint32Array): Uint32Array<ArrayBuffer> {
    const grown = new Uint32Array(Math.ceil(slots.length * GROWTH));
    for (const found of slots) if (found !== 0) grown[this.#slotOf(grown, this.hashOf(found - 1))] = found;
    return grown;
  }
}

/** How likely it is that among so many configurations two have the same hash (the birthday bound). */
export function collisionProbability(states: number): number {
  return -Math.expm1(-(states * Math.max(0, states - 1)) / 2 ** 65);
}
