import { describe, expect, it } from 'vitest';
import { DormandPrince } from '../../../src/simulate/model-exchange/dormand-prince.js';
import { JacobianSource } from '../../../src/simulate/model-exchange/jacobian.js';
import type { Method, Ode } from '../../../src/simulate/model-exchange/ode.js';
import { Rodas } from '../../../src/simulate/model-exchange/rodas.js';
import { protheroRobinson, spiral } from './problems.js';

const explicit = (ode: Ode): Method => new DormandPrince(ode);
const implicit = (ode: Ode): Method => new Rodas(ode, new JacobianSource(ode, new Float64Array(ode.size).fill(1)));

/** Errors at time 1 and, by dense output, within the last step, after so many equal steps. */
async function errors(make: (ode: Ode) => Method, steps: number): Promise<{ end: number; within: number }> {
  const ode = spiral.ode();
  const method = make(ode);
  const size = 1 / steps;
  let states: Float64Array = Float64Array.from(spiral.at(0));
  let within = 0;
  for (let step = 0; step < steps; step++) {
    const attempt = await method.attempt({ time: step * size, states, derivatives: undefined }, size);
    within = distance(attempt!.interpolate(0.4), spiral.at((step + 0.4) * size));
    states = attempt!.states;
  }
  return { end: distance(states, spiral.at(1)), within };
}

function distance(states: Float64Array, exact: readonly number[]): number {
  return Math.hypot(...states.map((value, index) => value - exact[index]!));
}

/** The power of the step size with which the errors fall. */
const orderOf = (coarse: number, fine: number): number => Math.log2(coarse / fine);

describe.each([
  { name: 'dopri5', make: explicit, order: 5, denseOrder: 4, steps: 20 },
  { name: 'rodas', make: implicit, order: 4, denseOrder: 3, steps: 20 },
])('$name', ({ make, order, denseOrder, steps }) => {
  it(`converges with order ${order}, and its dense output with order ${denseOrder} at least`, async () => {
    const [coarse, fine] = [await errors(make, steps), await errors(make, 2 * steps)];
    expect(orderOf(coarse.end, fine.end)).toBeGreaterThan(order - 0.3);
    expect(orderOf(coarse.end, fine.end)).toBeLessThan(order + 0.7);
    expect(orderOf(coarse.within, fine.within)).toBeGreaterThan(denseOrder - 0.3);
  });

  it('estimates an error that falls with its order', async () => {
    const sizes = [0.1, 0.05];
    const estimates: number[] = [];
    let errorOrder = 0;
    for (const size of sizes) {
      const method = make(spiral.ode());
      ({ errorOrder } = method);
      const start = { time: 0.5, states: Float64Array.from(spiral.at(0.5)), derivatives: undefined };
      estimates.push(Math.hypot(...(await method.attempt(start, size))!.error));
    }
    expect(orderOf(estimates[0]!, estimates[1]!)).toBeGreaterThan(errorOrder - 0.4);
  });

  it('meets both ends of the step with its dense output', async () => {
    const start = { time: 0, states: Float64Array.from(spiral.at(0)), derivatives: undefined };
    const attempt = await make(spiral.ode()).attempt(start, 0.25);
    expect(distance(attempt!.interpolate(0), [...start.states])).toBeLessThan(1e-15);
    expect(distance(attempt!.interpolate(1), [...attempt!.states])).toBeLessThan(1e-15);
  });

  it('estimates how stiff the model is', async () => {
    for (const [stiffness, size] of [
      [1, 0.1],
      [1000, 0.01],
    ] as const) {
      const { ode, at } = protheroRobinson(stiffness);
      const start = { time: 0, states: Float64Array.from(at(0)), derivatives: undefined };
      const attempt = await make(ode()).attempt(start, size);
      expect(attempt!.stiffness / (stiffness * size)).toBeGreaterThan(0.8);
      expect(attempt!.stiffness / (stiffness * size)).toBeLessThan(1.2);
    }
  });
});

describe('rodas', () => {
  it('takes a step a million times longer than the time constant of the model', async () => {
    const { ode, at } = protheroRobinson(1e7);
    const start = { time: 0, states: Float64Array.from(at(0)), derivatives: undefined };
    const attempt = await implicit(ode()).attempt(start, 0.1);
    expect(attempt!.states[0]).toBeCloseTo(Math.cos(0.1), 5);
  });
});
