// Model exchange: what a solver asks of a model (FMI 2.0.4, 3.2).
import { afterEach, describe, expect, it } from 'vitest';
import { closeModels, fixture, good, openModel, realFmu, start } from './models.js';

afterEach(closeModels);

describe('a model for model exchange', () => {
  it('goes from events to continuous time and gives its numbers', async () => {
    const model = await openModel(fixture('everything'));
    const instance = await model.instantiate({ kind: 'modelExchange' });
    const first = await instance.run([...start, { call: 'newDiscreteStates' }]);
    expect(first).toMatchObject(good);
    expect(first.results[3]).toMatchObject({ terminateSimulation: false });
    const outcome = await instance.run([
      { call: 'enterContinuousTime' },
      { call: 'getStates', count: 2 },
      { call: 'getNominals', count: 2 },
      { call: 'setTime', time: 0.125 },
      { call: 'setStates', states: Float64Array.of(0.75, -2) },
      { call: 'getDerivatives', count: 2 },
      { call: 'getStates', count: 2 },
      { call: 'completedStep', final: true },
      { call: 'enterEvents' },
      { call: 'newDiscreteStates' },
    ]);
    expect(outcome).toMatchObject(good);
    const [, states, nominals, , , derivatives, set, completed, , info] = outcome.results;
    expect(states).toEqual(Float64Array.of(1, 0));
    expect(nominals).toEqual(Float64Array.of(1, 10));
    expect(derivatives).toEqual(Float64Array.of(-2, -9.81));
    expect(set).toEqual(Float64Array.of(0.75, -2));
    expect(completed).toEqual({ enterEventMode: false, terminateSimulation: false });
    expect(info).toMatchObject({ terminateSimulation: false });
  });

  it('says which call it refuses', async () => {
    const model = await openModel(fixture('everything'));
    const instance = await model.instantiate({ kind: 'modelExchange' });
    const outcome = await instance.run([...start, { call: 'setTime', time: 1 }, { call: 'getIndicators', count: 77 }]);
    expect(outcome).toMatchObject({ status: 'error', failed: 'fmi2GetEventIndicators' });
    expect(outcome.results).toHaveLength(4);
  });

  it('is asked for no more numbers than there is memory for', async () => {
    const model = await openModel(fixture('everything'));
    const instance = await model.instantiate({ kind: 'modelExchange' });
    const outcome = await instance.run([{ call: 'getStates', count: 0xffff_ffff }]);
    expect(outcome).toMatchObject({ status: 'error', failed: 'getStates', results: [] });
  });

  it('has another library than for co-simulation where the FMU says so', async () => {
    const model = await openModel(fixture('two-libraries'));
    for (const kind of ['coSimulation', 'modelExchange'] as const) {
      const instance = await model.instantiate({ kind });
      expect(await instance.run(start)).toMatchObject(good);
    }
  });

  it('is refused where the FMU is for co-simulation alone', async () => {
    const model = await openModel(fixture('misbehaving'));
    await expect(model.instantiate({ kind: 'modelExchange' })).rejects.toMatchObject({
      code: 'runtime-interface',
      message: 'the FMU is not made for model exchange (see fmutool info)',
    });
  });

  const controller = realFmu('dymola-controller-fmi2');

  it.skipIf(controller === undefined)('may come from Dymola (needs ../shared/fmus)', async () => {
    const model = await openModel(controller ?? '');
    const instance = await model.instantiate({ kind: 'modelExchange' });
    const outcome = await instance.run([...start, { call: 'newDiscreteStates' }, { call: 'enterContinuousTime' }]);
    expect(outcome).toMatchObject({ status: 'ok', failed: undefined });
    const states = await instance.run([
      { call: 'getStates', count: 2 },
      { call: 'getDerivatives', count: 2 },
    ]);
    expect(states.status).not.toBe('fatal');
  });
});
