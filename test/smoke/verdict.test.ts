// What two runs say about an FMU, and whose fault it is.
import { describe, expect, it } from 'vitest';
import type { Failure } from '../../src/smoke/recording.js';
import { isDoubtful, judge } from '../../src/smoke/verdict.js';
import { bytes, ONE, recording, TWO } from './recordings.js';

const same = () => recording([bytes(ONE, 1, 'a'), bytes(ONE, 1, 'a')]);
const other = () => recording([bytes(ONE, 1, 'a'), bytes(TWO, 1, 'a')]);
const failure = (kind: Failure['kind'], step = 2): Failure => ({
  kind,
  during: `step ${step}`,
  step,
  time: 0.1,
  message: 'said',
});
const failing = (kind: Failure['kind'], step?: number) => recording([bytes(ONE, 1, 'a')], failure(kind, step));

describe('the verdict', () => {
  it('is a pass when all is equal', () => {
    const judgement = judge(same(), same(), 'patched');
    expect(judgement).toMatchObject({ verdict: 'pass', problems: [], reason: undefined });
    expect(isDoubtful(judgement)).toBe(false);
  });

  it('is a difference that names variable, step, time and both values', () => {
    const judgement = judge(same(), other(), 'patched', [same()]);
    expect(judgement.verdict).toBe('difference');
    expect(isDoubtful(judgement)).toBe(true);
    expect(judgement.problems).toEqual([
      {
        kind: 'difference',
        side: 'tested',
        message: '"x" differs at step 1 (time 0.1): original 1, patched 2',
        variable: 'x',
        step: 1,
        time: 0.1,
        values: { original: 1, tested: 2 },
      },
    ]);
  });

  it('does not blame the tested side for what the original does not repeat either', () => {
    const judgement = judge(same(), other(), 'patched', [other()]);
    expect(judgement.verdict).toBe('not-testable');
    expect(judgement.reason).toBe(
      'the model gives other values each time it is run, without remoting too: "x"; everything else is equal',
    );
  });

  it('still blames it for other variables', () => {
    const tested = recording([bytes(ONE, 1, 'a'), bytes(TWO, 7, 'a')]);
    const { verdict, problems } = judge(same(), tested, 'patched', [other()]);
    expect(verdict).toBe('difference');
    expect(problems.map((each) => each.variable)).toEqual(['n']);
  });

  it.each([
    ['timeout', 'timed out in step 2 (time 0.1): said'],
    ['crash', 'failed fatally in step 2 (time 0.1): said'],
    ['error', 'returned an error in step 2 (time 0.1): said'],
    ['discard', 'discarded what it was asked for in step 2 (time 0.1): said'],
    ['protocol', 'got an answer in step 2 (time 0.1) that breaks the protocol: said'],
  ] as const)('is a problem after a %s, and says on which side', (kind, said) => {
    const messages = (...runs: Parameters<typeof judge>) => {
      const { verdict, problems } = judge(...runs);
      expect(verdict).toBe('problem');
      return problems.map(({ side, message, step }) => ({ side, message, step }));
    };
    expect(messages(same(), failing(kind), 'patched')).toEqual([
      { side: 'tested', message: `the patched FMU ${said}; the original came to its end`, step: 2 },
    ]);
    expect(messages(failing(kind), same(), 'served')).toEqual([
      { side: 'original', message: `the original ${said}; the served FMU came to its end`, step: 2 },
    ]);
    expect(messages(failing(kind), failing(kind), 'patched')).toEqual([
      { side: 'both', message: `the patched FMU ${said}; the original does the same`, step: 2 },
    ]);
    // Where the time limit ends a run is a matter of luck.
    const elsewhere = kind === 'timeout' ? ['both'] : ['tested', 'original'];
    expect(messages(failing(kind, 1), failing(kind), 'patched').map((each) => each.side)).toEqual(elsewhere);
  });
});
