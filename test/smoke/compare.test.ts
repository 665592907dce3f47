// Bit for bit means what it says, also where numbers that are not the same are equal and the other way round.
import { describe, expect, it } from 'vitest';
import { ValueType } from '../../src/runtime/frames.js';
import { compareRuns } from '../../src/smoke/compare.js';
import { bytes, ONE, recording, TWO, variable } from './recordings.js';

describe('two runs', () => {
  it('are equal when every bit is', () => {
    const run = () => recording([bytes(ONE, 1, 'a'), bytes('7ff8000000000001', -5, '')]);
    expect(compareRuns(run(), run())).toEqual({
      differences: [],
      maxAbsoluteDifference: 0,
      compared: ['x', 'n', 's'],
      comparedAtEnd: [],
    });
  });

  it('differ with the variable, the first step, its time, both values and how often', () => {
    const original = recording([bytes(ONE, 1, 'a'), bytes(ONE, 1, 'a'), bytes(ONE, 1, 'a'), bytes(ONE, 1, 'a')]);
    const tested = recording([bytes(ONE, 1, 'a'), bytes(ONE, 1, 'ab'), bytes(TWO, 4, 'a'), bytes(TWO, 1, 'a')]);
    const { differences, maxAbsoluteDifference } = compareRuns(original, tested);
    expect(differences).toEqual([
      { variable: 's', step: 1, time: 0.1, original: 'a', tested: 'ab', samples: 1 },
      { variable: 'x', step: 2, time: 0.2, original: 1, tested: 2, samples: 2 },
      { variable: 'n', step: 2, time: 0.2, original: 1, tested: 4, samples: 1 },
    ]);
    expect(maxAbsoluteDifference).toBe(3);
  });

  it.each([
    ['a NaN and a NaN with other bits', '7ff8000000000000', '7ff8000000000001'],
    ['a quiet and a signalling NaN', '7ff8000000000001', '7ff0000000000001'],
    ['0 and -0', '0000000000000000', '8000000000000000'],
    ['neighbours', ONE, '3ff0000000000001'],
  ])('differ in %s', (_what, a, b) => {
    const { differences } = compareRuns(recording([bytes(a, 0, '')]), recording([bytes(b, 0, '')]));
    expect(differences.map((each) => each.variable)).toEqual(['x']);
  });

  it('differ by no number where one of the values is none', () => {
    const { maxAbsoluteDifference } = compareRuns(
      recording([bytes(ONE, 0, '')]),
      recording([bytes('7ff0000000000000', 0, '')]),
    );
    expect(maxAbsoluteDifference).toBeUndefined();
  });

  it('are compared as far as both came', () => {
    const { differences, compared } = compareRuns(
      recording([bytes(ONE, 0, ''), bytes(TWO, 0, '')]),
      recording([bytes(ONE, 0, '')], { kind: 'crash', during: 'step 1', step: 1, time: 0, message: '' }),
    );
    expect(differences).toEqual([]);
    expect(compared).toEqual(['x', 'n', 's']);
    expect(compareRuns(recording([]), recording([])).compared).toEqual([]);
  });

  it('differ when one has more rows or another time than the other', () => {
    const long = recording([bytes(ONE, 0, ''), bytes(TWO, 0, '')]);
    const short = recording([bytes(ONE, 0, '')]);
    expect(compareRuns(long, short).differences).toEqual([
      { variable: 'time', step: 1, time: 0.1, original: 0.1, tested: 'no such row', samples: 1 },
    ]);
    const late = { ...long, samples: long.samples.map((each) => ({ ...each, time: each.time * 2 })) };
    expect(compareRuns(long, late).differences).toEqual([
      { variable: 'time', step: 1, time: 0.1, original: 0.1, tested: 0.2, samples: 1 },
    ]);
  });

  it('differ when one refuses to have something read at the end', () => {
    const signals = {
      variables: [variable('p', 9, ValueType.Integer)],
      subFrames: [{ type: ValueType.Integer, references: [9] }],
      names: ['p'],
    };
    const run = recording([bytes(ONE, 0, '')]);
    const reading = { ...run, final: [{ signals, values: Buffer.from(new Int32Array([5]).buffer) }] };
    expect(compareRuns(reading, run).differences).toEqual([
      { variable: 'p', step: 0, time: 0, original: 5, tested: 'refused', samples: 1 },
    ]);
    expect(compareRuns(run, reading).differences).toMatchObject([{ original: 'refused', tested: 5 }]);
  });

  it('are compared in what was read at the end, and say so', () => {
    const signals = {
      variables: [variable('p', 9, ValueType.Integer)],
      subFrames: [{ type: ValueType.Integer, references: [9] }],
      names: ['p'],
    };
    const run = (value: number) => ({
      ...recording([bytes(ONE, 0, ''), bytes(ONE, 0, '')]),
      final: [{ signals, values: Buffer.from(new Int32Array([value]).buffer) }],
    });
    const { differences, comparedAtEnd } = compareRuns(run(1), run(2));
    expect(comparedAtEnd).toEqual(['p']);
    expect(differences).toEqual([{ variable: 'p', step: 1, time: 0.1, original: 1, tested: 2, samples: 1 }]);
  });
});
