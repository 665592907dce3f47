/**
 * Makes configurations the same whose outputs are: the first one that had them stands for all. Which future the others would
 * have had is not looked at, so that this is for models whose outputs say everything that counts.
 */
import { hash } from 'node:crypto';
import type { Configuration } from '../plug/space.js';
import type { Value } from '../runtime/frames.js';
import { formatValue } from '../simulate/values.js';

export class Representatives {
  readonly #rounding: number | undefined;
  readonly #byOutputs = new Map<string, Configuration>();

  /** Reals are the same that are the same multiple of `rounding`, to the nearest; without it those that are equal. */
  constructor(rounding: number | undefined) {
    this.#rounding = rounding;
  }

  /** The configuration that stands for all with these outputs, so many steps after the start. */
  of(configuration: Configuration, point: number, outputs: readonly (Value | undefined)[]): Configuration {
    const texts = outputs.map((value) => JSON.stringify(value === undefined ? null : this.#text(value)));
    const key = hash('sha256', `${point}:${texts.join()}`, 'base64');
    const known = this.#byOutputs.get(key);
    if (known === undefined) this.#byOutputs.set(key, configuration);
    return known ?? configuration;
  }

  #text(value: Value): string {
    if (typeof value !== 'number' || this.#rounding === undefined || !Number.isFinite(value)) return formatValue(value);
    return formatValue(Math.round(value / this.#rounding) + 0);
  }
}
