/**
 * The standard streams. Nothing else of fmutool writes to them (ESLint sees to that), and they take lines and JSON, of
 * which every text is made printable here: a command cannot forget it.
 */
import { Writable } from 'node:stream';
import { printable, printableJson } from '../../printable.js';
import { colours } from './colours.js';
import { written, type Colours, type Line } from './line.js';
import { StatusLine } from './status-line.js';

/** A standard stream. */
class Channel {
  readonly #stream: NodeJS.WriteStream;
  #colours: Colours | undefined;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Whether it is a terminal. */
  get isTerminal(): boolean {
    return this.#stream.isTTY;
  }

  /** Marks are coloured from now on, if it is a terminal. */
  async colour(): Promise<void> {
    if (this.isTerminal) this.#colours = await colours();
  }

  /**
   * Writes lines. The end of the last one is written by itself: of a file that a disk has no room for Node.js writes what
   * fits and says nothing, but then the next write fails.
   */
  lines(lines: readonly Line[]): void {
    this.#write(lines.map((line) => written(line, this.#colours)).join('\n'));
    this.#write('\n');
  }

  /** Writes a document of JSON; on one line without `indent`. */
  json(value: unknown, indent?: number): void {
    this.#write(printableJson(value, indent));
    this.#write('\n');
  }

  /**
   * Where results go that are data and not something said: as they are, but for a terminal printable. It takes whole
   * lines of UTF-8.
   */
  data(): Writable {
    const writable = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        const text = this.isTerminal ? chunk.toString('utf8').split('\n').map(printable).join('\n') : chunk;
        this.#write(text, done);
      },
    });
    // Each write says by itself that it failed.
    return writable.on('error', () => undefined);
  }

  /** `listener` learns that something could not be written. */
  onLost(listener: (error: NodeJS.ErrnoException) => void): void {
    this.#stream.on('error', listener);
  }

  #write(text: string | Buffer, done?: (error?: Error | null) => void): void {
    // Both may be the same terminal.
    status.clear();
    this.#stream.write(text, done);
  }
}

/** What is under way. */
export const status = new StatusLine(process.stderr);
/** Results. */
export const stdout = new Channel(process.stdout);
/** Everything else. */
export const stderr = new Channel(process.stderr);
