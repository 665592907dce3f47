import { describe, expect, it } from 'vitest';
import { parseModelDescription, type Variable } from '../../../src/fmu/model-description.js';
import type { ClockInterval } from '../../../src/runtime/calls.js';
import { SimulationProblem } from '../../../src/simulate/conversation.js';
import { ClockSchedule } from '../../../src/simulate/events/clock-schedule.js';

/** Clocks with these attributes, with the value references 1, 2, ... */
function clocks(...attributes: readonly string[]): readonly Variable[] {
  const all = attributes.map((text, index) => `<Clock name="c${index + 1}" valueReference="${index + 1}" ${text}/>`);
  const xml = `<fmiModelDescription fmiVersion="3.0" modelName="m" instantiationToken="t"><CoSimulation modelIdentifier="m"/>
    <ModelVariables>${all.join('')}</ModelVariables><ModelStructure/></fmiModelDescription>`;
  return parseModelDescription(Buffer.from(xml)).variables;
}

const every = (kind: string, rest = ''): string => `causality="input" intervalVariability="${kind}" ${rest}`;
const seconds = (counter: number, qualifier: ClockInterval['qualifier'] = 'changed'): ClockInterval => ({
  counter,
  resolution: undefined,
  qualifier,
});

/** The model gives these intervals for what it is asked, clock by clock. */
function answer(schedule: ClockSchedule, time: number, intervals: Readonly<Record<number, ClockInterval>>): number[] {
  const questions = schedule.questions();
  schedule.take(
    time,
    questions,
    questions.map((question) => question.clocks.flatMap((reference) => intervals[reference] ?? [])),
  );
  return questions.flatMap((question) => question.clocks);
}

describe('a schedule of clocks', () => {
  it('is empty without time-based input clocks', () => {
    const output = 'causality="output" intervalVariability="constant" intervalDecimal="1"';
    for (const variables of [[], clocks(output), clocks(every('triggered'))]) {
      const schedule = new ClockSchedule(variables, 0);
      expect([schedule.next, schedule.due(1e9), schedule.questions()]).toEqual([Infinity, [], []]);
    }
  });

  it('adds nothing up: the 100,000th tick of 0.1 s is where it belongs', () => {
    const schedule = new ClockSchedule(clocks(every('constant', 'intervalDecimal="0.1"')), 1e6);
    for (let count = 0; count < 100_000; count += 1) schedule.due(schedule.next);
    expect(schedule.next).toBe(1e6 + 100_000 * 0.1);
  });

  it('is exact for fractions, which come before decimals', () => {
    const attributes =
      'supportsFraction="true" resolution="3" intervalCounter="1" shiftCounter="2" intervalDecimal="0.3"';
    const schedule = new ClockSchedule(clocks(every('constant', attributes)), 0);
    expect(schedule.next).toBe(2 / 3);
    schedule.due(1);
    expect(schedule.next).toBe(1);
    for (let count = 0; count < 29_997; count += 1) schedule.due(schedule.next);
    expect(schedule.next).toBe(10_000);
  });

  it('lets clocks of one time tick together, and no other', () => {
    const schedule = new ClockSchedule(
      clocks(
        every('constant', 'intervalDecimal="0.5"'),
        every('constant', 'intervalDecimal="0.25" shiftDecimal="0.25"'),
        every('constant', 'intervalDecimal="1" shiftDecimal="0.5"'),
      ),
      0,
    );
    const ticks: unknown[] = [];
    while (schedule.next <= 1) ticks.push([schedule.next, schedule.due(schedule.next)]);
    expect(ticks).toEqual([
      [0, [1]],
      [0.25, [2]],
      [0.5, [1, 2, 3]],
      [0.75, [2]],
      [1, [1, 2]],
    ]);
    expect(schedule.due(1.1)).toEqual([]);
  });

  it('asks a fixed clock once, a tunable one at every event, and goes on from the latest tick with a new interval', () => {
    const schedule = new ClockSchedule(clocks(every('fixed'), every('tunable')), 0);
    expect(schedule.due(0)).toEqual([1, 2]);
    expect(answer(schedule, 0, { 1: seconds(2), 2: seconds(0.5) })).toEqual([1, 2]);
    expect(schedule.next).toBe(0.5);
    expect(schedule.due(0.5)).toEqual([2]);
    expect(answer(schedule, 0.5, { 2: seconds(0.5, 'unchanged') })).toEqual([2]);
    expect(schedule.next).toBe(1);
    // At an event between two ticks.
    expect(answer(schedule, 0.6, { 2: seconds(0.25) })).toEqual([2]);
    expect(schedule.next).toBe(0.75);
  });

  it('asks a changing clock after each of its ticks', () => {
    const schedule = new ClockSchedule(clocks(every('changing', 'shiftDecimal="0.125"')), 0);
    expect(answer(schedule, 0, { 1: seconds(9) })).toEqual([1]);
    expect(schedule.next).toBe(0.125);
    expect(answer(schedule, 0.1, {})).toEqual([]);
    expect(schedule.due(0.125)).toEqual([1]);
    expect(answer(schedule, 0.125, { 1: seconds(0.25) })).toEqual([1]);
    expect(schedule.next).toBe(0.375);
  });

  it('counts down from the event in which the interval is new, and not otherwise', () => {
    const schedule = new ClockSchedule(clocks(every('countdown')), 0);
    answer(schedule, 0, { 1: seconds(0, 'notYetKnown') });
    expect(schedule.next).toBe(Infinity);
    answer(schedule, 1, { 1: seconds(0.5) });
    expect(schedule.next).toBe(1.5);
    answer(schedule, 1.25, { 1: seconds(0.5, 'unchanged') });
    expect(schedule.next).toBe(1.5);
    answer(schedule, 1.25, { 1: seconds(0, 'notYetKnown') });
    expect(schedule.next).toBe(Infinity);
    answer(schedule, 2, { 1: seconds(0) });
    expect(schedule.due(2)).toEqual([1]);
  });

  it.each([
    ['tunable', 0],
    ['tunable', -1],
    ['changing', NaN],
    ['fixed', Infinity],
    ['countdown', -0.5],
  ])('refuses an interval of a %s clock with which time would not go on: %s', (kind, interval) => {
    const schedule = new ClockSchedule(clocks(every(kind)), 0);
    expect(() => answer(schedule, 0, { 1: seconds(interval) })).toThrow(SimulationProblem);
  });
});
