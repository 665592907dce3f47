// The last line of the test command is what a build server and a reader go by, so it must count right.
import { describe, expect, it } from 'vitest';
import {
  failedLines,
  fromCtest,
  skippedInCtest,
  skippedLines,
  totals,
  unseen,
  withLater,
} from '../../scripts/outcome.js';

describe('the last line', () => {
  it('counts what passed and what failed', () => {
    const outcomes = [
      { name: 'a', state: 'passed' },
      { name: 'b', state: 'passed' },
      { name: 'c', state: 'failed' },
    ] as const;
    expect(totals(outcomes)).toBe('2 passed, 1 failed');
  });

  it('names skipped ones only where there are some', () => {
    expect(totals([{ name: 'a', state: 'skipped', reason: 'r' }])).toBe('0 passed, 0 failed, 1 skipped');
    expect(totals([])).toBe('0 passed, 0 failed');
  });
});

const skippedOne = { name: 'c', state: 'skipped', reason: 'no Wine' } as const;

describe('skipped tests', () => {
  const skipped = (name: string, reason: string) => ({ name, state: 'skipped', reason }) as const;

  it('are listed with their reason', () => {
    expect(
      skippedLines([{ name: 'x', state: 'passed' }, skipped('a > b', 'no Wine'), skipped('lint', 'none')]),
    ).toEqual(['skipped: a > b (no Wine)', 'skipped: lint (none)']);
  });

  it('are counted where a file skips many for one reason', () => {
    const many = Array.from({ length: 6 }, (_, index) => skipped(`a > ${index}`, 'no Wine'));
    expect(skippedLines([...many, skipped('a > other', 'no compiler')])).toEqual([
      'skipped: a, 6 tests (no Wine)',
      'skipped: a > other (no compiler)',
    ]);
  });
});

describe('what is run elsewhere later', () => {
  it('counts once, and as what became of it there', () => {
    const skipped = (name: string) => ({ name, state: 'skipped', reason: 'no such kernel' }) as const;
    const first = [skipped('a'), skipped('b'), skipped('c'), { name: 'd', state: 'passed' } as const];
    const later = [
      { name: 'a', state: 'passed' } as const,
      { name: 'b', state: 'failed' } as const,
      { name: 'new', state: 'passed' } as const,
    ];
    expect(withLater(first, later)).toEqual([skipped('c'), { name: 'd', state: 'passed' }, ...later]);
  });
});

describe('a test that was to be run', () => {
  it('and is not there is a failure; one that was skipped is there', () => {
    const outcomes = [{ name: 'file > fixtures > metronome', state: 'passed' } as const, skippedOne];
    expect(unseen(['fixtures metronome', 'c'], outcomes)).toEqual([]);
    expect(unseen(['fixtures gone', 'metronome'], outcomes)).toEqual([
      { name: 'fixtures gone', state: 'failed', reason: 'there is no such test' },
    ]);
  });
});

describe('what failed', () => {
  it('is named, with the reason where its own output does not say it', () => {
    expect(
      failedLines([
        { name: 'lint', state: 'failed' },
        { name: 'build', state: 'failed', reason: 'it took too long' },
        { name: 'a', state: 'passed', secondTry: true },
        { name: 'b', state: 'passed', secondTry: false },
        skippedOne,
      ]),
    ).toEqual(['failed: lint', 'failed: build (it took too long)', 'at the second try: a']);
  });
});

describe('tests that CMake knows', () => {
  it('are skipped by name where they cannot run', () => {
    const json = JSON.stringify({ kind: 'ctestInfo', tests: [{ name: 'ring', command: ['x'] }, { name: 'crash' }] });
    expect(skippedInCtest('native', json, 'no such kernel')).toEqual([
      { name: 'native > ring', state: 'skipped', reason: 'no such kernel' },
      { name: 'native > crash', state: 'skipped', reason: 'no such kernel' },
    ]);
  });

  it('are counted one by one', () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="Linux" tests="4" failures="1" disabled="1" skipped="1">
	<testcase name="ring" classname="ring" time="0.1" status="run">
		<system-out>ok</system-out>
	</testcase>
	<testcase name="crash" classname="crash" time="0.1" status="fail">
		<failure message=""/>
	</testcase>
	<testcase name="wine" classname="wine" time="0.1" status="notrun">
		<skipped message="SKIP_RETURN_CODE=77"/>
	</testcase>
	<testcase name="off" classname="off" time="0" status="disabled"/>
</testsuite>`;
    expect(fromCtest('native', xml)).toEqual([
      { name: 'native > ring', state: 'passed' },
      { name: 'native > crash', state: 'failed' },
      { name: 'native > wine', state: 'skipped', reason: 'notrun' },
      { name: 'native > off', state: 'skipped', reason: 'disabled' },
    ]);
  });
});
