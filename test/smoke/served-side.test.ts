// A client that drives a server through a simulation gets what the model itself gives, over every transport, and notices
// whatever the server does that no server of this FMU would do.
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseModelDescription } from '../../src/fmu/model-description.js';
import type { ServedFmu } from '../../src/rfmi/session/catalogue.js';
import { RfmiServer } from '../../src/rfmi/server/server.js';
import { OriginalSide } from '../../src/smoke/original-side.js';
import { record, type RecordOptions } from '../../src/smoke/record.js';
import type { Recording } from '../../src/smoke/recording.js';
import { ServedSide } from '../../src/smoke/served-side.js';
import type { SmokeServer } from '../../src/smoke/server-process.js';
import { signalsOf } from '../../src/smoke/signals.js';
import { variedInputs } from '../../src/smoke/stimulus.js';
import { judge } from '../../src/smoke/verdict.js';
import { TWO } from '../rfmi/session/fake-fmus.js';
import { FakeModel, type Failure } from '../rfmi/session/fake-model.js';

const xml = Buffer.from(TWO.xml);
const description = parseModelDescription(xml);
const inputs = signalsOf(description, ({ causality }) => causality === 'input');
const outputs = signalsOf(description, ({ causality }) => causality === 'output');
const others = signalsOf(description, ({ causality }) => causality === 'local');
const experiment = { startTime: 0, stopTime: 2.5, stepSize: 0.25, steps: 10, tolerance: undefined };
const options: RecordOptions = {
  experiment: { ...experiment, announcedStop: 2.5, wholeStop: 2.5, cutFrom: undefined },
  inputs,
  outputs,
  others,
  stimulus: variedInputs(description, inputs, 10),
  constantSteps: false,
  timeout: 30,
};

let channel = 0x2000_0000 + process.pid * 16;

/** A server within this process; `change` makes it another one than it should be. */
async function served(transport: 'tcp' | 'shm', change: Partial<ServedFmu> = {}, more: readonly ServedFmu[] = []) {
  const one: ServedFmu = {
    name: 'two',
    description,
    xml,
    instantiate: () => Promise.resolve(new FakeModel(TWO, false)),
    ...change,
  };
  const port = transport === 'tcp' ? 0 : -++channel;
  const server = await RfmiServer.start({ catalogue: [one, ...more], endpoints: [{ port }] });
  onTestFinished(() => server.close());
  const running: SmokeServer = {
    listening: () => Promise.resolve(server.addresses[0]?.port ?? 0),
    runs: true,
    howItEnded: () => Promise.resolve('it runs'),
    end: () => server.close(),
  };
  return { side: new ServedSide(() => running, { xml, inputs, outputs }), server };
}

function original(failing?: readonly ['step' | 'exitInitialization', Failure]): Promise<Recording> {
  const open = () =>
    Promise.resolve({
      instantiate: () => Promise.resolve(model(failing)),
      close: () => Promise.resolve(),
    });
  return record(new OriginalSide(open, inputs, outputs), options);
}

function model(failing?: readonly ['step' | 'exitInitialization', Failure]): FakeModel {
  const made = new FakeModel(TWO, false);
  if (failing !== undefined) made.failures.set(...failing);
  return made;
}

