/**
 * The Rosenbrock method RODAS: six stages, order 4 with an embedded one of order 3, stiffly accurate and L-stable, with
 * dense output of order 3 (E. Hairer and G. Wanner, Solving Ordinary Differential Equations II, IV.7 and VI.4). For stiff
 * models. A one-step method begins again after an event as if nothing had been, and no equations are solved iteratively.
 */
import type { Jacobian, JacobianSource } from './jacobian.js';
import { Decomposition } from './linear.js';
import type { Attempt, Method, Ode, StepStart } from './ode.js';
import { type Term, at, combine, sumOf } from './vectors.js';

const GAMMA = 0.25;

interface Stage {
  /** When, as a part of the step. */
  readonly part: number;
  /** Weights of the earlier stages in the states where f is evaluated. */
  readonly states: readonly number[];
  /** Weights of the earlier stages, divided by the step size, on the right-hand side. */
  readonly right: readonly number[];
  /** Weight of the derivative of f by time, times the step size. */
  readonly byTime: number;
}

const FOURTH = [3.314825187068521, 2.896124015972201, 0.9986419139977817];
const FIFTH = [1.221224509226641, 6.019134481288629, 12.53708333932087, -0.687886036105895];

const STAGES: readonly Stage[] = [
  { part: 0, states: [], right: [], byTime: 0.25 },
  { part: 0.386, states: [1.544], right: [-5.6688], byTime: -0.1043 },
  {
    part: 0.21,
    states: [0.9466785280815826, 0.2557011698983284],
    right: [-2.430093356833875, -0.2063599157091915],
    byTime: 0.1035,
  },
  { part: 0.63, states: FOURTH, right: [-0.1073529058151375, -9.594562251023355, -20.47028614809616], byTime: -0.0362 },
  {
    part: 1,
    states: FIFTH,
    right: [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616],
    byTime: 0,
  },
  {
    part: 1,
    states: [...FIFTH, 1],
    right: [8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054],
    byTime: 0,
  },
];

/** The dense output is a polynomial of degree 3 through both ends; these make its two inner coefficients. */
const DENSE = [
  [10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662],
  [-0.6762803392806898, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872],
] as const;

/** RODAS with a Jacobian by finite differences. */
export class Rodas implements Method {
  readonly errorOrder = 4;
  readonly #ode: Ode;
  readonly #jacobians: JacobianSource;
  /** Kept for the case that the step is tried again from the same start. */
  #latest: { readonly start: StepStart; readonly jacobian: Jacobian } | undefined;

  constructor(ode: Ode, jacobians: JacobianSource) {
    this.#ode = ode;
    this.#jacobians = jacobians;
  }

  async attempt(start: StepStart, size: number): Promise<Attempt | undefined> {
    const jacobian = await this.#jacobianAt(start, size);
    if (jacobian === undefined) return undefined;
    const decomposition = Decomposition.of(
      jacobian.byState.map((row, index) => {
        const shifted = row.map((value) => -value);
        shifted[index] = at(shifted, index) + 1 / (GAMMA * size);
        return shifted;
      }),
    );
    if (decomposition === undefined) return undefined;

    const increments: Float64Array[] = [];
    let states = start.states;
    for (const stage of STAGES) {
      states = combine(start.states, terms(stage.states, increments));
      const point = { time: start.time + stage.part * size, states };
      const slope = increments.length === 0 ? jacobian.derivatives : (await this.#ode.derivatives([point]))?.[0];
      if (slope === undefined) return undefined;
      const right = combine(slope, [
        ...terms(
          stage.right.map((weight) => weight / size),
          increments,
        ),
        [stage.byTime * size, jacobian.byTime],
      ]);
      increments.push(decomposition.solve(right));
    }
    // The last increment is what the solution of order 4 differs in from that of order 3, which the last stage is at.
    const error = increments.at(-1) ?? states;
    const end = combine(states, [[1, error]]);
    return {
      states: end,
      error,
      derivatives: undefined,
      stiffness: size * jacobian.spectralRadius,
      interpolate: denseOutput(start.states, end, increments),
    };
  }

  async #jacobianAt(start: StepStart, size: number): Promise<Jacobian | undefined> {
    if (this.#latest?.start === start) return this.#latest.jacobian;
    const jacobian = await this.#jacobians.at(start, size);
    this.#latest = jacobian && { start, jacobian };
    return jacobian;
  }
}

function terms(weights: readonly number[], vectors: readonly Float64Array[]): Term[] {
  return vectors.map((vector, index) => [weights[index] ?? 0, vector]);
}

function denseOutput(
  begin: Float64Array,
  end: Float64Array,
  increments: readonly Float64Array[],
): (part: number) => Float64Array {
  const [second, third] = DENSE.map((weights) => sumOf(begin.length, terms(weights, increments))) as [
    Float64Array,
    Float64Array,
  ];
  return (part) => {
    const rest = 1 - part;
    return begin.map(
      (value, index) => value * rest + part * (at(end, index) + rest * (at(second, index) + part * at(third, index))),
    );
  };
}
