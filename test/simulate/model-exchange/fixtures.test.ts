// Models with known solutions, in processes of their own. Their engine refuses every call that FMI does not allow.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../repository/checkout.js';
import { eventTimes, type FmuRecording, simulatedFmu, type WantedOfFmu } from './simulated-fmu.js';

const simulated = (name: string, wanted: WantedOfFmu): Promise<FmuRecording> =>
  simulatedFmu(path.join(root, 'fixtures', 'fmus', `${name}.fmu`), wanted);

describe('smooth', () => {
  const record = ['decay', 'position', 'velocity', 'integral', 'stiff'];

  it.each([
    ['dopri5', 1e-4, 1],
    ['dopri5', 1e-8, 1],
    ['rodas', 1e-6, 1e6],
    ['auto', 1e-6, 1e6],
  ] as const)('agrees with its solution: %s, tolerance %s, stiffness %s', async (solver, tolerance, stiffness) => {
    const { rows, reason, steps } = await simulated('smooth', {
      ...{ stop: 2, step: 0.01, solver, tolerance, record },
      set: { stiffness },
      inputs: { times: [0, 1, 2], values: { input: [0, 2, 0] } },
    });
    expect(reason).toBe('stop-time');
    expect(rows).toHaveLength(201);
    for (const [time, ...values] of rows) {
      const integral = time <= 1 ? time ** 2 : 2 - (2 - time) ** 2;
      const exact = [Math.exp(-time), Math.cos(2 * time), -2 * Math.sin(2 * time), integral, Math.cos(time)];
      values.forEach((value, index) => {
        expect(Math.abs((value as number) - exact[index]!)).toBeLessThan(20 * tolerance);
      });
    }
    expect(steps).toBeLessThan(400);
  });

  it('gets smaller steps where it discards, and a problem where it always does', async () => {
    const wanted = { stop: 2, step: 0.1, record, tolerance: 1e-3 };
    // The oscillator reaches a velocity of 2.
    expect(await simulated('smooth', { ...wanted, set: { limit: 2.001 } })).toMatchObject({ reason: 'stop-time' });
    const { reason, problem, stopTime } = await simulated('smooth', { ...wanted, set: { limit: 1.9 } });
    expect(reason).toBe('problem');
    expect(problem).toMatch(/^the solver cannot get past 0\.\d+ s: the model refuses to compute/);
    expect(stopTime).toBeCloseTo(Math.asin(0.95) / 2, 3);
  });

  it('is the same bit for bit in another process', async () => {
    const wanted = { stop: 2, step: 0.01, record, set: { stiffness: 1e4 } };
    const [first, second] = [await simulated('smooth', wanted), await simulated('smooth', wanted)];
    expect(second.rows).toEqual(first.rows);
  });
});

describe('bouncing-ball', () => {
  it('bounces when it should, until it rests', async () => {
    const { rows, reason } = await simulated('bouncing-ball', {
      ...{ stop: 4, step: 0.05, record: ['height', 'velocity', 'bounces', 'resting'] },
    });
    expect(reason).toBe('stop-time');
    const found = eventTimes(rows);
    const gravity = 9.81;
    let time = Math.sqrt(2 / gravity);
    let speed = gravity * time;
    for (const event of found) {
      expect(Math.abs(event - time)).toBeLessThan(1e-9);
      speed *= 0.7;
      time += (2 * speed) / gravity;
    }
    // 0.7 to the power of 11 times the first speed is the first one below 0.1.
    expect(found).toHaveLength(11);
    expect(rows.at(-1)).toEqual([4, 0, 0, 11, true]);
  });
});

