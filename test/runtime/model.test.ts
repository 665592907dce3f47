// Co-simulation with the fixtures: what is asked of a model arrives there, and what it answers comes back.
import { afterEach, describe, expect, it } from 'vitest';
import type { Call } from '../../src/runtime/calls.js';
import { ValueType, type SubFrame } from '../../src/runtime/frames.js';
import { closeModels, fixture, get, good, openModel, realFmu, said, set, start, step, valuesOf } from './models.js';

afterEach(closeModels);

const reals = (...references: number[]): SubFrame => ({ type: ValueType.Real, references });
const integers = (...references: number[]): SubFrame => ({ type: ValueType.Integer, references });
const booleans = (...references: number[]): SubFrame => ({ type: ValueType.Boolean2, references });
const strings = (...references: number[]): SubFrame => ({ type: ValueType.String, references });

/** Of the fixture `everything`. */
const ASYNCHRONOUS = 100;
const STEP_MILLISECONDS = 101;
const STEP_RESULT = 102;
const LOG_ACTION = 103;

const everything = async (options = {}) => {
  const model = await openModel(fixture('everything'), options);
  return model.instantiate({ kind: 'coSimulation' });
};

describe('a model for co-simulation', () => {
  it('takes and gives values of all types, before and after a step', async () => {
    const instance = await everything();
    expect(await instance.run(start)).toMatchObject(good);
    const inputs = [reals(30, 31, 32), integers(30, 31), booleans(30), strings(30)];
    const outputs = [reals(42), integers(40), booleans(40), strings(40)];
    const outcome = await instance.run([
      set(inputs, [1, 2, 3, 4, 5, true, 'grün']),
      step(0, 0.01),
      get(outputs),
      get(inputs),
    ]);
    expect(outcome).toMatchObject(good);
    expect(outcome.results.slice(0, 2)).toEqual([undefined, undefined]);
    expect(valuesOf(outcome, 2, outputs)).toEqual([3, 4, true, 'grün']);
    expect(valuesOf(outcome, 3, inputs)).toEqual([1, 2, 3, 4, 5, true, 'grün']);
    expect(await instance.run([{ call: 'terminate' }])).toMatchObject(good);
  });

  it('puts values of several types where each belongs, whatever their order', async () => {
    const instance = await everything();
    const frame = [strings(60, 62, 63), reals(60, 64), booleans(10), reals(), integers(60, 61), strings(), reals(66)];
    const outcome = await instance.run([...start, get(frame)]);
    expect(outcome).toMatchObject(good);
    const expected = ['Grüße, Ω, 😀', '', '', Math.PI, -0, true, 2147483647, -2147483648, Number.MAX_VALUE];
    expect(valuesOf(outcome, 3, frame)).toEqual(expected);
  });

  it('gives texts of a million bytes', async () => {
    const instance = await everything();
    const outcome = await instance.run([...start, get([strings(61)])]);
    const [text] = valuesOf(outcome, 3, [strings(61)]);
    expect(text).toHaveLength(1_000_000);
  });

  it('is as new after a reset', async () => {
    const instance = await everything();
    await instance.run([...start, set([reals(30)], [7]), step(0, 0.1)]);
    expect(await instance.run([{ call: 'terminate' }, { call: 'reset' }])).toMatchObject(good);
    const outcome = await instance.run([...start, get([reals(30)]), step(0, 0.1)]);
    expect(outcome).toMatchObject(good);
    expect(valuesOf(outcome, 3, [reals(30)])).toEqual([0]);
  });

  it('has an empty list of calls done at once', async () => {
    const instance = await everything();
    expect(await instance.run([])).toEqual({ ...good, terminated: false, results: [] });
  });

  it.each([
    [1, 'warning', undefined],
    [2, 'discard', 'fmi2DoStep'],
    [3, 'error', 'fmi2DoStep'],
    [4, 'fatal', 'fmi2DoStep'],
  ] as const)('that returns %i ends the list as %s', async (result, status, failed) => {
    const model = await openModel(fixture('everything'));
    const instance = await model.instantiate({ kind: 'coSimulation', loggingOn: true });
    await instance.run([...start, step(0, 0.5)]);
    const outcome = await instance.run([set([integers(STEP_RESULT)], [result]), step(0.5, 0.5), get([integers(30)])]);
    expect(outcome).toMatchObject({ status, failed });
    expect(outcome.results).toHaveLength(failed === undefined ? 3 : 1);
    expect(outcome.lastTime, 'it comes half the way').toBe(status === 'discard' ? 0.75 : undefined);
    expect(outcome.log.map((message) => message.status)).toContain(status);
  });

  it('says why it discards a step although it was not asked to log, and nothing else', async () => {
    const instance = await everything();
    const good = await instance.run([...start, step(0, 0.5)]);
    expect(good.log).toEqual([]);
    const { log } = await instance.run([set([integers(STEP_RESULT)], [2]), step(0.5, 0.5)]);
    expect(log).toEqual([{ status: 'discard', category: 'logStatusDiscard', text: 'fmi2DoStep: status 2 at 0.5' }]);
  });

  it.each([
    [2, { status: 'ok', failed: undefined }],
    [4, { status: 'fatal', failed: 'fmi2GetInteger', results: [] }],
  ])('that has returned %i is asked for values as FMI 2.0 allows it', async (result, expected) => {
    const instance = await everything();
    await instance.run([...start, set([integers(STEP_RESULT)], [result]), step(0, 0.5)]);
    expect(await instance.run([get([integers(30)])])).toMatchObject(expected);
  });

  it.each([
    ['computes aside', 1],
    ['has computed aside before it says so', 3],
  ])('that %s is waited for', async (_what, kind) => {
    const instance = await everything();
    const settings = set([integers(ASYNCHRONOUS, STEP_MILLISECONDS)], [kind, 20]);
    const outcome = await instance.run([...start, settings, step(0, 0.25), step(0.25, 0.25), get([reals(0)])]);
    expect(outcome).toMatchObject({ status: 'ok' });
    expect(valuesOf(outcome, 6, [reals(0)])).toEqual([0.5]);
  });

  it('that computes aside and discards says so in the end', async () => {
    const instance = await everything();
    const settings = set([integers(ASYNCHRONOUS, STEP_RESULT)], [1, 2]);
    const outcome = await instance.run([...start, settings, step(0, 0.25)]);
    expect(outcome).toMatchObject({ status: 'discard', failed: 'fmi2DoStep', lastTime: 0.125 });
  });

  it('tells what its logger was told, percent signs and all', async () => {
    const model = await openModel(fixture('everything'));
    const instance = await model.instantiate({ kind: 'coSimulation', loggingOn: true });
    const first = await instance.run(start);
    expect(said(first), 'from fmi2Instantiate on').toContain('instantiated for co-simulation');
    const outcome = await instance.run([set([integers(LOG_ACTION)], [1]), step(0, 0.25)]);
    expect(said(outcome)).toContain('a warning with 50% of ü');
    expect(said(await instance.run([])), 'each message once').toBe('');
  });

  it('is asked nothing when a frame or its values are damaged', async () => {
    const instance = await everything();
    await instance.run(start);
    const calls = async (): Promise<unknown> => {
      const outcome = await instance.run([get([integers(112)])]);
      return valuesOf(outcome, 0, [integers(112)])[0];
    };
    const before = await calls();
    const whole = set([reals(30, 31), integers(30)], [1, 2, 3]);
    if (whole.call !== 'set') throw new Error('not a call that sets');
    const strange = Buffer.from(whole.frame);
    strange.writeUInt16LE(0x77, 4);
    for (const damaged of [
      { ...whole, values: whole.values.subarray(0, 19) },
      { ...whole, frame: whole.frame.subarray(0, 20) },
      { ...whole, frame: Buffer.alloc(0) },
      { ...whole, frame: strange },
      set([{ type: ValueType.Binary, references: [30] }], [Buffer.from('x')]),
      set([{ type: ValueType.Boolean, references: [30] }], [true]),
    ]) {
      const outcome = await instance.run([damaged]);
      expect(outcome).toMatchObject({ status: 'error', failed: 'set', results: [] });
      expect(outcome.log).toHaveLength(1);
    }
    expect(await calls()).toBe(before);
  });

  it('may be one of fifty', async () => {
    const model = await openModel(fixture('everything'));
    const instances = await Promise.all(
      Array.from({ length: 50 }, (_, index) => model.instantiate({ kind: 'coSimulation', name: `number ${index}` })),
    );
    const outcomes = await Promise.all(
      instances.map(async (instance, index) => {
        await instance.run([...start, set([reals(32)], [index])]);
        for (let time = 0; time < 10; time += 1) await instance.run([step(time, 1)]);
        return instance.run([get([reals(32)])]);
      }),
    );
    const results = outcomes.map((outcome) => valuesOf(outcome, 0, [reals(32)])[0]);
    expect(results).toEqual(instances.map((_, index) => index));
  });

  it('lets other things happen during a slow step', async () => {
    const instance = await everything();
    await instance.run([...start, set([integers(STEP_MILLISECONDS)], [300])]);
    const order: string[] = [];
    const stepped = Promise.resolve(instance.run([step(0, 0.1)])).then(() => order.push('step'));
    const ticked = new Promise<void>((resolve) => {
      setTimeout(() => {
        order.push('timer');
        resolve();
      }, 1);
    });
    await Promise.all([stepped, ticked]);
    expect(order).toEqual(['timer', 'step']);
  });

  it('takes its resources from where they were unpacked', async () => {
    const model = await openModel(fixture('companion'));
    const instance = await model.instantiate({ kind: 'coSimulation' });
    expect(await instance.run(start)).toMatchObject(good);
  });
});

describe('a real FMU', () => {
  const controlled = realFmu('20sim-controlledtemperature-fmi2');

  it.skipIf(controlled === undefined)('of 20-sim computes (needs ../shared/fmus)', async () => {
    const model = await openModel(controlled ?? '');
    const instance = await model.instantiate({ kind: 'coSimulation' });
    expect(await instance.run([{ ...start[0], stopTime: 10 } as Call, ...start.slice(1)])).toMatchObject(good);
    for (let time = 0; time < 1; time += 0.125) {
      expect(await instance.run([step(time, 0.125)])).toMatchObject(good);
    }
  });
});
