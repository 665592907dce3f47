/** Times that tests have measured, printed once at the end of a file and never compared with a narrow limit. */
import { afterAll } from 'vitest';

export class Figures {
  readonly #values = new Map<string, number[]>();

  constructor() {
    afterAll(() => {
      for (const [what, values] of this.#values) {
        values.sort((a, b) => a - b);
        const middle = values[Math.floor(values.length / 2)]!;
        console.info(
          `measured: ${what}: median ${middle.toFixed(1)} ms, most ${values.at(-1)!.toFixed(1)} ms (${values.length} times)`,
        );
      }
    });
  }

  add(what: string, milliseconds: number): void {
    this.#values.set(what, [...(this.#values.get(what) ?? []), milliseconds]);
  }
}
