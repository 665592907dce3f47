import { describe, expect, it } from 'vitest';
import { Integrator, StepTooSmall } from '../../../src/simulate/model-exchange/integrator.js';
import type { Solver } from '../../../src/simulate/model-exchange/solver.js';
import { CountingOde, protheroRobinson, robertson, spiral, vanDerPol } from './problems.js';

interface Run {
  readonly states: readonly number[];
  readonly steps: number;
  readonly solvers: ReadonlySet<string>;
  /** Greatest difference from the exact solution at the middle of any step. */
  readonly within: number;
}

async function integrate(
  ode: CountingOde,
  begin: readonly number[],
  stop: number,
  options: { solver?: Solver; tolerance?: number; exact?: (time: number) => readonly number[] } = {},
): Promise<Run> {
  const { solver = 'auto', tolerance = 1e-6, exact } = options;
  const integrator = new Integrator(ode, { solver, tolerance, span: stop });
  integrator.restart({ time: 0, states: Float64Array.from(begin) });
  const solvers = new Set<string>();
  let [time, states, steps, within] = [0, Float64Array.from(begin) as Float64Array, 0, 0];
  while (time < stop) {
    solvers.add(integrator.solver);
    const step = await integrator.step(stop);
    const middle = (step.from.time + step.to.time) / 2;
    exact?.(middle).forEach((value, index) => {
      within = Math.max(within, Math.abs(step.statesAt(middle)[index]! - value));
    });
    ({ time, states } = step.to);
    steps += 1;
  }
  expect(time).toBe(stop);
  return { states: [...states], steps, solvers, within };
}

describe.each(['dopri5', 'rodas'] as const)('%s', (solver) => {
  it.each([1e-4, 1e-6, 1e-8])('keeps to the tolerance %s, between its steps too', async (tolerance) => {
    const exact = spiral.at;
    const { states, within } = await integrate(spiral.ode(), exact(0), 2, { solver, tolerance, exact });
    expect(Math.hypot(states[0]! - exact(2)[0]!, states[1]! - exact(2)[1]!)).toBeLessThan(20 * tolerance);
    expect(within).toBeLessThan(20 * tolerance);
  });

  it('makes steps smaller where the model cannot be evaluated', async () => {
    // The solution (1 - t / 2)² touches 0 at time 2; beyond it there is no root.
    const ode = new CountingOde(1, (_, [x = 0]) => [-Math.sqrt(x)]);
    const { states } = await integrate(ode, [1], 1.999, { solver });
    expect(states[0]).toBeCloseTo(0.0005 ** 2, 6);
  });

  it('gives up where the model cannot be evaluated at all', async () => {
    const ode = new CountingOde(1, (t) => [t > 0.5 ? NaN : 1]);
    const problem = await integrate(ode, [0], 1, { solver }).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(StepTooSmall);
    expect((problem as StepTooSmall).refused).toBe(true);
  });

  it('gives up at a pole', async () => {
    const ode = new CountingOde(1, (_, [x = 0]) => [x * x]);
    await expect(integrate(ode, [1], 2, { solver })).rejects.toThrow(StepTooSmall);
  });

  it('does the same every time', async () => {
    const runs = [1, 2].map(() => integrate(spiral.ode(), spiral.at(0), 2, { solver }));
    expect((await runs[0])!.states).toEqual((await runs[1])!.states);
  });
});

describe('auto', () => {
  it('takes the implicit method for stiff models and then needs few steps', async () => {
    const { ode, at } = protheroRobinson(1e6);
    const stiff = ode();
    const { states, steps, solvers } = await integrate(stiff, at(0), 10);
    expect(states[0]).toBeCloseTo(Math.cos(10), 5);
    expect([...solvers]).toEqual(['dopri5', 'rodas']);
    expect(steps).toBeLessThan(300);
  });

  it("solves Robertson's reaction", async () => {
    const { states, steps } = await integrate(robertson.ode(), robertson.begin, 40);
    robertson.at40.forEach((value, index) => {
      expect(Math.abs(states[index]! - value)).toBeLessThan(1e-4 * Math.abs(value) + 1e-9);
    });
    expect(steps).toBeLessThan(300);
  });

  it("follows van der Pol's oscillator through its jumps", async () => {
    const ode = vanDerPol(1000);
    const { states, steps } = await integrate(ode, [2, 0], 2000);
    // Reference: RADAU5 and others agree on these digits at the time 2000.
    expect(states[0]).toBeCloseTo(1.7061677321, 3);
    expect(steps).toBeLessThan(2000);
  });

  it('stays with the explicit method for models that are not stiff', async () => {
    const oscillator = new CountingOde(2, (_, [x = 0, v = 0]) => [v, -x]);
    const { states, solvers } = await integrate(oscillator, [1, 0], 50);
    expect([...solvers]).toEqual(['dopri5']);
    expect(states[0]).toBeCloseTo(Math.cos(50), 4);
  });

  it('returns to the explicit method when the model is no longer stiff', async () => {
    const ode = new CountingOde(1, (t, [x = 0]) => [-(t < 1 ? 1e5 : 1) * (x - Math.cos(t)) - Math.sin(t)]);
    const integrator = new Integrator(ode, { solver: 'auto', tolerance: 1e-6, span: 20 });
    integrator.restart({ time: 0, states: Float64Array.of(1) });
    const solvers: string[] = [];
    for (let time = 0; time < 20;) {
      ({
        to: { time },
      } = await integrator.step(time < 1 ? 1 : 20));
      if (solvers.at(-1) !== integrator.solver) solvers.push(integrator.solver);
    }
    expect(solvers).toEqual(['dopri5', 'rodas', 'dopri5']);
  });

  it('stays exactly where it is when nothing moves', async () => {
    const { states, steps } = await integrate(new CountingOde(1, () => [0]), [3], 100);
    expect(states).toEqual([3]);
    expect(steps).toBeLessThan(20);
  });
});
