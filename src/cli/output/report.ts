/** Everything that a command says: results on stdout, errors and progress on stderr. */
import type { FmuToolError } from '../../fmu/error.js';
import type { CommonOptions } from '../options.js';
import { status, stderr, stdout } from './channel.js';
import { linesOf, type Line } from './line.js';
import { NOTHING, type Activity } from './status-line.js';

/** What the library cannot say, because only the command line has these options. */
const HINTS: Readonly<Record<string, string>> = {
  'archive-too-large': ' (--max-size, --max-entry-size)',
  'fmu-too-costly': ' (--max-memory)',
};

/** How a command talks to its user, as the common options ask. */
export class Report {
  readonly options: CommonOptions;

  private constructor(options: CommonOptions) {
    this.options = options;
  }

  static async create(options: CommonOptions): Promise<Report> {
    if (options.color !== false && options.json !== true) await stdout.colour();
    return new Report(options);
  }

  /** Lines for people; not with `--json` or `--quiet`. */
  text(lines: readonly Line[]): void {
    if (this.options.json !== true && this.options.quiet !== true) stdout.lines(lines);
  }

  /** The one document of `--json`. */
  document(value: unknown): void {
    if (this.options.json === true) stdout.json(value, 2);
  }

  /** The same on one line, for a program that waits for it while the command goes on. */
  line(value: unknown): void {
    if (this.options.json === true) stdout.json(value);
  }

  /** Something the user should know of a result; what a model says may have several lines. */
  warning(file: string, message: string): void {
    if (this.options.quiet === true) return;
    const [first = '', ...rest] = linesOf(message);
    stderr.lines([`fmutool: ${file}: warning: ${first}`, ...rest.map((line) => `  ${line}`)]);
  }

  /** Something that is said with `--verbose` alone. */
  note(file: string, message: string): void {
    if (this.options.quiet !== true) stderr.lines([`fmutool: ${file}: ${message}`]);
  }

  /** The one line of an error about `file`, and what shows where it is; a stack trace only with `--verbose`. */
  error(file: string, error: FmuToolError, shown: readonly string[] = []): void {
    const hint = HINTS[error.code] ?? '';
    stderr.lines([`fmutool: ${error.path ?? file}: ${error.message}${hint}`, ...shown]);
    if (this.options.verbose === true) stderr.lines(stacks(error));
  }

  /** Shows on a terminal that work goes on, and how much of it is done where that is known. */
  async progress(text: string): Promise<Activity> {
    const { json, quiet } = this.options;
    if (json === true || quiet === true) return NOTHING;
    return status.begin(text);
  }
}

function stacks(error: Error): string[] {
  const own = linesOf(error.stack ?? error.message);
  if (!(error.cause instanceof Error)) return own;
  const [first = '', ...rest] = stacks(error.cause);
  return [...own, `caused by ${first}`, ...rest];
}
