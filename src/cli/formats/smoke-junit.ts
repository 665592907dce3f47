/**
 * Smoke tests in the XML that build servers show, which JUnit has made common: a suite for each FMU, a case for each
 * platform and transport.
 */
import type { FmuToolError } from '../../fmu/error.js';
import type { SmokeResult, SmokeTrial } from '../../smoke/result.js';
import { notFiniteText } from '../../simulate/not-finite.js';
import { trialName } from '../../smoke/words.js';
import { xmlDocument, type XmlNode } from './xml.js';

/** What came of an FMU: the result, or why there is none. */
export type SmokeOutcome =
  { readonly file: string; readonly value: SmokeResult } | { readonly file: string; readonly error: FmuToolError };

/** The document. */
export function smokeJunit(outcomes: readonly SmokeOutcome[]): string {
  const suites = outcomes.map((outcome): Suite => {
    const cases = 'error' in outcome ? [unreadable(outcome)] : outcome.value.trials.map((trial) => testCase(trial));
    return { file: outcome.file, cases };
  });
  return xmlDocument({
    testsuites: {
      '@name': 'fmutool smoke',
      ...counts(suites.flatMap(({ cases }) => cases)),
      testsuite: suites.map(({ file, cases }) => ({ '@name': file, ...counts(cases), testcase: cases })),
    },
  });
}

interface Suite {
  readonly file: string;
  readonly cases: readonly XmlNode[];
}

function counts(cases: readonly XmlNode[]): XmlNode {
  const having = (element: string): number => cases.filter((each) => element in each).length;
  return {
    '@tests': cases.length,
    '@failures': having('failure'),
    '@errors': having('error'),
    '@skipped': having('skipped'),
  };
}

function testCase(trial: SmokeTrial): XmlNode {
  const { tested } = trial;
  const time = tested?.durations.steps.reduce((sum, each) => sum + each, tested.durations.initialize ?? 0) ?? 0;
  const attributes = {
    '@classname': trial.file,
    '@name': trialName(trial) || 'smoke',
    '@time': time.toFixed(6),
  };
  const said = trial.problems.map(({ message }) => message);
  const remarks = [...trial.notes, ...trial.notFinite.map(notFiniteText)];
  const output = remarks.length === 0 ? {} : { 'system-out': remarks.join('\n') };
  switch (trial.verdict) {
    case 'pass':
      return { ...attributes, ...output };
    case 'not-testable':
      return { ...attributes, skipped: { '@message': trial.reason ?? '' }, ...output };
    default:
      return {
        ...attributes,
        failure: {
          '@type': trial.problems[0]?.kind ?? trial.verdict,
          '@message': said[0] ?? '',
          '#': said.join('\n'),
        },
        ...output,
      };
  }
}

function unreadable({ file, error }: { readonly file: string; readonly error: FmuToolError }): XmlNode {
  return {
    '@classname': file,
    '@name': 'smoke',
    '@time': '0',
    error: { '@type': error.code, '@message': error.message },
  };
}
