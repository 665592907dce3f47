// Co-simulation of FMI 3.0 in the smoke test: both sides are driven by the same simulation, the served one over the extension
// of RFMI, and what the model does wrong there is said as it is said of its original.
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseModelDescription } from '../../src/fmu/model-description.js';
import { RfmiServer } from '../../src/rfmi/server/server.js';
import { recordDriven } from '../../src/smoke/driven-run.js';
import { OriginalDrivenSide, ServedDrivenSide } from '../../src/smoke/driven-side.js';
import { fmi3Simulation } from '../../src/smoke/driven-simulations.js';
import type { RecordOptions } from '../../src/smoke/record.js';
import type { Recording } from '../../src/smoke/recording.js';
import type { SmokeServer } from '../../src/smoke/server-process.js';
import { isUnclocked, signalsOf } from '../../src/smoke/signals.js';
import { variedInputs } from '../../src/smoke/stimulus.js';
import { decodeFrame } from '../../src/runtime/frames.js';
import { judge } from '../../src/smoke/verdict.js';
import { EXTENDED_XML, ExtendedModel, UINT64 } from '../rfmi/session/extended-model.js';

const xml = Buffer.from(EXTENDED_XML);
const description = parseModelDescription(xml);
const inputs = signalsOf(description, (each) => each.causality === 'input' && isUnclocked(each));
const outputs = signalsOf(description, ({ causality }) => causality === 'output');
const others = signalsOf(description, ({ causality }) => causality.endsWith('arameter'));
const options: RecordOptions = {
  experiment: {
    startTime: 0,
    stopTime: 2.5,
    stepSize: 0.25,
    steps: 10,
    tolerance: undefined,
    announcedStop: 2.5,
    wholeStop: 2.5,
    cutFrom: undefined,
  },
  inputs,
  outputs,
  others,
  stimulus: variedInputs(description, inputs, 10),
  constantSteps: false,
  timeout: 30,
};

type Prepare = (model: ExtendedModel) => void;

function made(prepare: Prepare, eventMode: boolean): Promise<ExtendedModel> {
  const model = new ExtendedModel(eventMode);
  prepare(model);
  return Promise.resolve(model);
}

function original(prepare: Prepare = () => undefined): Promise<Recording> {
  const open = () =>
    Promise.resolve({ instantiate: () => made(prepare, true), close: (): Promise<void> => Promise.resolve() });
  return recordDriven(new OriginalDrivenSide(open), fmi3Simulation(description, false), options);
}

async function tested(prepare: Prepare = () => undefined, served = xml): Promise<Recording> {
  const instantiate = (_signal?: AbortSignal, eventMode = false): Promise<ExtendedModel> => made(prepare, eventMode);
  const one = { name: 'one', description, xml: served, instantiate };
  const server = await RfmiServer.start({ catalogue: [one], endpoints: [{ port: 0 }] });
  onTestFinished(() => server.close());
  const running: SmokeServer = {
    listening: () => Promise.resolve(server.addresses[0]?.port ?? 0),
    runs: true,
    howItEnded: () => Promise.resolve('it runs'),
    end: () => server.close(),
  };
  return recordDriven(new ServedDrivenSide(() => running, xml), fmi3Simulation(description, false), options);
}

const broken = (status: 'discard' | 'error' | 'fatal'): Prepare => {
  return (model) => model.failures.set('newDiscreteStates', { status });
};

describe('a served model of FMI 3.0', () => {
  it('gives what its original gives: arrays, clocks, and rows before and after events', async () => {
    const [a, b] = [await original(), await tested()];
    expect(judge(a, b, 'served')).toMatchObject({ verdict: 'pass', problems: [] });
    expect(b.outputs.variables.map(({ name }) => name)).toEqual(['y', 'echo[1,1]', 'echo[2,1]', 'tock']);
    expect(b.final.flatMap(({ signals }) => signals.names)).toEqual([
      ...['tunable', 'rows', 'columns', 'texts[1]', 'texts[2]'],
    ]);
    // Discrete inputs change at events, which have a row before and one after them.
    expect(b.samples.length).toBeGreaterThan(options.experiment.steps + 1);
    expect(b.samples.map(({ time }) => time)).toEqual(a.samples.map(({ time }) => time));
    expect(b.durations.steps.length).toBeGreaterThanOrEqual(options.experiment.steps);
    expect(b.durations.connect).toBeGreaterThan(0);
  });

  it('that differs is found', async () => {
    const other: Prepare = (model) => {
      const run = model.run.bind(model);
      // The lowest bit of the first output, `y`, is another one.
      model.run = (calls) => {
        const outcome = run(calls);
        for (const result of 'results' in outcome ? outcome.results : []) {
          if (Buffer.isBuffer(result) && result.length > 0) result[0]! ^= 1;
        }
        return outcome;
      };
    };
    const judgement = judge(await original(), await tested(other), 'served');
    expect(judgement.verdict).toBe('difference');
    expect(judgement.problems[0]).toMatchObject({ variable: 'y', step: 0 });
  });

  it.each([
    ['discard', 'discard'],
    ['error', 'error'],
    ['fatal', 'crash'],
  ] as const)('that returns %s does so on both sides', async (status, kind) => {
    const [a, b] = [await original(broken(status)), await tested(broken(status))];
    expect(a.failure?.kind).toBe(kind);
    expect(b.failure).toMatchObject({ kind, during: 'the initialization' });
    const { problems } = judge(a, b, 'served');
    expect(problems).toMatchObject([{ kind, side: 'both' }]);
    expect(problems[0]?.message).toContain(`fmi3 newDiscreteStates returned ${status}`);
  });

  it('that fails on one side alone is told of that side', async () => {
    const { problems } = judge(await original(), await tested(broken('error')), 'served');
    expect(problems).toMatchObject([{ kind: 'error', side: 'tested' }]);
  });

  it('that ends the simulation itself does so on both sides', async () => {
    const ending: Prepare = (model) =>
      model.failures.set('step', { status: 'discard', lastTime: 0.125, terminated: true });
    const [a, b] = [await original(ending), await tested(ending)];
    expect([a.endedAt, b.endedAt]).toEqual([0.125, 0.125]);
    expect(judge(a, b, 'served').verdict).toBe('pass');
  });

  it('that refuses to have some variables read at the end passes with what can be read', async () => {
    const refusing: Prepare = (model) => {
      const run = model.run.bind(model);
      model.run = (calls) => {
        const isRefused = calls.some((call) => call.call === 'get' && decodeFrame(call.frame)[0]?.type === UINT64);
        if (isRefused) model.failures.set('get', { status: 'discard' });
        return run(calls);
      };
    };
    const [a, b] = [await original(refusing), await tested(refusing)];
    expect(judge(a, b, 'served').verdict).toBe('pass');
    expect(a.final.length).toBe(1);
  });

  it('with another description than the FMU is an answer that breaks the protocol', async () => {
    const { failure } = await tested(undefined, Buffer.concat([xml, Buffer.from('\n')]));
    expect(failure).toMatchObject({ kind: 'protocol', message: 'its modelDescription.xml is not that of the FMU' });
  });
});
