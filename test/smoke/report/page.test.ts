// The page stands for itself, shows differences first, and takes whatever stands in an FMU for text.
import { describe, expect, it } from 'vitest';
import type { SmokeResult, SmokeTrial } from '../../../src/smoke/result.js';
import { smokePage } from '../../../src/smoke/report/page.js';
import { judge } from '../../../src/smoke/verdict.js';
import { bytes, ONE, recording, TWO } from '../recordings.js';

const EVIL = '<script>alert(1)</script>"\u202e';
const original = recording([bytes(ONE, 1, 'a'), bytes(ONE, 2, 'a')], undefined, [0.001]);

function trial(tested = original, change: Partial<SmokeTrial> = {}): SmokeTrial {
  return {
    file: 'm.fmu',
    kind: 'coSimulation',
    platform: 'linux64',
    computes: 'linux64',
    remoting: 'isolate',
    transport: 'tcp',
    ...judge(original, tested, 'patched'),
    notes: [],
    notFinite: [],
    experiment: undefined,
    steps: 1,
    tested,
    original,
    ...change,
  };
}

function result(...trials: SmokeTrial[]): SmokeResult {
  return { file: 'm.fmu', modelName: 'm', fmiVersion: '2.0', sha256: 'abcd', warnings: [], trials };
}

describe('the page', () => {
  it('has verdict, environment, timings and a curve for each numeric output, original against patched', async () => {
    const page = await smokePage([result(trial(), trial(original, { transport: 'shm' }))], [['Node.js', 'v20']]);
    expect(page).toContain('<title>Smoke test: 2 pass</title>');
    expect(page).toMatch(/<th scope="row">Node\.js<\/th>\s*<td>v20<\/td>/);
    expect(page).toContain('abcd');
    expect(page).toContain('1.0 ms');
    expect(page.match(/<figure/g)).toHaveLength(2);
    for (const text of ['the original', 'patched over tcp', 'patched over shm']) expect(page).toContain(text);
    expect(page).not.toContain('differs<');
  });

  it('marks differences and shows them first', async () => {
    const tested = recording([bytes(ONE, 1, 'a'), bytes(ONE, 9, 'a')]);
    const page = await smokePage([result(trial(tested))], []);
    const [first, second] = page.split('<figure').slice(1);
    expect(first).toMatch(/^ class="chart differs">\s*<figcaption>\s*n /);
    expect(first).toContain('1 value differs');
    expect(first).toContain('#b3261e');
    expect(second).toMatch(/^ class="chart">/);
    expect(page).toContain('&#34;n&#34; differs at step 1 (time 0.1): original 2, patched 9');
  });

  it('draws what there is: no values, one value, infinite ones', async () => {
    const infinite = recording([bytes('7ff0000000000000', 1, ''), bytes('7ff8000000000000', 1, '')]);
    const one = recording([bytes(TWO, 1, '')]);
    const none = recording([]);
    for (const run of [infinite, one, none]) {
      const page = await smokePage([result(trial(run, { original: run }))], []);
      expect(page).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  it('takes names and messages for text', async () => {
    const evil = result(
      trial(original, { file: EVIL, platform: EVIL, notes: [EVIL], reason: EVIL, verdict: 'not-testable' }),
    );
    const page = await smokePage(
      [
        { ...evil, file: EVIL, modelName: EVIL },
        { file: EVIL, error: EVIL },
      ],
      [[EVIL, EVIL]],
    );
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u202e');
    expect(page).toContain('&#60;script&#62;');
    expect(page).toContain('Smoke test of 2 FMUs');
  });
});
