/**
 * The sizes of the dialect `fixed`, as a client knows them: given to it, or learned from the first configurations and
 * transitions that the server tells, where they do stand.
 */
import { SpaceError } from '../space.js';
import type { KnownSizes } from '../wire/layouts.js';

export class Sizes {
  readonly #known: { configuration?: number | undefined; transition?: number | undefined };

  constructor(given: Partial<KnownSizes>) {
    this.#known = { ...given };
  }

  of(which: keyof KnownSizes): number | undefined {
    return this.#known[which];
  }

  /** Undefined as long as one is missing. */
  get both(): KnownSizes | undefined {
    const { configuration, transition } = this.#known;
    return configuration === undefined || transition === undefined ? undefined : { configuration, transition };
  }

  /** @throws RangeError if one has another size */
  learn(which: keyof KnownSizes, all: readonly Uint8Array[]): void {
    this.#known[which] ??= all[0]?.length;
    const odd = all.find(({ length }) => length !== this.#known[which]);
    if (odd !== undefined)
      throw new RangeError(`a ${which} of ${odd.length} bytes, where all have ${this.#known[which]}`);
  }

  /** @throws SpaceError for bytes that the server cannot have made */
  check(which: keyof KnownSizes, { length }: Uint8Array): void {
    const known = this.#known[which];
    if (length === known) return;
    const text = known === undefined ? `the server has told no ${which} yet` : `all have ${known}`;
    throw new SpaceError(`no ${which} of this space: ${length} bytes, and ${text}`);
  }
}
