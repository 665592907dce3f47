/** Differential equations whose solutions are known. */
import type { Ode, Point } from '../../../src/simulate/model-exchange/ode.js';

/** A system that counts how often it is asked. */
export class CountingOde implements Ode {
  readonly size: number;
  exchanges = 0;
  evaluations = 0;
  readonly #f: (time: number, states: readonly number[]) => number[];

  constructor(size: number, f: (time: number, states: readonly number[]) => number[]) {
    this.size = size;
    this.#f = f;
  }

  derivatives(points: readonly Point[]): Float64Array[] | undefined {
    this.exchanges += 1;
    this.evaluations += points.length;
    const all = points.map(({ time, states }) => Float64Array.from(this.#f(time, [...states])));
    return all.every((each) => each.every(Number.isFinite)) ? all : undefined;
  }
}

/** Not linear and dependent on time; x = (cos t², sin t²) / (1 + t). */
export const spiral = {
  ode: () =>
    new CountingOde(2, (t, [x = 0, y = 0]) => [-2 * t * y - x * Math.hypot(x, y), 2 * t * x - y * Math.hypot(x, y)]),
  at: (t: number) => [Math.cos(t * t) / (1 + t), Math.sin(t * t) / (1 + t)],
};

/** Prothero and Robinson: x follows cos t however stiff the way back to it is. */
export const protheroRobinson = (stiffness: number) => ({
  ode: () => new CountingOde(1, (t, [x = 0]) => [-stiffness * (x - Math.cos(t)) - Math.sin(t)]),
  at: (t: number) => [Math.cos(t)],
});

/** Robertson's chemical reaction, rates from 0.04 to 3e7; the reference values are those of the literature at 40 s. */
export const robertson = {
  ode: () =>
    new CountingOde(3, (_, [a = 0, b = 0, c = 0]) => {
      const [slow, quick, back] = [0.04 * a, 3e7 * b * b, 1e4 * b * c];
      return [-slow + back, slow - quick - back, quick];
    }),
  begin: [1, 0, 0],
  at40: [0.7158270687, 9.185534764e-6, 0.2841637457],
};

/** Van der Pol's oscillator with a small parameter. */
export const vanDerPol = (mu: number) => new CountingOde(2, (_, [x = 0, v = 0]) => [v, mu * ((1 - x * x) * v) - x]);
