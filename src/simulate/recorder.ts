/** Takes the rows of a simulation: into the file of results, into the curves of the chart, and keeps the last one. */
import type { Writable } from 'node:stream';
import type { Value } from '../runtime/frames.js';
import type { Curve } from './curves.js';
import { ResultCsv } from './result-csv.js';
import type { SimulationVariable } from './variables.js';

export class Recorder {
  readonly #variables: readonly SimulationVariable[];
  readonly #recorded: readonly SimulationVariable[];
  readonly #curves: readonly { readonly curve: Curve; readonly place: number }[];
  readonly #output: string | Writable | undefined;
  #csv: ResultCsv | undefined;
  #last: { readonly time: number; readonly values: readonly Value[] } | undefined;

  /** Rows have values for `variables`, of which the first ones are `recorded`; `curves` are of any of them. */
  constructor(
    variables: readonly SimulationVariable[],
    recorded: readonly SimulationVariable[],
    curves: readonly Curve[],
    output: string | Writable | undefined,
  ) {
    this.#variables = variables;
    this.#recorded = recorded;
    this.#curves = curves.map((curve) => ({ curve, place: variables.indexOf(curve.variable) }));
    this.#output = output;
  }

  /** @throws FmuToolError if the file cannot be written, `interrupted` when `signal` says so */
  async begin(signal: AbortSignal | undefined): Promise<void> {
    if (this.#output !== undefined) this.#csv = await ResultCsv.begin(this.#output, this.#recorded, signal);
  }

  /** @throws FmuToolError `file-system`, `output-closed` */
  row(time: number, values: readonly Value[]): void | Promise<void> {
    this.#last = { time, values };
    for (const { curve, place } of this.#curves) curve.add(time, values[place] ?? NaN);
    if (this.#csv === undefined) return undefined;
    const all = this.#recorded.length === this.#variables.length;
    return this.#csv.row(time, all ? values : values.slice(0, this.#recorded.length));
  }

  /** The last values of what is recorded. */
  final(): { readonly variable: SimulationVariable; readonly value: Value }[] {
    return this.#recorded.flatMap((variable, place) => {
      const value = this.#last?.values[place];
      return value === undefined ? [] : [{ variable, value }];
    });
  }

  /** Puts the file in its place. */
  async finish(): Promise<void> {
    await this.#csv?.finish();
  }

  /** Removes what has been written. */
  async discard(): Promise<void> {
    await this.#csv?.discard();
  }
}
