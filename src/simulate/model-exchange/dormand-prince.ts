/**
 * The explicit Runge-Kutta method of Dormand and Prince, order 5 with an embedded one of order 4 (J. R. Dormand and P. J.
 * Prince, A family of embedded Runge-Kutta formulae, J. Comp. Appl. Math. 6, 1980), with the dense output of order 4 and
 * the estimate of stiffness of E. Hairer, S. P. Nørsett and G. Wanner, Solving Ordinary Differential Equations I, II.6,
 * and II, IV.2. For models that are not stiff.
 */
import type { Attempt, Method, Ode, StepStart } from './ode.js';
import { type Term, at, combine, lengthOf, sumOf } from './vectors.js';

/** Each stage: when it is, as a part of the step, and the weights of the stages before it. */
const STAGES: readonly (readonly [part: number, weights: readonly number[]])[] = [
  [1 / 5, [1 / 5]],
  [3 / 10, [3 / 40, 9 / 40]],
  [4 / 5, [44 / 45, -56 / 15, 32 / 9]],
  [8 / 9, [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729]],
  [1, [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656]],
  // The solution, whose derivative is the first stage of the next step.
  [1, [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84]],
];

/** Order 5 minus order 4. */
const ERROR = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];

/** What makes the dense output one of order 4. */
const DENSE = [
  -12715105075 / 11282082432,
  0,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
];

/** DOPRI5. */
export class DormandPrince implements Method {
  readonly errorOrder = 5;
  readonly #ode: Ode;

  constructor(ode: Ode) {
    this.#ode = ode;
  }

  async attempt(start: StepStart, size: number): Promise<Attempt | undefined> {
    const { time, states } = start;
    const first = start.derivatives ?? (await this.#ode.derivatives([start]))?.[0];
    if (first === undefined) return undefined;
    const slopes = [first];
    const visited = [states];
    for (const [part, weights] of STAGES) {
      const point = combine(states, terms(size, weights, slopes));
      const slope = (await this.#ode.derivatives([{ time: time + part * size, states: point }]))?.[0];
      if (slope === undefined) return undefined;
      slopes.push(slope);
      visited.push(point);
    }
    const [before = states, end = states] = visited.slice(-2);
    const [slopeBefore = first, last = first] = slopes.slice(-2);
    return {
      states: end,
      error: sumOf(states.length, terms(size, ERROR, slopes)),
      derivatives: last,
      stiffness: size * ratio(last, slopeBefore, end, before),
      interpolate: denseOutput(start.states, end, size, slopes),
    };
  }
}

function terms(size: number, weights: readonly number[], slopes: readonly Float64Array[]): Term[] {
  return slopes.map((slope, index) => [size * (weights[index] ?? 0), slope]);
}

/** How much f changes for how much the states do: both points are at the end of the step. */
function ratio(slope: Float64Array, slopeBefore: Float64Array, end: Float64Array, before: Float64Array): number {
  const change = lengthOf(combine(slope, [[-1, slopeBefore]]));
  const distance = lengthOf(combine(end, [[-1, before]]));
  return distance > 0 ? change / distance : 0;
}

function denseOutput(
  begin: Float64Array,
  end: Float64Array,
  size: number,
  slopes: readonly Float64Array[],
): (part: number) => Float64Array {
  const difference = combine(end, [[-1, begin]]);
  const [first = difference] = slopes;
  const last = slopes.at(-1) ?? first;
  const bump = sumOf(begin.length, [
    [size, first],
    [-1, difference],
  ]);
  const asymmetry = combine(difference, [
    [-size, last],
    [-1, bump],
  ]);
  const correction = sumOf(begin.length, terms(size, DENSE, slopes));
  return (part) => {
    const rest = 1 - part;
    return begin.map(
      (value, index) =>
        value +
        part *
          (at(difference, index) +
            rest * (at(bump, index) + part * (at(asymmetry, index) + rest * at(correction, index)))),
    );
  };
}
