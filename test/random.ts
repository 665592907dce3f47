/** Random data for tests: a failure says its seed, and FMUTOOL_TEST_SEED brings the same data again. */
import fc from 'fast-check';

/** The seed that is asked for; undefined: none is. */
export const ASKED_SEED = askedSeed();

function askedSeed(): number | undefined {
  const text = process.env['FMUTOOL_TEST_SEED'];
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (text.trim() === '' || !Number.isInteger(seed))
    throw new Error(`FMUTOOL_TEST_SEED must be an integer, not "${text}"`);
  return seed;
}

function again(seed: number): string {
  return `FMUTOOL_TEST_SEED=${seed} brings the same data again`;
}

if (ASKED_SEED !== undefined) fc.configureGlobal({ seed: ASKED_SEED });
fc.installGlobalPlugin(() => ({
  onAllRunsComplete: (details) => {
    if (!details.failed) return;
    throw new Error(`${fc.defaultReportMessage(details)}\n${again(details.seed)}`, { cause: details.errorInstance });
  },
}));

export { fc };

/** Does `work`, whose data come from `seed`; an error says so. */
export async function withSeed<Result>(seed: number, work: (seed: number) => Promise<Result>): Promise<Result> {
  try {
    return await work(seed);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${again(seed)}`, { cause: error });
  }
}

/** Numbers that look random, and are the same for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  }

  /** 32 bits. */
  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>>= 0);
  }

  /** From 0 to `end` - 1. */
  below(end: number): number {
    return this.next() % end;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
}
