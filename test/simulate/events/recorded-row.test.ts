import { describe, expect, it } from 'vitest';
import { ValueType } from '../../../src/runtime/frames.js';
import { RecordedRow } from '../../../src/simulate/events/recorded-row.js';
import { VariableFrame } from '../../../src/simulate/variable-frame.js';
import type { SimulationVariable } from '../../../src/simulate/variables.js';
import { variable } from '../model-variables.js';

const clock = (name: string, reference: number): SimulationVariable =>
  variable(name, { reference, type: ValueType.Clock });
const real = variable('y', { reference: 1 });
const [first, second] = [clock('c1', 11), clock('c2', 12)];
const clocked = variable('z', { reference: 2, clocks: [12] });

describe('a recorded row', () => {
  it('is what was read where there are no clocks', () => {
    const row = new RecordedRow([real]);
    expect(row.inside).toBeUndefined();
    const bytes = new VariableFrame([real]).encode([1.5]);
    expect([row.decode(bytes, 'step'), row.decode(bytes, 'event')]).toEqual([[1.5], [1.5]]);
  });

  it('has clocks, and what belongs to them, as they were within the event', () => {
    const row = new RecordedRow([first, real, clocked, second]);
    const inside = new VariableFrame([first, second, clocked]);
    const outside = new VariableFrame([real, clocked]).encode([1, 2]);
    row.beginEvent();
    row.readInside(inside.encode([false, true, 7]));
    row.readInside(inside.encode([true, false, 9])); // another round, in which its clock is not active
    expect(row.decode(outside, 'event')).toEqual([true, 1, 7, true]);
    expect(row.decode(outside, 'step')).toEqual([false, 1, 2, false]);
    row.beginEvent();
    row.readInside(inside.encode([false, false, 9]));
    expect(row.decode(outside, 'event')).toEqual([false, 1, 2, false]);
  });

  it('reads the clock of a recorded variable though it is not recorded itself', () => {
    const row = new RecordedRow([clocked]);
    row.beginEvent();
    row.readInside(new VariableFrame([second, clocked]).encode([true, 7]));
    expect(row.decode(new VariableFrame([clocked]).encode([0]), 'event')).toEqual([7]);
  });

  it('has only clocks, and none', () => {
    const row = new RecordedRow([first]);
    row.readInside(new VariableFrame([first]).encode([true]));
    expect(row.decode(Buffer.alloc(0), 'event')).toEqual([true]);
    expect(new RecordedRow([]).decode(Buffer.alloc(0), 'event')).toEqual([]);
  });

  it('does not read clocks that are inputs, which are known to tick', () => {
    const row = new RecordedRow([first, clocked], new Set([11, 12]));
    const inside = new VariableFrame([clocked]);
    const outside = inside.encode([2]);
    row.beginEvent([12]);
    row.readInside(inside.encode([7]));
    row.readInside(inside.encode([9])); // another round, in which the clock is not active any more
    expect(row.decode(outside, 'event')).toEqual([false, 7]);
    row.beginEvent([11]);
    row.readInside(inside.encode([7]));
    expect(row.decode(outside, 'event')).toEqual([true, 2]);
    expect(row.decode(outside, 'step')).toEqual([false, 2]);
    const alone = new RecordedRow([first], new Set([11]));
    expect(alone.inside).toBeUndefined();
    alone.beginEvent([11]);
    expect(alone.decode(Buffer.alloc(0), 'event')).toEqual([true]);
    alone.beginEvent();
    expect(alone.decode(Buffer.alloc(0), 'event')).toEqual([false]);
  });
});
