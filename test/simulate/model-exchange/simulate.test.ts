import { describe, expect, it } from 'vitest';
import { InputTable } from '../../../src/simulate/inputs.js';
import { simulated } from './simulated.js';
import { type Equations, real } from './strict-model.js';

const decay: Equations = { states: [1], derivatives: ({ states }) => [-states[0]!] };

describe('a simulation in model exchange', () => {
  it('records at the communication points, which are not where the solver steps', async () => {
    const { rows, reason, steps, model } = await simulated(decay, { stop: 2, step: 0.3 });
    expect(reason).toBe('stop-time');
    expect(rows.map(([time]) => time)).toEqual([0, 0.3, 0.6, 3 * 0.3, 1.2, 1.5, 6 * 0.3, 2]);
    for (const [time, x] of rows) expect(x).toBeCloseTo(Math.exp(-time), 6);
    expect(model.mode).toBe('terminated');
    expect(model.counts.get('completedStep')).toBe(steps);
  });

  it('asks for little: a list of calls for each stage and one for the end of a step', async () => {
    const { model, steps } = await simulated(decay, { stop: 2, step: 0.001 });
    // Rows within a step are read 256 at a time.
    expect(model.lists).toBeLessThan(8 * steps + 2000 / 256 + 10);
  });

  it.each([
    [1e-4, 5e-4],
    [1e-6, 5e-6],
    [1e-9, 5e-9],
  ])('keeps to the tolerance %s', async (tolerance, bound) => {
    const oscillator: Equations = { states: [1, 0], derivatives: ({ states: [x, v] }) => [v!, -x!] };
    const { rows } = await simulated(oscillator, { stop: 10, step: 0.01, tolerance });
    for (const [time, x] of rows) expect(Math.abs(x! - Math.cos(time))).toBeLessThan(bound);
  });

  it('is the same bit for bit every time', async () => {
    const runs = [await simulated(decay, { step: 0.01 }), await simulated(decay, { step: 0.01 })];
    expect(runs[0]!.rows).toEqual(runs[1]!.rows);
  });

  it('does not tell a model of its steps that need not know', async () => {
    const { model, reason } = await simulated({ ...decay, completedStepNotNeeded: true });
    expect(reason).toBe('stop-time');
    expect(model.counts.get('completedStep')).toBeUndefined();
  });

  it('sets start values before initialization', async () => {
    const gained: Equations = { ...decay, derivatives: ({ values }) => [values.get(7)!] };
    const startValues = [{ variable: real(7, 'parameter', 'fixed'), value: 2 }];
    const { rows } = await simulated(gained, { startValues });
    expect(rows.at(-1)![1]).toBeCloseTo(3, 10);
  });

  it('ends at once where start and stop are the same', async () => {
    expect(await simulated(decay, { stop: 0 })).toMatchObject({ rows: [[0, 1]], steps: 0, reason: 'stop-time' });
  });

  it('ends after the step under way when it is told to', async () => {
    const controller = new AbortController();
    const onTime = (time: number): void => {
      if (time >= 0.5) controller.abort();
    };
    const result = await simulated(decay, { signal: controller.signal, onTime, stop: 1000 });
    expect(result.reason).toBe('interrupted');
    expect(result.stopTime).toBeLessThan(1000);
    expect(result.model.mode).toBe('terminated');
  });

  it('lets others have their turn in long simulations', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 1);
    const result = await simulated(decay, { signal: controller.signal, stop: 1e9, step: 1e6, tolerance: 1e-12 });
    const busy = { ...decay, derivatives: ({ time }: { time: number }) => [Math.cos(1000 * time)] };
    const other = await simulated(busy, { signal: AbortSignal.timeout(50), stop: 1e9, step: 1e6 });
    expect(['interrupted', 'stop-time']).toContain(result.reason);
    expect(other.reason).toBe('interrupted');
  });
});

