/** Everything that a command says: results on stdout, errors and progress on stderr. */
import type { Ora } from 'ora';
import type { FmuToolError } from '../fmu/error.js';
import type { CommonOptions } from './options.js';
import { paint, type Paint } from './paint.js';

/** What the library cannot say, because only the command line has these options. */
const HINTS: Readonly<Record<string, string>> = {
  'archive-too-large': ' (--max-size, --max-entry-size)',
  'fmu-too-costly': ' (--max-memory)',
};

/** How a command talks to its user, as the common options ask. */
export class Report {
  readonly options: CommonOptions;
  /** Colours for stdout. */
  readonly paint: Paint;

  private constructor(options: CommonOptions, colours: Paint) {
    this.options = options;
    this.paint = colours;
  }

  static async create(options: CommonOptions): Promise<Report> {
    const wanted = options.color !== false && options.json !== true && process.stdout.isTTY;
    return new Report(options, await paint(wanted));
  }

  /** Text for people; not with `--json` or `--quiet`. */
  text(text: string): void {
    if (this.options.json !== true && this.options.quiet !== true) print(text);
  }

  /** The one document of `--json`. */
  document(value: unknown): void {
    if (this.options.json === true) print(JSON.stringify(value, undefined, 2));
  }

  /** The same on one line, for whoever waits for it while the command goes on. */
  line(value: unknown): void {
    if (this.options.json === true) print(JSON.stringify(value));
  }

  /** Something the user should know of a result. */
  warning(file: string, message: string): void {
    if (this.options.quiet !== true) process.stderr.write(`fmutool: ${printable(file)}: warning: ${message}\n`);
  }

  /** Something that is said with `--verbose` alone. */
  note(file: string, message: string): void {
    if (this.options.quiet !== true) process.stderr.write(`fmutool: ${printable(file)}: ${printable(message)}\n`);
  }

  /** The one line of an error about `file`; a stack trace only with `--verbose`. */
  error(file: string, error: FmuToolError): void {
    const hint = HINTS[error.code] ?? '';
    process.stderr.write(`fmutool: ${printable(error.path ?? file)}: ${error.message}${hint}\n`);
    if (this.options.verbose === true) process.stderr.write(`${stacks(error)}\n`);
  }

  /** Shows that work goes on, on a terminal; returns what ends it. */
  async progress(text: string): Promise<() => void> {
    const spinner = await this.#spinner(text);
    return () => void spinner?.stop();
  }

  /** Shows how much of the work is done, on a terminal. */
  async progressBar(text: string): Promise<ProgressBar> {
    const spinner = await this.#spinner(text);
    if (spinner === undefined) return { show: () => undefined, end: () => undefined };
    let next = 0;
    return {
      show: (part) => {
        const now = performance.now();
        if (now < next) return;
        next = now + PROGRESS_PAUSE;
        spinner.text = `${bar(part)} ${text}`;
      },
      end: () => void spinner.stop(),
    };
  }

  async #spinner(text: string): Promise<Ora | undefined> {
    const { json, quiet } = this.options;
    if (!process.stderr.isTTY || json === true || quiet === true || process.env['TERM'] === 'dumb') return undefined;
    const { default: ora } = await import('ora');
    return ora({ text, stream: process.stderr, discardStdin: false, color: false }).start();
  }
}

/** Milliseconds between two looks of a progress bar: writing more often would slow down the work. */
const PROGRESS_PAUSE = 100;
const BAR_WIDTH = 24;

/** How much of some work is done. */
export interface ProgressBar {
  /** `part` from 0 to 1. */
  readonly show: (part: number) => void;
  readonly end: () => void;
}

function bar(part: number): string {
  const done = Math.min(1, Math.max(0, part));
  const full = Math.round(done * BAR_WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${String(Math.floor(done * 100)).padStart(3)} %`;
}

/**
 * The end of the line is written by itself: of a file that a disk has no room for Node.js writes what fits and says
 * nothing, but then the next write fails.
 */
function print(text: string): void {
  process.stdout.write(text);
  process.stdout.write('\n');
}

/** A file name on one line, whatever is in it. */
export function printable(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, (unit) => JSON.stringify(unit).slice(1, -1));
}

function stacks(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stacks(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
