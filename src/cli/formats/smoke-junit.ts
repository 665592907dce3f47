/**
 * Smoke tests in the XML that build servers show, which JUnit has made common: a suite for each FMU, a case for each
 * platform and transport.
 */
import type { FmuToolError } from '../../fmu/error.js';
import { printable } from '../../printable.js';
import type { SmokeResult, SmokeTrial } from '../../smoke/result.js';
import { trialName } from '../../smoke/words.js';

/** What came of an FMU: the result, or why there is none. */
export type SmokeOutcome =
  { readonly file: string; readonly value: SmokeResult } | { readonly file: string; readonly error: FmuToolError };

/** The document. */
export function smokeJunit(outcomes: readonly SmokeOutcome[]): string {
  const suites = outcomes.map((outcome) => ('error' in outcome ? unreadable(outcome) : suite(outcome.value)));
  const lines = suites.flatMap((each) => each.lines);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="fmutool smoke"${counts(suites)}>`,
    ...lines,
    '</testsuites>',
  ].join('\n');
}

interface Suite {
  readonly lines: readonly string[];
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

function counts(suites: readonly Omit<Suite, 'lines'>[]): string {
  const names = ['tests', 'failures', 'errors', 'skipped'] as const;
  return names.map((name) => ` ${name}="${suites.reduce((sum, each) => sum + each[name], 0)}"`).join('');
}

function suite({ file, trials }: SmokeResult): Suite {
  const number = (verdicts: readonly string[]): number =>
    trials.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const totals = {
    tests: trials.length,
    failures: number(['difference', 'problem']),
    errors: 0,
    skipped: number(['not-testable']),
  };
  const lines = [
    `  <testsuite name="${escaped(file)}"${counts([totals])}>`,
    ...trials.flatMap((trial) => testCase(trial)),
    '  </testsuite>',
  ];
  return { lines, ...totals };
}

function testCase(trial: SmokeTrial): string[] {
  const { tested } = trial;
  const time = tested?.durations.steps.reduce((sum, each) => sum + each, tested.durations.initialize ?? 0) ?? 0;
  const name = escaped(trialName(trial) || 'smoke');
  const open = `    <testcase classname="${escaped(trial.file)}" name="${name}" time="${time.toFixed(6)}"`;
  const said = trial.problems.map(({ message }) => message);
  switch (trial.verdict) {
    case 'pass':
      return [`${open}/>`];
    case 'not-testable':
      return [`${open}>`, `      <skipped message="${escaped(trial.reason ?? '')}"/>`, '    </testcase>'];
    default: {
      const failure = `<failure type="${trial.problems[0]?.kind ?? trial.verdict}" message="${escaped(said[0] ?? '')}">`;
      return [
        `${open}>`,
        `      ${failure}${[...said, ...trial.notes].map(escaped).join('&#10;')}</failure>`,
        '    </testcase>',
      ];
    }
  }
}

function unreadable({ file, error }: { readonly file: string; readonly error: FmuToolError }): Suite {
  const totals = { tests: 1, failures: 0, errors: 1, skipped: 0 };
  const lines = [
    `  <testsuite name="${escaped(file)}"${counts([totals])}>`,
    `    <testcase classname="${escaped(file)}" name="smoke" time="0">`,
    `      <error type="${escaped(error.code)}" message="${escaped(error.message)}"/>`,
    '    </testcase>',
    '  </testsuite>',
  ];
  return { lines, ...totals };
}

/** Text in XML 1.0, which has no place for most of what is not seen. */
function escaped(text: string): string {
  return printable(text).replace(/[&<>"]/g, (unit) => `&#${unit.charCodeAt(0)};`);
}