describe('numbers at the ends of the reals', () => {
  /** What the model is given, other than finite numbers. */
  function watched(equations: Equations): { equations: Equations; wild: unknown[] } {
    const wild: unknown[] = [];
    const fail: Equations['fail'] = (world, call) => {
      if (call.call === 'setTime' && !Number.isFinite(call.time)) wild.push(call);
      if (call.call === 'setStates' && !call.states.every(Number.isFinite)) wild.push(call);
      return equations.fail?.(world, call);
    };
    return { equations: { ...equations, fail }, wild };
  }

  it.each([1e-300, 1e-15, 2, 1e300, 0, -1, NaN])(
    'refuse the tolerance %s before the model is asked',
    async (tolerance) => {
      const { equations, wild } = watched(decay);
      await expect(simulated(equations, { tolerance })).rejects.toMatchObject({
        code: 'experiment',
        message: `no solver can keep to the tolerance ${tolerance}; choose a --tolerance from 1e-14 to 1`,
      });
      expect(wild).toEqual([]);
    },
  );

  it.each([1e-14, 1])('take the tolerance %s', async (tolerance) => {
    const constant: Equations = { states: [1], derivatives: () => [0] };
    expect(await simulated(constant, { tolerance })).toMatchObject({ reason: 'stop-time' });
  });

  it('leave a model without states its own tolerance', async () => {
    const stateless: Equations = { states: [] };
    expect(await simulated(stateless, { tolerance: 1e-300, record: [] })).toMatchObject({ reason: 'stop-time' });
  });

  const extreme: [string, Equations, number][] = [
    ['states', { states: [1e308], derivatives: () => [1e308] }, 10],
    ['infinite states', { states: [Infinity], derivatives: () => [1] }, 1],
    ['states that are no numbers', { states: [NaN], derivatives: () => [1] }, 1],
    ['derivatives', { states: [0], derivatives: () => [Number.MAX_VALUE] }, 10],
    ['infinite derivatives', { states: [0], derivatives: () => [-Infinity] }, 1],
    ['small nominal values', { states: [0], nominals: [Number.MIN_VALUE], derivatives: () => [1] }, 1],
    ['great nominal values', { states: [0], nominals: [Number.MAX_VALUE], derivatives: () => [1] }, 1],
    ['alternating derivatives', { states: [0], derivatives: ({ states }) => [states[0]! > 0 ? -1e300 : 1e300] }, 1],
    ['small times', { states: [1], derivatives: () => [NaN] }, 1e-310],
    ['great times', decay, 1e308],
  ];
  describe.each(['dopri5', 'rodas', 'auto'] as const)('with %s', (solver) => {
    it.each(extreme)('never reach the model: %s', async (_what, equations, stop) => {
      const { equations: model, wild } = watched(equations);
      const { reason, problem } = await simulated(model, { stop, step: stop / 10, solver });
      expect(wild).toEqual([]);
      if (reason === 'problem') expect(problem).toMatch(/^the solver cannot get past [\d.e-]+ s: /);
      else expect(reason).toBe('stop-time');
    });
  });

  it('are refused as the time of an event', async () => {
    const { equations, wild } = watched({ ...decay, event: () => ({ nextEventTime: NaN }) });
    const { reason, problem } = await simulated(equations);
    expect([reason, problem]).toEqual(['problem', 'at 0 s the model gives no number as the time of its next event']);
    expect(wild).toEqual([]);
  });
});

