// The three formats of a smoke test say the same in their own ways.
import { describe, expect, it } from 'vitest';
import { smokeItems } from '../../src/cli/formats/smoke-json.js';
import { smokeJunit } from '../../src/cli/formats/smoke-junit.js';
import { smokeText } from '../../src/cli/formats/smoke-text.js';
import { written } from '../../src/cli/output/line.js';
import { FmuToolError } from '../../src/fmu/error.js';
import type { SmokeResult, SmokeTrial } from '../../src/smoke/result.js';
import { judge } from '../../src/smoke/verdict.js';
import { bytes, ONE, recording, TWO } from '../smoke/recordings.js';

const experiment = {
  startTime: 0,
  stopTime: 0.1,
  stepSize: 0.1,
  steps: 1,
  tolerance: undefined,
  announcedStop: 2,
  wholeStop: 2,
  cutFrom: undefined,
};
const original = recording([bytes(ONE, 1, 'a'), bytes(ONE, 1, 'a')], undefined, [0.00002]);

function trial(tested = recording([bytes(ONE, 1, 'a'), bytes(ONE, 1, 'a')], undefined, [0.0001, 0.0003])): SmokeTrial {
  return {
    file: 'm.fmu',
    kind: 'coSimulation',
    platform: 'win32',
    computes: 'win64',
    remoting: 'bridge',
    transport: 'tcp',
    ...judge(original, tested, 'patched'),
    notes: ['a note'],
    notFinite: [{ variable: 'x', time: 0.1, value: NaN, rows: 2 }],
    experiment,
    steps: tested.samples.length - 1,
    tested,
    original,
  };
}

const untested: SmokeTrial = {
  ...trial(),
  verdict: 'not-testable',
  reason: 'not testable here: "why" <not>',
  notes: [],
  notFinite: [],
  experiment: undefined,
  steps: 0,
  transport: 'none',
  comparison: undefined,
  tested: undefined,
  original: undefined,
};
const different = trial(recording([bytes(ONE, 1, 'a'), bytes(TWO, 1, 'a')]));
const result = (...trials: SmokeTrial[]): SmokeResult => ({
  file: 'm.fmu',
  modelName: 'm',
  fmiVersion: '2.0',
  sha256: 'ab',
  warnings: [],
  trials,
});

describe('as text', () => {
  const shown = (given: SmokeResult): string =>
    smokeText(given, false)
      .map((line) => written(line))
      .join('\n');

  it('a pass is a line, what else is to be said follows', () => {
    expect(shown(result(trial()))).toBe(
      'm.fmu: win32 (bridge to win64) over tcp: pass, 3 outputs in 1 step: equal to the original bit for bit\n' +
        '  a note\n' +
        '  "x" is NaN at 0.1 s, and not a finite number in 2 rows altogether\n' +
        "  initialize 1.0 ms, step 100 µs (99 % within 300 µs), the original's step 20 µs",
    );
  });

  it('a difference is named in the line', () => {
    expect(shown(result(different)).split('\n')[0]).toBe(
      'm.fmu: win32 (bridge to win64) over tcp: DIFFERENCE: "x" differs at step 1 (time 0.1): original 1, patched 2',
    );
  });

  it('what cannot be tested says why', () => {
    expect(shown(result(untested))).toBe('m.fmu: win32 (bridge to win64): not testable here: "why" <not>');
  });
});

describe('as JSON', () => {
  it('a pass has the fields that scripts rely on', () => {
    expect(smokeItems(result(trial()))).toEqual([
      {
        file: 'm.fmu',
        ok: true,
        verdict: 'pass',
        reason: null,
        interface: 'coSimulation',
        platform: 'win32',
        computes: 'win64',
        remoting: 'bridge',
        transport: 'tcp',
        steps: 1,
        experiment: { startTime: 0, stopTime: 0.1, stepSize: 0.1, steps: 1 },
        compared: ['x', 'n', 's'],
        comparedAtEnd: [],
        maxAbsoluteDifference: 0,
        reference: 'original',
        durations: { connect: null, initialize: 0.001, step: { median: 0.0001, p99: 0.0003 } },
        referenceDurations: { connect: null, initialize: 0.001, step: { median: 0.00002, p99: 0.00002 } },
        problems: [],
        notFinite: [{ variable: 'x', time: 0.1, rows: 2, value: 'NaN' }],
        notes: ['a note'],
        sha256: 'ab',
      },
    ]);
  });

  it('a difference and what cannot be tested have them too', () => {
    expect(smokeItems(result(different, untested))).toMatchObject([
      {
        ok: false,
        verdict: 'difference',
        maxAbsoluteDifference: 1,
        problems: [{ kind: 'difference', variable: 'x', step: 1, time: 0.1, original: 1, tested: 2 }],
      },
      { ok: false, verdict: 'not-testable', reference: 'none', transport: 'none', compared: [], steps: 0 },
    ]);
  });
});

describe('as JUnit', () => {
  it('there is a suite for each FMU and a case for each trial', () => {
    const error = new FmuToolError('archive-not-zip', 'it is no zip & "such"');
    const outcomes = [
      { file: 'm.fmu', value: result(trial(), different, untested) },
      { file: 'a\u0001<b>.fmu', error },
    ];
    expect(smokeJunit(outcomes)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="fmutool smoke" tests="4" failures="1" errors="1" skipped="1">
  <testsuite name="m.fmu" tests="3" failures="1" errors="0" skipped="1">
    <testcase classname="m.fmu" name="win32 (bridge to win64) over tcp" time="0.001400">
      <system-out>a note&#10;&#34;x&#34; is NaN at 0.1 s, and not a finite number in 2 rows altogether</system-out>
    </testcase>
    <testcase classname="m.fmu" name="win32 (bridge to win64) over tcp" time="0.001000">
      <failure type="difference" message="&#34;x&#34; differs at step 1 (time 0.1): original 1, patched 2">&#34;x&#34; differs at step 1 (time 0.1): original 1, patched 2</failure>
      <system-out>a note&#10;&#34;x&#34; is NaN at 0.1 s, and not a finite number in 2 rows altogether</system-out>
    </testcase>
    <testcase classname="m.fmu" name="win32 (bridge to win64)" time="0.000000">
      <skipped message="not testable here: &#34;why&#34; &#60;not&#62;"/>
    </testcase>
  </testsuite>
  <testsuite name="a\\u0001&#60;b&#62;.fmu" tests="1" failures="0" errors="1" skipped="0">
    <testcase classname="a\\u0001&#60;b&#62;.fmu" name="smoke" time="0">
      <error type="archive-not-zip" message="it is no zip &#38; &#34;such&#34;"/>
    </testcase>
  </testsuite>
</testsuites>`);
  });
});
