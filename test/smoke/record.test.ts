// A run ends at its end, at its failure, at its time limit or when it is given up, and its side is ended each time.
import { describe, expect, it } from 'vitest';
import { encodeValues } from '../../src/runtime/frame-values.js';
import { record, type RecordOptions } from '../../src/smoke/record.js';
import { ModelEnd, SideFailure, type Side } from '../../src/smoke/side.js';
import { bytes, ONE, outputs, TWO } from './recordings.js';

const nothing = { variables: [], subFrames: [], names: [] };
const options: RecordOptions = {
  experiment: {
    startTime: 1,
    stopTime: 2,
    stepSize: 0.25,
    steps: 4,
    tolerance: undefined,
    announcedStop: 2,
    wholeStop: 2,
    cutFrom: undefined,
  },
  inputs: nothing,
  outputs,
  others: nothing,
  stimulus: () => [],
  constantSteps: false,
  timeout: 30,
};

class MadeUpSide implements Side {
  readonly calls: string[] = [];
  constructor(private readonly change: Partial<Side> = {}) {}
  begin: Side['begin'] = async (experiment) => {
    this.calls.push('begin');
    return this.change.begin?.(experiment) ?? { connect: 0.5, initialize: 0.25 };
  };
  get: Side['get'] = async (signals) => this.change.get?.(signals) ?? bytes(ONE, 0, '');
  step: Side['step'] = (time, size, inputs) => {
    this.calls.push(`step ${time}`);
    return this.change.step?.(time, size, inputs) ?? bytes(TWO, this.calls.length, '');
  };
  finish: Side['finish'] = async () => {
    this.calls.push('finish');
    return (await this.change.finish?.()) ?? [];
  };
  end: Side['end'] = () => {
    this.calls.push('end');
    return Promise.resolve();
  };
}

const never = () => new Promise<never>(() => undefined);

describe('a run', () => {
  it('has a sample after the initialization and after every step, at the times of the protocol', async () => {
    const side = new MadeUpSide();
    const { samples, failure, durations } = await record(side, options);
    expect(side.calls).toEqual(['begin', 'step 1', 'step 1.25', 'step 1.5', 'step 1.75', 'finish', 'end']);
    expect(failure).toBeUndefined();
    expect(samples.map(({ time }) => time)).toEqual([1, 1.25, 1.5, 1.75, 2]);
    expect(samples[0]?.values).toEqual(bytes(ONE, 0, ''));
    expect(samples[1]?.values).toEqual(bytes(TWO, 2, ''));
    expect(durations).toMatchObject({ connect: 0.5, initialize: 0.25 });
    expect(durations.steps).toHaveLength(4);
  });

  it('keeps what it was given, also where a side uses its memory again', async () => {
    const memory = bytes(ONE, 0, '');
    let count = 0;
    const step = () => {
      memory.set(bytes(ONE, ++count, ''));
      return memory;
    };
    const { samples } = await record(new MadeUpSide({ step }), options);
    expect(samples.slice(1).map(({ values }) => values)).toEqual([1, 2, 3, 4].map((n) => bytes(ONE, n, '')));
  });

  it.each(['error', 'crash', 'discard', 'protocol'] as const)(
    'that fails with %s says where and when',
    async (kind) => {
      const step: Side['step'] = (time) => {
        if (time > 1.2) throw new SideFailure(kind, 'two\nlines');
        return bytes(TWO, 0, '');
      };
      const side = new MadeUpSide({ step });
      const { samples, failure } = await record(side, options);
      expect(failure).toEqual({ kind, during: 'step 2', step: 2, time: 1.25, message: 'two; lines' });
      expect(samples).toHaveLength(2);
      expect(side.calls.at(-1)).toBe('end');
    },
  );

  it.each([
    ['begin', 'the initialization', 0],
    ['step', 'step 1', 1],
    ['finish', 'the end of the simulation', 4],
  ] as const)('whose %s hangs is ended at the time limit', async (where, during, step) => {
    const side = new MadeUpSide({ [where]: never });
    const { failure } = await record(side, { ...options, timeout: 0.05 });
    expect(failure).toMatchObject({ kind: 'timeout', during, step });
    expect(failure?.message).toMatch(
      /^no answer for \d+(\.\d+)? s \(--timeout gives it more\); its processes were ended$/,
    );
    expect(side.calls.at(-1)).toBe('end');
  });

  it.each([
    ['in the middle of a step', 1.6, [1, 1.25, 1.5, 1.6]],
    ['at a point that is known', 1.5, [1, 1.25, 1.5]],
    ['before it, but for rounding', 1.5 - Number.EPSILON, [1, 1.25, 1.5]],
  ])('that the model ends %s is complete', async (_where, end, times) => {
    const step: Side['step'] = (time) => (time < 1.5 ? bytes(TWO, 0, '') : new ModelEnd(end));
    const side = new MadeUpSide({ step });
    const { samples, failure, endedAt } = await record(side, options);
    expect({ failure, endedAt }).toEqual({ failure: undefined, endedAt: Math.max(end, 1.5) });
    expect(samples.map(({ time }) => time)).toEqual(times);
    expect(side.calls).toEqual(['begin', 'step 1', 'step 1.25', 'step 1.5', 'finish', 'end']);
  });

  it('that is only slow is told from one that hangs', async () => {
    const step = () => new Promise<Buffer>((resolve) => setTimeout(() => resolve(bytes(TWO, 0, '')), 20));
    const slow = { ...options, experiment: { ...options.experiment, steps: 1_000_000 }, timeout: 1 };
    const { failure } = await record(new MadeUpSide({ step }), slow);
    expect(failure?.message).toMatch(/^\d+ of 1000000 steps were done in 1 s \(give --timeout more/);
  });

  it('that always answers at once can be interrupted', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 10);
    const endless = { ...options, experiment: { ...options.experiment, steps: 1e12 }, signal: controller.signal };
    const one = bytes(TWO, 0, '');
    const side = new MadeUpSide({ step: () => one });
    await record(side, endless);
    expect(side.calls.at(-1)).toBe('end');
  });

  it('reads what else there is at the end, up to a type that the model refuses', async () => {
    const others = {
      variables: outputs.variables,
      subFrames: outputs.subFrames,
      names: outputs.names,
    };
    const get: Side['get'] = ({ subFrames }) => {
      if (subFrames.length > 1) return Promise.resolve(bytes(ONE, 0, ''));
      if (subFrames[0]?.type === 0x41) throw new SideFailure('error', 'no texts');
      return Promise.resolve(encodeValues(subFrames, [3]));
    };
    const { final, failure } = await record(new MadeUpSide({ get }), { ...options, others });
    expect(failure).toBeUndefined();
    expect(final.map(({ signals }) => signals.names)).toEqual([['x'], ['n']]);
  });
});
