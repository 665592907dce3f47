/** Results as CSV: written while the simulation goes on, and put in its place when it is over. */
import { Replacement, checkDestination } from '../remoting/replace-file.js';
import { ValueType, type Value } from '../runtime/frames.js';
import { csvLine } from './csv.js';
import { formatNumber, formatValue } from './values.js';
import type { SimulationVariable } from './variables.js';

/** Characters that are collected before they are written. */
const CHUNK = 1 << 16;

export class ResultCsv {
  readonly #replacement: Replacement;
  readonly #isText: (index: number) => boolean;
  #pending: string;

  private constructor(replacement: Replacement, variables: readonly SimulationVariable[]) {
    this.#replacement = replacement;
    // The first column is the time.
    this.#isText = (index) => variables[index - 1]?.type === ValueType.String;
    this.#pending = csvLine(['time', ...variables.map(({ name }) => name)], () => false);
  }

  /**
   * Begins a file at `path`: a column for the time and one for each variable.
   * @throws FmuToolError `output-…`, `file-system`
   */
  static async begin(path: string, variables: readonly SimulationVariable[]): Promise<ResultCsv> {
    const replacement = await Replacement.begin(await checkDestination(path), { sync: true, name: path });
    return new ResultCsv(replacement, variables);
  }

  /**
   * The values at a time in seconds, in the fewest digits that are read back as the same numbers.
   * @throws FmuToolError `file-system`
   */
  row(time: number, values: readonly Value[]): void | Promise<void> {
    this.#pending += csvLine([formatNumber(time), ...values.map(formatValue)], this.#isText);
    return this.#pending.length >= CHUNK ? this.#flush() : undefined;
  }

  /** @throws FmuToolError `file-system` */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#replacement.finish();
  }

  /** Removes what has been written; an older file stays. */
  discard(): Promise<void> {
    return this.#replacement.discard();
  }

  #flush(): Promise<void> {
    const chunk = Buffer.from(this.#pending);
    this.#pending = '';
    return this.#replacement.write(chunk);
  }
}
