/** Results as CSV: written while the simulation goes on, and put in its place when it is over. */
import type { Writable } from 'node:stream';
import { FmuToolError } from '../fmu/error.js';
import { Replacement, checkDestination } from '../files/replace-file.js';
import { StreamFile, isStreamFile } from '../files/stream-file.js';
import { ValueType, type Value } from '../runtime/frames.js';
import { csvLine } from './csv.js';
import { formatNumber, formatValue } from './values.js';
import type { SimulationVariable } from './variables.js';

/** Characters that are collected before they are written. */
const CHUNK = 1 << 16;

/** Where the text goes. */
type Sink = Pick<Replacement, 'write' | 'finish' | 'discard'>;

export class ResultCsv {
  readonly #sink: Sink;
  readonly #isText: (index: number) => boolean;
  #pending: string;

  private constructor(sink: Sink, variables: readonly SimulationVariable[]) {
    this.#sink = sink;
    // The first column is the time.
    this.#isText = (index) => variables[index - 1]?.type === ValueType.String;
    this.#pending = csvLine(['time', ...variables.map(({ name }) => name)], () => false);
  }

  /**
   * Begins the file or stream `output`: a column for the time and one for each variable. Aborting `signal` ends the wait
   * for the reader of a pipe.
   * @throws FmuToolError `output-…`, `file-system`, `interrupted`
   */
  static async begin(
    output: string | Writable,
    variables: readonly SimulationVariable[],
    signal?: AbortSignal,
  ): Promise<ResultCsv> {
    return new ResultCsv(typeof output === 'string' ? await intoFile(output, signal) : intoStream(output), variables);
  }

  /**
   * The values at a time in seconds, in the fewest digits that are read back as the same numbers.
   * @throws FmuToolError `file-system`, `output-closed`
   */
  row(time: number, values: readonly Value[]): void | Promise<void> {
    this.#pending += csvLine([formatNumber(time), ...values.map(formatValue)], this.#isText);
    return this.#pending.length >= CHUNK ? this.#flush() : undefined;
  }

  /** @throws FmuToolError `file-system`, `output-closed` */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#sink.finish();
  }

  /** Removes what has been written; an older file stays. */
  discard(): Promise<void> {
    return this.#sink.discard();
  }

  #flush(): Promise<void> {
    const chunk = Buffer.from(this.#pending);
    this.#pending = '';
    return this.#sink.write(chunk);
  }
}

async function intoFile(output: string, signal: AbortSignal | undefined): Promise<Sink> {
  if (await isStreamFile(output)) return StreamFile.begin(output, signal);
  return Replacement.begin(await checkDestination(output), { sync: true, name: output });
}

/** A stream is its owner's: it is not ended. */
function intoStream(stream: Writable): Sink {
  return {
    write: (chunk) =>
      new Promise((resolve, reject) => {
        stream.write(chunk, (error) => {
          if (!error) resolve();
          else reject(new FmuToolError('output-closed', `the results cannot be written: ${error.message}`));
        });
      }),
    finish: () => Promise.resolve(),
    discard: () => Promise.resolve(),
  };
}
