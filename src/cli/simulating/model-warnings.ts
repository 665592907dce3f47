/** What a model warns of in the course of a simulation: shown when it is over, each text once. */
import { shortened } from '../../printable.js';
import type { FmiStatus } from '../../runtime/calls.js';

/** Different texts that are kept: a model may put the time into each. */
const MOST = 20;

/** A text, and how often it was said. */
export interface ModelWarning {
  readonly text: string;
  readonly count: number;
}

export class ModelWarnings {
  readonly #counts = new Map<string, number>();
  #others = 0;

  /** Takes note of what the logger was told, if that is a warning. */
  note(text: string, status: FmiStatus): void {
    if (status !== 'warning') return;
    const kept = shortened(text);
    const count = this.#counts.get(kept) ?? 0;
    if (count > 0 || this.#counts.size < MOST) this.#counts.set(kept, count + 1);
    else this.#others += 1;
  }

  /** In the order in which they were said first. */
  get list(): readonly ModelWarning[] {
    return Array.from(this.#counts, ([text, count]) => ({ text, count }));
  }

  /** A line for each. */
  get lines(): readonly string[] {
    const lines = this.list.map(({ text, count }) => (count === 1 ? text : `${text} (${count} times)`));
    return this.#others === 0 ? lines : [...lines, `${this.#others} further warnings (--verbose shows all)`];
  }
}
