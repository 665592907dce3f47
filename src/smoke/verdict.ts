/** Decides what two runs say about an FMU, and puts it into words. */
import { shortened } from '../printable.js';
import { asClause } from '../runtime/said.js';
import { formatValue, seconds } from '../simulate/values.js';
import { compareRuns, type Comparison, type Difference } from './compare.js';
import type { Failure, Recording } from './recording.js';
import type { SmokeProblem, SmokeVerdict } from './result.js';

/** Most differing variables that are listed one by one. */
const MOST_LISTED = 20;

/** What is said. */
export interface Judgement {
  readonly verdict: SmokeVerdict;
  readonly reason: string | undefined;
  readonly problems: readonly SmokeProblem[];
  readonly comparison: Comparison;
}

/**
 * Judges the tested run by the original one. `words` is what the tested side is called: `patched`, or `served` for an
 * FMU without remoting. `again` are further runs of the original with the same inputs: what differs among them is not
 * the fault of the tested side.
 */
export function judge(
  original: Recording,
  tested: Recording,
  words: 'patched' | 'served',
  again: readonly Recording[] = [],
): Judgement {
  const comparison = compareRuns(original, tested);
  const unstable = new Set(
    again.flatMap((each) => compareRuns(original, each).differences.map((difference) => difference.variable)),
  );
  const differing = comparison.differences.filter(({ variable }) => !unstable.has(variable));
  const { unit } = original;
  const problems = [...failures(original.failure, tested.failure, words), ...listed(differing, words, unit)];
  if (tested.failure !== undefined || original.failure !== undefined) {
    return { verdict: 'problem', reason: undefined, problems, comparison };
  }
  if (differing.length > 0) return { verdict: 'difference', reason: undefined, problems, comparison };
  if (comparison.differences.length > 0) {
    const names = comparison.differences.map(({ variable }) => `"${variable}"`);
    const first = comparison.differences[0];
    const reason =
      `the model gives other values each time it is run, without remoting too: ${some(names)}; ` +
      `everything else is equal`;
    const problem: SmokeProblem = {
      kind: 'not-reproducible',
      side: 'original',
      message: reason,
      step: first?.step ?? 0,
      time: first?.time ?? 0,
    };
    return { verdict: 'not-testable', reason, problems: [problem], comparison };
  }
  return { verdict: 'pass', reason: undefined, problems, comparison };
}

/** Whether it is worth while to run the original again: only then is it known whose fault a difference is. */
export function isDoubtful({ comparison }: Judgement): boolean {
  return comparison.differences.length > 0;
}

function listed(differences: readonly Difference[], words: string, unit: Recording['unit']): SmokeProblem[] {
  return differences.slice(0, MOST_LISTED).map((each) => ({
    kind: 'difference' as const,
    side: 'tested' as const,
    message:
      `"${each.variable}" differs at ${where(each, unit)}: original ${formatValue(each.original)}, ` +
      `${words} ${formatValue(each.tested)}`,
    variable: each.variable,
    step: each.step,
    time: each.time,
    values: { original: each.original, tested: each.tested },
  }));
}

function where({ step, time }: Difference, unit: Recording['unit']): string {
  return step === 0 ? `the initialization (time ${seconds(time)})` : `${unit} ${step} (time ${seconds(time)})`;
}

function failures(original: Failure | undefined, tested: Failure | undefined, words: string): SmokeProblem[] {
  if (tested === undefined) {
    if (original === undefined) return [];
    return [
      problem(original, 'original', `the original ${asClause(said(original))}; the ${words} FMU came to its end`),
    ];
  }
  if (original === undefined) {
    return [problem(tested, 'tested', `the ${words} FMU ${asClause(said(tested))}; the original came to its end`)];
  }
  if (alike(original, tested)) {
    return [problem(tested, 'both', `the ${words} FMU ${asClause(said(tested))}; the original does the same`)];
  }
  return [
    problem(tested, 'tested', `the ${words} FMU ${said(tested)}`),
    problem(original, 'original', `the original ${said(original)}`),
  ];
}

/** Whether both ended in the same way; where a limit ends them is a matter of luck. */
function alike(a: Failure, b: Failure): boolean {
  return a.kind === b.kind && (a.kind === 'timeout' || a.step === b.step);
}

function problem(failure: Failure, side: SmokeProblem['side'], message: string): SmokeProblem {
  return { kind: failure.kind, side, message, step: failure.step, time: failure.time };
}

function said({ kind, during, message, time }: Failure): string {
  const at = `in ${during} (time ${seconds(time)})`;
  const what = {
    timeout: `timed out ${at}`,
    crash: `failed fatally ${at}`,
    error: `returned an error ${at}`,
    discard: `discarded what it was asked for ${at}`,
    protocol: `got an answer ${at} that breaks the protocol`,
  }[kind];
  return message === '' ? what : `${what}: ${message}`;
}

function some(names: readonly string[]): string {
  const told = names.slice(0, 5).map((name) => shortened(name, 200));
  return names.length <= 5 ? told.join(', ') : `${told.join(', ')} and ${names.length - 5} more`;
}
