/**
 * The one error class for "the outside world is wrong": an unreadable file, a hostile archive, a model description that
 * breaks its standard. Anything else that is thrown is a bug of ours.
 */
import { printable, shortened } from '../printable.js';

/** Characters of a message. What a model has printed last is part of some. */
const LONGEST = 8192;

/** Where in a text file something is: both count from 1, columns in UTF-16 code units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** What may accompany the code and the message of a {@link FmuToolError}. */
export interface FmuToolErrorOptions {
  /** The file the error is about, as the user named it; for a file inside an FMU the path of the FMU. */
  readonly path?: string | undefined;
  /** Where in a text file, for example in modelDescription.xml. */
  readonly position?: TextPosition | undefined;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/**
 * Something outside this program is wrong. Callers decide on `code`, never on the text; the message is one line that
 * says what is wrong, where, and what to do.
 */
export class FmuToolError extends Error {
  /** Stable kebab-case identifier, for example `archive-truncated`. */
  readonly code: string;
  /** The file the error is about, if it is about one. */
  readonly path: string | undefined;
  /** Where in a text file, if that is known. */
  readonly position: TextPosition | undefined;

  constructor(code: string, message: string, options: FmuToolErrorOptions = {}) {
    super(shortened(oneLine(message), LONGEST), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'FmuToolError';
    this.code = code;
    this.path = options.path;
    this.position = options.position;
  }

  /** The same error, about the file `path`; an error that already names a file stays as it is. */
  withPath(path: string): FmuToolError {
    if (this.path !== undefined) return this;
    return new FmuToolError(this.code, this.message, { path, position: this.position, cause: this.cause });
  }
}

/** Runs `work` and names `path` in any {@link FmuToolError} that comes out of it without a file. */
export function aboutFile<T>(path: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (path !== undefined && error instanceof FmuToolError) throw error.withPath(path);
    throw error;
  }
}

/**
 * A name from an untrusted file, in quotes and safe for one line of a terminal: what is not seen is escaped, and what is
 * longer than `limit` characters is cut.
 */
export function quote(name: string, limit = 200): string {
  const cut = name.length > limit ? `${name.slice(0, limit)}...` : name;
  return printable(JSON.stringify(cut));
}

/** Names that a message has room for. */
const NAMED = 10;

/** Names from an untrusted file or peer, each as {@link quote} has it, and how many more there are. */
export function listed(names: readonly string[], limit = 60): string {
  return few(names, (name) => quote(name, limit));
}

/** The first items of a list in words, and how many more there are. */
export function few<T>(items: readonly T[], inWords: (item: T) => string): string {
  const told = items.slice(0, NAMED).map(inWords);
  return (items.length > NAMED ? [...told, `${items.length - NAMED} more`] : told).join(', ');
}

function oneLine(text: string): string {
  return printable(joinLines(text, ' '));
}

/** The lines of a text in one, with `between` between them; blanks around line ends and empty lines are left out. */
export function joinLines(text: string, between: string): string {
  const lines = text.split(/[\r\n]+/);
  const last = lines.length - 1;
  return lines
    .map((line, index) => (index === 0 ? line : line.trimStart()))
    .map((line, index) => (index === last ? line : line.trimEnd()))
    .filter((line, index) => line !== '' || index === 0 || index === last)
    .join(between);
}
