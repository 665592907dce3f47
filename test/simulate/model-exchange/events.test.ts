import { describe, expect, it } from 'vitest';
import { simulated } from './simulated.js';
import type { Equations, World } from './strict-model.js';

const GRAVITY = 9.81;

/** A ball that loses a part of its speed at every bounce; it rests when it is slow. Height 1 at the beginning. */
function ball(restitution = 0.7): Equations {
  let resting = false;
  return {
    states: [1, 0],
    indicatorCount: 1,
    derivatives: ({ states: [, v] }) => (resting ? [0, 0] : [v!, -GRAVITY]),
    indicators: ({ states: [h, v] }) => [resting ? 1 : h === 0 && v! > 0 ? Number.MIN_VALUE : h!],
    event: (world) => {
      if (resting || world.states[0]! > 0 || world.states[1]! >= 0) return undefined;
      world.states[0] = 0;
      world.states[1] = -restitution * world.states[1]!;
      if (world.states[1] < 0.1) {
        resting = true;
        world.states[1] = 0;
      }
      return { valuesChanged: true };
    },
  };
}

/** When it bounces. */
function* bounces(restitution = 0.7): Generator<number> {
  let time = Math.sqrt(2 / GRAVITY);
  let speed = GRAVITY * time;
  for (;;) {
    yield time;
    speed *= restitution;
    time += (2 * speed) / GRAVITY;
  }
}

const twice = (rows: readonly (readonly number[])[]): number[] =>
  rows.filter((row, index) => index > 0 && row[0] === rows[index - 1]![0]).map(([time]) => time!);

describe('state events', () => {
  it('are located: a bouncing ball', async () => {
    const { rows, reason } = await simulated(ball(), { stop: 3, step: 0.01 });
    expect(reason).toBe('stop-time');
    const found = twice(rows);
    expect(found.length).toBeGreaterThan(10);
    const exact = bounces();
    for (const time of found) expect(Math.abs(time - exact.next().value!)).toBeLessThan(1e-9);
    for (const [, height] of rows) expect(height).toBeGreaterThan(-1e-9);
  });

  it('are found when the step is as long as the whole simulation', async () => {
    const { rows } = await simulated(ball(), { stop: 3, step: 3 });
    expect(twice(rows).length).toBeGreaterThan(10);
  });

  it('change states in a row before and one after the event', async () => {
    const { rows } = await simulated(ball(), { stop: 0.6, step: 0.3 });
    const impact = GRAVITY * Math.sqrt(2 / GRAVITY);
    const [before, after] = rows.filter(([time]) => time !== 0 && time !== 0.3 && time !== 0.6);
    expect(before![0]).toBe(after![0]);
    expect(before![2]).toBeCloseTo(-impact, 7);
    expect(after![1]).toBe(0);
    expect(after![2]).toBeCloseTo(0.7 * impact, 7);
  });

  it('are located with few evaluations, and only the first of several counts', async () => {
    // Three indicators that change sign in the same step, the second one first.
    const seen: number[] = [];
    let located = 0;
    const { rows } = await simulated(
      {
        states: [0],
        indicatorCount: 3,
        derivatives: () => [1],
        indicators: ({ states: [x] }) => {
          located += 1;
          return [Math.exp(x!) - 2, x! ** 3 - 0.125, Math.tanh(20 * (x! - 0.6))];
        },
        event: ({ time }) => void seen.push(time),
      },
      { step: 1 },
    );
    const [initial, ...times] = seen;
    expect(initial).toBe(0);
    expect(times).toHaveLength(3);
    [0.5, 0.6, Math.log(2)].forEach((time, index) => {
      expect(Math.abs(times[index]! - time)).toBeLessThan(1e-13);
    });
    expect(twice(rows)).toEqual(times);
    expect(located).toBeLessThan(120);
  });

  it('go both ways and count as one when they are in the same place', async () => {
    let sign = 1;
    let events = 0;
    const { rows } = await simulated(
      {
        states: [0],
        indicatorCount: 2,
        derivatives: () => [1],
        indicators: ({ states: [x] }) => [Math.sin(10 * x!) + 1e-300, -Math.sin(10 * x!)],
        output: ({ states: [x] }) => sign * x!,
        event: () => {
          events += 1;
          sign = -sign;
          return undefined;
        },
      },
      { step: 0.1 },
    );
    const found = twice(rows);
    [Math.PI / 10, Math.PI / 5, (3 * Math.PI) / 10].forEach((time, index) => {
      expect(Math.abs(found[index]! - time)).toBeLessThan(1e-12);
    });
    expect(events).toBe(found.length + 1);
  });

  it('depend on time alone in a model without states', async () => {
    const { rows } = await simulated({
      states: [],
      indicatorCount: 1,
      indicators: ({ time }) => [time - 1 / 3],
    });
    expect(twice(rows)).toEqual([expect.closeTo(1 / 3, 14)]);
  });
});