describe('a client', () => {
  it.each(['tcp', 'shm'] as const)('gets over %s what the model gives', async (transport) => {
    const { side } = await served(transport);
    const [direct, tested] = [await original(), await record(side, options)];
    expect(judge(direct, tested, 'served')).toMatchObject({ verdict: 'pass', problems: [] });
    expect(tested.samples).toHaveLength(11);
    expect(new Set(tested.samples.map(({ values }) => values.toString('hex'))).size, 'something happens').toBe(11);
    expect(tested.final).toHaveLength(1);
    expect(tested.durations.connect).toBeGreaterThan(0);
  });

  it.each([
    ['step', 'discard', 'discard', 1],
    ['step', 'error', 'error', 1],
    ['step', 'fatal', 'crash', 1],
    ['exitInitialization', 'error', 'error', 0],
  ] as const)('says of a %s with the status %s what the model itself says', async (call, status, kind, step) => {
    const failing = [call, { status, log: ['because of the weather'] }] as const;
    const { side } = await served('tcp', { instantiate: () => Promise.resolve(model(failing)) });
    const [direct, tested] = [await original(failing), await record(side, options)];
    for (const { failure } of [direct, tested]) {
      expect(failure).toMatchObject({ kind, step });
      expect(failure?.message).toContain('because of the weather');
    }
    expect(judge(direct, tested, 'served').problems).toMatchObject([{ side: 'both' }]);
  });

  it('takes the end that the model wants for one, on both sides', async () => {
    const failing = ['step', { status: 'discard', terminated: true, lastTime: 0.125, log: ['enough'] }] as const;
    const { side } = await served('tcp', { instantiate: () => Promise.resolve(model(failing)) });
    const [direct, tested] = [await original(failing), await record(side, options)];
    for (const { failure, endedAt, samples } of [direct, tested]) {
      expect({ failure, endedAt }).toEqual({ failure: undefined, endedAt: 0.125 });
      expect(samples.map(({ time }) => time)).toEqual([0, 0.125]);
    }
    expect(judge(direct, tested, 'served')).toMatchObject({ verdict: 'pass', problems: [] });
    const judgement = judge(await original(), tested, 'served');
    expect(judgement.verdict).toBe('difference');
    expect(judgement.problems[0]).toMatchObject({ variable: 'time', values: { original: 0.25, tested: 0.125 } });
  });

  it('sets the model up with the tolerance of its description, as the original is', async () => {
    const own = parseModelDescription(
      Buffer.from(TWO.xml.replace('<ModelVariables>', '<DefaultExperiment tolerance="0.001"/><ModelVariables>')),
    );
    const tolerances: (number | undefined)[] = [];
    const noting = (): FakeModel => {
      const made = model();
      const run = made.run.bind(made);
      made.run = (calls) => {
        for (const call of calls) if (call.call === 'setup') tolerances.push(call.tolerance);
        return run(calls);
      };
      return made;
    };
    const { side } = await served('tcp', { description: own, instantiate: () => Promise.resolve(noting()) });
    await record(side, { ...options, experiment: { ...options.experiment, tolerance: 0.001 } });
    const opened = { instantiate: () => Promise.resolve(noting()), close: () => Promise.resolve() };
    const direct = new OriginalSide(() => Promise.resolve(opened), inputs, outputs);
    await record(direct, { ...options, experiment: { ...options.experiment, tolerance: 0.001 } });
    expect(tolerances).toEqual([0.001, 0.001]);
  });

  const renamed = parseModelDescription(Buffer.from(TWO.xml.replace('name="x"', 'name="z"')));
  const less = parseModelDescription(
    Buffer.from(TWO.xml.replace('name="u" valueReference="1"', 'name="u" valueReference="7"')),
  );

  it.each([
    [
      'another model description',
      { xml: Buffer.from(`${TWO.xml} `) },
      'its modelDescription.xml is not that of the FMU',
    ],
    ['other names', { description: renamed }, 'its list of variables lacks "x"'],
    ['other inputs', { description: less }, 'its frame of the inputs does not hold the inputs of the FMU'],
  ])('notices %s', async (_what, change, message) => {
    const { side } = await served('tcp', change);
    const { failure, samples } = await record(side, options);
    expect(failure).toMatchObject({ kind: 'protocol', step: 0, message });
    expect(samples).toEqual([]);
  });

  it('notices that there are more FMUs than were given', async () => {
    const more = { name: 'more', description, xml, instantiate: () => Promise.resolve(model()) };
    const { side } = await served('tcp', {}, [more]);
    expect((await record(side, options)).failure).toMatchObject({ kind: 'protocol', message: 'it offers 2 FMUs' });
  });

  it('notices a server that goes away', async () => {
    const { side, server } = await served('tcp');
    const stimulus = (step: number) => {
      if (step === 3) void server.close();
      return options.stimulus(step);
    };
    const { failure } = await record(side, { ...options, stimulus });
    expect(failure).toMatchObject({ kind: 'crash' });
    expect(failure?.step).toBeGreaterThanOrEqual(4);
  });
});