describe('inputs', () => {
  const u = real(10, 'input');
  const d = real(11, 'input', 'discrete');
  const integrator: Equations = {
    states: [0],
    continuousInputs: [10],
    derivatives: ({ values }) => [values.get(10) ?? 0],
  };

  it('are straight lines between their points, met exactly at the bends', async () => {
    const inputs = new InputTable(
      [u],
      [0, 0.25, 1].map((time) => ({ time, values: [time === 0.25 ? 1 : 0] })),
    );
    const { rows, steps } = await simulated(integrator, { inputs, record: [0, 10], tolerance: 1e-8 });
    expect(rows.at(-1)![1]).toBeCloseTo(0.5, 12);
    expect(rows[1]!.slice(1)).toEqual([expect.closeTo(0.02, 12), expect.closeTo(0.4, 12)]);
    expect(steps).toBeLessThan(20);
  });

  it('jump in events, with a row before and one after it', async () => {
    const points = [0, 0.35, 0.35, 1].map((time, row) => ({ time, values: [row < 2 ? 1 : -1] }));
    const { rows, model } = await simulated(integrator, { inputs: new InputTable([u], points), record: [0, 10] });
    expect(rows.filter(([time]) => time === 0.35)).toEqual([
      [0.35, expect.closeTo(0.35, 12), 1],
      [0.35, expect.closeTo(0.35, 12), -1],
    ]);
    expect(rows.at(-1)![1]).toBeCloseTo(0.35 - 0.65, 12);
    expect(model.counts.get('enterEvents')).toBe(1);
  });

  it('that are discrete are set at events only, and held', async () => {
    const equations: Equations = {
      states: [0],
      discreteInputs: [11],
      derivatives: ({ values }) => [values.get(11)!],
    };
    const points = [0, 0.2, 0.6].map((time, row) => ({ time, values: [[1, 5, -2][row]!] }));
    const { rows, reason } = await simulated(equations, { inputs: new InputTable([d], points), record: [0, 11] });
    expect(reason).toBe('stop-time');
    expect(rows.at(-1)![1]).toBeCloseTo(0.2 + 5 * 0.4 - 2 * 0.4, 12);
    expect(rows.filter(([time]) => time === 0.6).map((row) => row[2])).toEqual([5, -2]);
  });

  it('are all there with a model that has no states', async () => {
    const equations: Equations = { states: [], continuousInputs: [10], discreteInputs: [11] };
    const points = [0, 0.5, 1].map((time) => ({ time, values: [10 * time, Math.floor(2 * time)] }));
    const { rows, model } = await simulated(equations, {
      inputs: new InputTable([u, d], points),
      record: [10, 11],
      step: 0.25,
    });
    expect(rows).toEqual([
      [0, 0, 0],
      [0.25, 2.5, 0],
      [0.5, 5, 0],
      [0.5, 5, 1],
      [0.75, 7.5, 1],
      [1, 10, 1],
      [1, 10, 2],
    ]);
    expect(model.counts.get('setStates')).toBeUndefined();
    expect(model.counts.get('getDerivatives')).toBeUndefined();
  });
});

describe('a model that refuses', () => {
  it('gets smaller steps when it discards', async () => {
    // Far from the solution, where the first attempts lead, there is nothing to compute.
    const equations: Equations = {
      states: [1],
      derivatives: ({ states }) => [-50 * states[0]!],
      fail: ({ states }, { call }) => (call === 'getDerivatives' && states[0]! < 0 ? 'discard' : undefined),
    };
    const { rows, reason } = await simulated(equations, { tolerance: 1e-3 });
    expect(reason).toBe('stop-time');
    expect(rows.at(-1)![1]).toBeCloseTo(0, 3);
  });

  it.each([
    ['NaN derivatives', { derivatives: ({ time }) => [time > 0.5 ? NaN : 1] }],
    [
      'discarding for good',
      { fail: ({ time }, { call }) => (call === 'getDerivatives' && time > 0.5 ? 'discard' : undefined) },
    ],
    ['NaN event indicators', { indicatorCount: 1, indicators: ({ time }) => [time > 0.5 ? NaN : 1] }],
  ] satisfies [string, Partial<Equations>][])('is a problem that says where: %s', async (_, equations) => {
    const result = await simulated({ ...decay, ...equations });
    expect(result.reason).toBe('problem');
    expect(result.stopTime).toBeCloseTo(0.5, 9);
    expect(result.problem).toMatch(/^the solver cannot get past 0\.(5|49999)\d* s: the model refuses/);
  });

  it('is a problem with the words of its logger when it fails', async () => {
    const fail: Equations['fail'] = ({ time }, { call }) =>
      call === 'completedStep' && time > 0.2 ? 'error' : undefined;
    const result = await simulated({ ...decay, fail });
    expect(result.reason).toBe('problem');
    expect(result.problem).toMatch(/^completedStep returned error at 0\.\d+ s: no completedStep today$/);
    expect(result.log).toEqual(['no completedStep today']);
  });

  it('is a problem at a pole', async () => {
    const pole: Equations = { states: [1], derivatives: ({ states }) => [states[0]! ** 2] };
    const result = await simulated(pole, { stop: 2 });
    expect(result.reason).toBe('problem');
    expect(result.stopTime).toBeCloseTo(1, 6);
  });
});
