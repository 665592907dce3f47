/**
 * What is under way, on the last line of a terminal: written over until it is over. Why it is our own:
 * docs/decisions/011-status-line.md.
 */
import { printable } from '../../printable.js';

/** Milliseconds from one picture to the next. */
const PAUSE = 100;
const WHEEL = ['|', '/', '-', '\\'];
const BAR_WIDTH = 24;
/** Goes to the beginning of the line and removes what is there. */
const CLEAR = '\r\u001b[K';

/** Something under way. */
export interface Activity {
  /** How much of it is done, from 0 to 1. Until it is called for the first time nothing is known of that. */
  readonly show: (part: number) => void;
  /** What is said of it from now on. */
  readonly say: (text: string) => void;
  /** It is over, or given up. */
  readonly end: () => void;
}

/** Where nothing is shown. */
export const NOTHING: Activity = { show: () => undefined, say: () => undefined, end: () => undefined };

/** The part of a terminal that it needs. */
export type StatusStream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;

export class StatusLine {
  readonly #stream: StatusStream;
  readonly #underWay = new Map<symbol, { text: string; part: number | undefined }>();
  #timer: NodeJS.Timeout | undefined;
  #cut: ((text: string, columns: number) => string) | undefined;
  #turn = 0;
  #shown = false;

  constructor(stream: StatusStream) {
    this.#stream = stream;
  }

  /** Shows that `text` is under way, if there is a terminal that can show it. */
  async begin(text: string): Promise<Activity> {
    if (!this.#hasRoom()) return NOTHING;
    this.#cut ??= (await import('./cut.js')).cut;
    const key = Symbol(text);
    const state: { text: string; part: number | undefined } = { text, part: undefined };
    this.#underWay.set(key, state);
    this.#timer ??= setInterval(() => this.#draw(), PAUSE).unref();
    this.#draw();
    return {
      show: (part) => {
        state.part = part;
      },
      say: (next) => {
        state.text = next;
      },
      end: () => {
        this.#underWay.delete(key);
        if (this.#underWay.size > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
        this.clear();
      },
    };
  }

  /** Makes room for something else; the next picture comes back after it. */
  clear(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#stream.write(CLEAR);
  }

  /** A terminal may say that it has no columns: nothing is known of its lines then. */
  #hasRoom(): boolean {
    return this.#stream.isTTY && this.#stream.columns > 0 && process.env['TERM'] !== 'dumb';
  }

  #draw(): void {
    if (!this.#hasRoom()) return;
    const wheel = WHEEL[this.#turn++ % WHEEL.length] ?? '';
    const parts = [...this.#underWay.values()].map(({ text, part }) =>
      part === undefined ? text : `${bar(part)} ${text}`,
    );
    const text = printable(`${wheel} ${parts.join(', ')}`);
    // The last column stays empty: some terminals begin a new line with it.
    this.#stream.write(`${CLEAR}${this.#cut?.(text, this.#stream.columns - 1) ?? ''}`);
    this.#shown = true;
  }
}

function bar(part: number): string {
  const done = Math.min(1, Math.max(0, part));
  const full = Math.round(done * BAR_WIDTH);
  return `${String(Math.floor(done * 100)).padStart(3)} % [${'#'.repeat(full)}${'.'.repeat(BAR_WIDTH - full)}]`;
}
