/** What a model prints on its standard output and error: bytes come piece by piece, lines are made of them. */
import { StringDecoder } from 'node:string_decoder';

/** Lines that are kept for the message of a failure, and their characters together. */
const MOST_LINES = 20;
const MOST_CHARACTERS = 4096;
/** A longer line is taken to pieces: a model may print for ever and never end one. */
const LONGEST_LINE = 16_384;

export class PrintedLines {
  readonly #decoder = new StringDecoder('utf8');
  /** The beginning of a line. */
  #rest = '';
  #last: string[] = [];

  /** The last lines that have come, if they are to explain a failure. */
  get last(): readonly string[] {
    return this.#last;
  }

  /** Takes the next bytes and returns the lines that end in them, without their ends; blank ones are left out. */
  take(bytes: Buffer): string[] {
    const lines = (this.#rest + this.#decoder.write(bytes)).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    while (this.#rest.length > LONGEST_LINE) {
      lines.push(this.#rest.slice(0, LONGEST_LINE));
      this.#rest = this.#rest.slice(LONGEST_LINE);
    }
    return this.#keep(lines);
  }

  /** The line that has begun, as if it had ended. */
  end(): string[] {
    const line = this.#rest + this.#decoder.end();
    this.#rest = '';
    return this.#keep([line]);
  }

  #keep(lines: readonly string[]): string[] {
    const said = lines.map((line) => line.trimEnd()).filter((line) => line !== '');
    this.#last = shortened([...this.#last, ...said.slice(-MOST_LINES)]);
    return said;
  }
}

/** The last of these lines. */
function shortened(lines: readonly string[]): string[] {
  const kept: string[] = [];
  let room = MOST_CHARACTERS;
  for (const line of lines.slice(-MOST_LINES).reverse()) {
    if (room <= 0) break;
    kept.unshift(line.slice(-room));
    room -= line.length;
  }
  return kept;
}

/** What is to be said of a failure, with the lines that the model has printed last. */
export function withPrinted(text: string, lines: readonly string[] = []): string {
  if (lines.length === 0) return text;
  const last = `it printed last: ${lines.join(' | ')}`;
  return text.endsWith('.') ? `${text} I${last.slice(1)}` : `${text}; ${last}`;
}
