/** What people read about a smoke test: a verdict line for each platform and transport, and below it why. */
import { medianAndP99, type Recording } from '../../smoke/recording.js';
import type { SmokeResult, SmokeTrial } from '../../smoke/result.js';
import { durationText as duration, equalityText, reasonText, trialName } from '../../smoke/words.js';
import { notFiniteText } from '../../simulate/not-finite.js';
import { bad, faint, good, label, title, type Line, type Part } from '../output/line.js';

/** Problems that are shown unless all are asked for. */
const MOST_SHOWN = 5;

/** The text for one FMU. */
export function smokeText({ trials }: SmokeResult, verbose: boolean): Line[] {
  return trials.flatMap((trial) => trialLines(trial, verbose));
}

function trialLines(trial: SmokeTrial, verbose: boolean): Line[] {
  const shown = verbose ? trial.problems : trial.problems.slice(0, MOST_SHOWN);
  const [first, ...rest] = shown;
  const hidden = trial.problems.length - shown.length;
  const name = [trial.file, trialName(trial)].filter((text) => text !== '').join(': ');
  const lines = [
    ...(trial.verdict === 'not-testable' ? [] : rest.map(({ message }) => message)),
    ...(hidden > 0 && trial.verdict !== 'not-testable' ? [`and ${hidden} more (--verbose)`] : []),
    ...trial.notes,
    ...notFinite(trial, verbose),
    ...timings(trial),
  ];
  return [
    [title(name), ': ', ...verdict(trial, first?.message ?? '')],
    ...lines.map((line): Line => ['  ', faint(line)]),
  ];
}

function notFinite(trial: SmokeTrial, verbose: boolean): string[] {
  const shown = verbose ? trial.notFinite : trial.notFinite.slice(0, MOST_SHOWN);
  const hidden = trial.notFinite.length - shown.length;
  const more = hidden === 0 ? [] : [`and ${hidden} more outputs that are not always finite numbers (--verbose)`];
  return [...shown.map(notFiniteText), ...more];
}

function verdict(trial: SmokeTrial, problem: string): Part[] {
  switch (trial.verdict) {
    case 'pass':
      return [good('pass'), `, ${equalityText(trial)}`];
    case 'difference':
      return [bad('DIFFERENCE'), `: ${problem}`];
    case 'problem':
      return [bad('PROBLEM'), `: ${problem}`];
    case 'not-testable':
      return [label('not testable'), reasonText(trial)];
  }
}

function timings({ tested, original, verdict: said }: SmokeTrial): string[] {
  if (tested === undefined || said === 'not-testable') return [];
  const step = medianAndP99(tested.durations.steps);
  const usual = medianAndP99(original?.durations.steps ?? []);
  const parts = [
    ...stage('connect', tested),
    ...stage('initialize', tested),
    ...(step === undefined ? [] : [`step ${duration(step.median)} (99 % within ${duration(step.p99)})`]),
    ...(usual === undefined ? [] : [`the original's step ${duration(usual.median)}`]),
  ];
  return parts.length === 0 ? [] : [parts.join(', ')];
}

function stage(name: 'connect' | 'initialize', { durations }: Recording): string[] {
  const seconds = durations[name];
  return seconds === undefined ? [] : [`${name} ${duration(seconds)}`];
}
