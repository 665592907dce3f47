// Models that crash, hang or refuse: an outcome or an error says so, and no caller waits longer than asked.
import { afterEach, describe, expect, it } from 'vitest';
import type { Call, ModelInstance } from '../../src/runtime/calls.js';
import { ValueType } from '../../src/runtime/frames.js';
import type { ModelOptions } from '../../src/runtime/model.js';
import { closeModels, fixture, get, good, openModel, said, set, start, step } from './models.js';

afterEach(async () => {
  delete process.env['FMUTOOL_FIXTURE_ACTION'];
  await closeModels();
});

/** Actions of the fixture `misbehaving`, by their numbers. */
const Action = { crash: 1, abort: 2, exit: 3, hang: 4, log: 5, stackOverflow: 12, spin: 13 } as const;

/** A call that makes the model do it in its next step. */
const misbehave = (action: number): Call => set([{ type: ValueType.Integer, references: [1] }], [action]);

async function misbehaving(options: ModelOptions = {}): Promise<ModelInstance> {
  const model = await openModel(fixture('misbehaving'), options);
  const instance = await model.instantiate({ kind: 'coSimulation', loggingOn: true });
  expect(await instance.run(start)).toMatchObject({ ...good, log: expect.anything() as unknown });
  return instance;
}

describe('a model whose process ends', () => {
  it.each([
    ['crashes', Action.crash, /ended by signal 11 \(SIGSEGV/],
    ['calls abort', Action.abort, /ended by signal 6 \(SIGABRT/],
    ['calls exit', Action.exit, /ended with exit status 3/],
    ['overflows its stack', Action.stackOverflow, /ended by signal 11/],
  ])('because it %s is an outcome, and stays one', async (_what, action, text) => {
    const instance = await misbehaving();
    const outcome = await instance.run([misbehave(action), step(0, 0.1), get([])]);
    expect(outcome).toMatchObject({ status: 'fatal', failed: 'fmi2DoStep', results: [undefined] });
    expect(said(outcome)).toMatch(text);
    const later = await instance.run([step(0.1, 0.1)]);
    expect(later).toMatchObject({ status: 'fatal', failed: 'fmi2DoStep', results: [], log: [] });
  });

  it('may be beside another instance, which goes on', async () => {
    const model = await openModel(fixture('misbehaving'));
    const [bad, other] = [
      await model.instantiate({ kind: 'coSimulation' }),
      await model.instantiate({ kind: 'coSimulation' }),
    ];
    expect(await bad.run([...start, misbehave(Action.crash), step(0, 0.1)])).toMatchObject({ status: 'fatal' });
    expect(await other.run([...start, step(0, 0.1)])).toMatchObject(good);
  });
});

describe('a model that does not answer', () => {
  it.each([
    ['sleeps', Action.hang],
    ['calculates', Action.spin],
  ])('because it %s is ended at the limit of a call', async (_what, action) => {
    const instance = await misbehaving({ timeout: 0.2 });
    const outcome = await instance.run([misbehave(action), step(0, 0.1)]);
    expect(outcome).toMatchObject({ status: 'fatal', failed: 'fmi2DoStep' });
    expect(said(outcome)).toContain('The model did not answer within the limit of 0.2 s; its process has been ended.');
  });

  it('because its step never ends aside is ended at the limit', async () => {
    const model = await openModel(fixture('everything'), { timeout: 0.2 });
    const instance = await model.instantiate({ kind: 'coSimulation' });
    const never = set([{ type: ValueType.Integer, references: [100] }], [2]);
    const outcome = await instance.run([...start, never, step(0, 0.1)]);
    expect(outcome).toMatchObject({ status: 'fatal', failed: 'fmi2DoStep' });
    expect(said(outcome)).toContain('within the limit of 0.2 s');
  });

  it('can be aborted', async () => {
    const instance = await misbehaving();
    const stepped = instance.run([misbehave(Action.hang), step(0, 0.1)]);
    expect(stepped).toBeInstanceOf(Promise);
    instance.abort();
    const outcome = await stepped;
    expect(outcome).toMatchObject({ status: 'fatal' });
    expect(said(outcome)).toContain('was ended on request');
  });

  it('can be aborted while its step goes on aside', async () => {
    const model = await openModel(fixture('everything'));
    const instance = await model.instantiate({ kind: 'coSimulation' });
    const never = set([{ type: ValueType.Integer, references: [100] }], [2]);
    const stepped = instance.run([...start, never, step(0, 0.1)]);
    instance.abort();
    expect(await stepped).toMatchObject({ status: 'fatal' });
  });

  it('can be aborted between calls, and aborted again', async () => {
    const instance = await misbehaving();
    instance.abort();
    instance.abort();
    const outcome = await instance.run([step(0, 0.1)]);
    expect(outcome).toMatchObject({ status: 'fatal', failed: 'fmi2DoStep' });
    expect(said(outcome)).toContain('was ended on request');
  });

  it('can be closed: the step under way is fatal then', async () => {
    const instance = await misbehaving();
    const stepped = instance.run([misbehave(Action.hang), step(0, 0.1)]);
    await instance.close();
    expect(await stepped).toMatchObject({ status: 'fatal', failed: 'fmi2DoStep' });
  });

  it('can be closed even if it hangs when it is freed', async () => {
    process.env['FMUTOOL_FIXTURE_ACTION'] = 'fmi2FreeInstance:hang';
    const instance = await misbehaving();
    await instance.close();
    await instance.close();
    expect(await instance.run([step(0, 0.1)])).toMatchObject({ status: 'fatal' });
  });
});

describe('a model that logs without end', () => {
  it('fills no memory, and the log says how much is missing', async () => {
    const instance = await misbehaving({ timeout: 1 });
    const outcome = await instance.run([misbehave(Action.log), step(0, 0.1)]);
    expect(outcome).toMatchObject({ status: 'fatal', failed: 'fmi2DoStep' });
    expect(Buffer.byteLength(said(outcome))).toBeLessThan(2 ** 20 + 2 ** 15);
    expect(said(outcome)).toMatch(/\d+ further messages were dropped\.\nThe model did not answer within [^\n]*$/);
  });
});

describe('a model that cannot be instantiated', () => {
  it.each([
    ['refuses', 'fmi2Instantiate:error', /cannot be instantiated: /],
    ['crashes', 'fmi2Instantiate:crash', /cannot be instantiated: .*ended by signal 11/],
    ['crashes while it is loaded', 'load:crash', /cannot be instantiated: .*ended by signal 11/],
    ['ends the process', 'fmi2Instantiate:exit', /cannot be instantiated: .*ended with exit status 3/],
  ])('because it %s is an error that says so', async (_what, action, message) => {
    process.env['FMUTOOL_FIXTURE_ACTION'] = action;
    const model = await openModel(fixture('misbehaving'));
    const made = model.instantiate({ kind: 'coSimulation' });
    await expect(made).rejects.toMatchObject({
      code: 'model-instantiate',
      path: fixture('misbehaving'),
      message: expect.stringMatching(message) as unknown,
    });
  });

  it('because it hangs is an error at the limit', async () => {
    process.env['FMUTOOL_FIXTURE_ACTION'] = 'fmi2Instantiate:hang';
    const model = await openModel(fixture('misbehaving'), { timeout: 0.2 });
    await expect(model.instantiate({ kind: 'coSimulation' })).rejects.toMatchObject({
      code: 'model-instantiate',
      message: expect.stringContaining('did not answer within the limit of 0.2 s') as unknown,
    });
  });

  it('because its library is none is an error with what the loader says', async () => {
    const model = await openModel(fixture('companion'), { library: 'resources/gain.txt' });
    await expect(model.instantiate({ kind: 'coSimulation' })).rejects.toMatchObject({
      code: 'model-instantiate',
      message: expect.stringContaining('Cannot load the model') as unknown,
    });
  });
});