describe('time events', () => {
  it('are met exactly, at communication points and elsewhere', async () => {
    // A sampled value: every 0.15 s the output takes the state.
    const held = { value: -1, next: 0.15, count: 1 };
    const event = ({ time, states }: World): { nextEventTime: number } => {
      if (time >= held.next) {
        held.value = states[0]!;
        held.count += 1;
        held.next = 0.15 * held.count;
      }
      return { nextEventTime: held.next };
    };
    const { rows, model } = await simulated(
      {
        states: [0],
        derivatives: () => [1],
        event,
        output: ({ states: [x] }, reference) => (reference === 0 ? x! : held.value),
      },
      { stop: 0.5, step: 0.15, record: [0, 1] },
    );
    expect(twice(rows)).toEqual([0.15, 0.3, 0.15 * 3]);
    expect(rows.filter(([time]) => time === 0.3).map((row) => row[2])).toEqual([
      expect.closeTo(0.15, 12),
      expect.closeTo(0.3, 12),
    ]);
    expect(model.counts.get('enterEvents')).toBe(3);
  });

  it('that are due at the stop time happen', async () => {
    const { rows } = await simulated({
      states: [],
      event: ({ time }) => (time < 1 ? { nextEventTime: 1 } : undefined),
    });
    expect(rows.slice(-2).map(([time]) => time)).toEqual([1, 1]);
  });

  it('that are due at the start happen again', async () => {
    let rounds = 0;
    const { rows } = await simulated({
      states: [],
      event: () => (++rounds === 1 ? { nextEventTime: 0 } : undefined),
    });
    expect(rows.slice(0, 3).map(([time]) => time)).toEqual([0, 0, 0.1]);
  });
});

describe('step events and the rest', () => {
  it('come where completedStep asks for them', async () => {
    let asked = false;
    const { rows } = await simulated({
      states: [0],
      derivatives: () => [1],
      completedStep: ({ time }) => {
        const enterEventMode = !asked && time > 0.4;
        asked ||= enterEventMode;
        return { enterEventMode };
      },
      event: (world) => {
        if (!asked || world.states[0]! < 0) return undefined;
        world.states[0] = -10;
        return { valuesChanged: true };
      },
    });
    expect(twice(rows)).toHaveLength(1);
    const [time] = twice(rows);
    expect(rows.at(-1)![1]).toBeCloseTo(-10 + 1 - time!, 9);
  });

  it('an event goes on while the model wants more', async () => {
    let rounds = 0;
    const { reason, model } = await simulated({ states: [], event: () => ({ again: ++rounds % 3 !== 0 }) });
    expect(reason).toBe('stop-time');
    expect(model.counts.get('newDiscreteStates')).toBe(3);
  });

  it('the model ends the simulation in an event', async () => {
    const { reason, stopTime, rows, model } = await simulated({
      states: [0],
      derivatives: () => [1],
      event: ({ time }) => (time === 0.55 ? { terminate: true } : { nextEventTime: 0.55 }),
    });
    expect({ reason, stopTime }).toEqual({ reason: 'model', stopTime: 0.55 });
    expect(rows.slice(-2).map(([time]) => time)).toEqual([0.55, 0.55]);
    expect(model.mode).toBe('terminated');
  });

  it('the model ends the simulation after a step', async () => {
    const result = await simulated({
      states: [0],
      derivatives: () => [1],
      completedStep: ({ time }) => ({ terminateSimulation: time > 0.3 }),
    });
    expect(result.reason).toBe('model');
    expect(result.stopTime).toBe(result.rows.at(-1)![0]);
    expect(result.model.mode).toBe('terminated');
  });

  it('an event that never ends is a problem', async () => {
    const result = await simulated({ states: [], event: () => ({ again: true }) });
    expect(result.reason).toBe('problem');
    expect(result.problem).toMatch(/^an event at 0 s does not end/);
  });

  it('events that pile up are a problem: time events that stay', async () => {
    const result = await simulated({ states: [], event: ({ time }) => ({ nextEventTime: Math.max(time, 0.5) }) });
    expect(result.reason).toBe('problem');
    expect(result.problem).toMatch(/^events pile up at 0\.5 s: 2000 of them within 0 s/);
    expect(result.stopTime).toBe(0.5);
  });

  it('events that pile up are a problem: chattering', async () => {
    // Whichever side of 0 it is on, it is driven to the other one.
    let above = true;
    const result = await simulated({
      states: [0.25],
      indicatorCount: 1,
      derivatives: () => [above ? -1 : 1],
      indicators: ({ states: [x] }) => [x!],
      event: ({ states: [x] }) => void (above = x! > 0),
    });
    expect(result.reason).toBe('problem');
    expect(result.problem).toMatch(/^events pile up at 0\.25\d* s: 2000 of them/);
    expect(result.stopTime).toBeCloseTo(0.25, 6);
  });
});