describe('thermostat', () => {
  const record = ['temperature', 'heating', 'sampled', 'samples', 'alarm'];
  const first = 100 * Math.log(10 / 9);
  const between = 100 * Math.log(11 / 9);

  /** Without changes from outside. */
  function temperatureAt(time: number): number {
    if (time <= first) return 10 + 10 * Math.exp(-time / 100);
    const phase = Math.floor((time - first) / between);
    const since = time - first - phase * between;
    return phase % 2 === 0 ? 30 - 11 * Math.exp(-since / 100) : 10 + 11 * Math.exp(-since / 100);
  }

  it('switches and samples when it should', async () => {
    const { rows, reason } = await simulated('thermostat', { stop: 200, step: 10, record });
    expect(reason).toBe('stop-time');
    const switches = Array.from({ length: 10 }, (_, index) => first + index * between).filter((time) => time < 200);
    const samples = [30, 60, 90, 120, 150, 180];
    const found = eventTimes(rows);
    const expected = [...switches, ...samples].sort((a, b) => a - b);
    expect(found).toHaveLength(expected.length);
    found.forEach((time, index) => expect(Math.abs(time - expected[index]!)).toBeLessThan(1e-4));
    for (const time of samples) expect(found).toContain(time);
    for (const [time, temperature, , sampled, count] of rows) {
      expect(Math.abs((temperature as number) - temperatureAt(time))).toBeLessThan(1e-5);
      expect(Math.abs((sampled as number) - temperatureAt(30 * (count as number)))).toBeLessThan(1e-5);
    }
  });

  it('takes discrete inputs in events, and interpolates the others', async () => {
    const { rows, reason } = await simulated('thermostat', {
      ...{ stop: 60, step: 5, record },
      set: { period: 1000 },
      inputs: { times: [0, 15, 60], values: { enabled: [true, false, true], ambient: [10, 10, 10] } },
    });
    expect(reason).toBe('stop-time');
    expect(rows.filter(([time]) => time === 15).map(([, , heating]) => heating)).toEqual([true, false]);
    expect(eventTimes(rows)).toEqual([expect.closeTo(first, 5), 15, 60]);
    const cooled = 10 + (temperatureAt(15) - 10) * Math.exp(-(60 - 15) / 100);
    expect(rows.at(-1)![1]).toBeCloseTo(cooled, 4);
  });

  it('raises its alarm in a step event', async () => {
    const { rows } = await simulated('thermostat', {
      stop: 40,
      step: 1,
      record,
      set: { critical: 20.5, period: 1000 },
    });
    const raised = rows.find(([, , , , , alarm]) => alarm === true)!;
    const reached = first + 100 * Math.log(11 / 9.5);
    expect(raised[0]).toBeGreaterThan(reached);
    expect(raised[0]).toBeLessThan(reached + 1);
    expect(eventTimes(rows)).toContain(raised[0]);
  });

  it('ends the simulation with its last sample', async () => {
    const { rows, reason, stopTime } = await simulated('thermostat', {
      ...{ stop: 200, step: 7, record, set: { most_samples: 2 } },
    });
    expect({ reason, stopTime }).toEqual({ reason: 'model', stopTime: 60 });
    expect(rows.at(-1)!.slice(0, 1)).toEqual([60]);
    expect(rows.at(-1)![4]).toBe(2);
  });
});

describe('other fixtures', () => {
  it('two-libraries is simulated with its library for model exchange', async () => {
    const { rows, reason } = await simulated('two-libraries', {
      ...{ stop: 1, step: 0.1, record: ['output'], set: { gain: 2 } },
      inputs: { times: [0, 1], values: { input: [1.5, 1.5] } },
    });
    expect(reason).toBe('stop-time');
    // x' = 2 * 1.5 - x, from x = 2.
    for (const [time, output] of rows) expect(output).toBeCloseTo(10 * (3 - Math.exp(-time)), 4);
  });

  it('everything bounces and ticks', async () => {
    const { rows, reason, problem } = await simulated('everything', { stop: 1, step: 0.1, record: ['height'] });
    expect({ reason, problem }).toEqual({ reason: 'stop-time', problem: undefined });
    expect(Math.min(...eventTimes(rows).map((time) => Math.abs(time - Math.sqrt(2 / 9.81))))).toBeLessThan(1e-9);
  });

  it('a model whose process ends is a problem', async () => {
    const { reason, problem, rows } = await simulated('smooth', { stop: 2, step: 0.1, record: ['decay'], endAt: 1 });
    expect(reason).toBe('problem');
    expect(problem).toMatch(/^fmi2\w+ returned fatal at \d/);
    expect(rows.at(-1)![0]).toBeGreaterThanOrEqual(1);
    expect(rows.at(-1)![0]).toBeLessThan(2);
  });
});
