/** What people read about a smoke test: a verdict line for each platform and transport, and below it why. */
import { medianAndP99, type Recording } from '../../smoke/recording.js';
import type { SmokeResult, SmokeTrial } from '../../smoke/result.js';
import { durationText as duration, equalityText, reasonText, trialName } from '../../smoke/words.js';
import { notFiniteText } from '../../simulate/not-finite.js';
import type { Paint } from '../paint.js';
import { printable } from '../report.js';

/** Problems that are shown unless all are asked for. */
const MOST_SHOWN = 5;

/** The text for one FMU. */
export function smokeText({ trials }: SmokeResult, paint: Paint, verbose: boolean): string {
  return trials.flatMap((trial) => trialLines(trial, paint, verbose)).join('\n');
}

function trialLines(trial: SmokeTrial, paint: Paint, verbose: boolean): string[] {
  const shown = verbose ? trial.problems : trial.problems.slice(0, MOST_SHOWN);
  const [first, ...rest] = shown;
  const hidden = trial.problems.length - shown.length;
  const title = paint.title(printable([trial.file, trialName(trial)].filter((text) => text !== '').join(': ')));
  const lines = [
    ...(trial.verdict === 'not-testable' ? [] : rest.map(({ message }) => message)),
    ...(hidden > 0 && trial.verdict !== 'not-testable' ? [`and ${hidden} more (--verbose)`] : []),
    ...trial.notes,
    ...notFinite(trial, verbose),
    ...timings(trial),
  ];
  return [
    `${title}: ${verdict(trial, first?.message ?? '', paint)}`,
    ...lines.map((line) => `  ${paint.faint(printable(line))}`),
  ];
}

function notFinite(trial: SmokeTrial, verbose: boolean): string[] {
  const shown = verbose ? trial.notFinite : trial.notFinite.slice(0, MOST_SHOWN);
  const hidden = trial.notFinite.length - shown.length;
  const more = hidden === 0 ? [] : [`and ${hidden} more outputs that are not always finite numbers (--verbose)`];
  return [...shown.map(notFiniteText), ...more];
}

function verdict(trial: SmokeTrial, problem: string, paint: Paint): string {
  switch (trial.verdict) {
    case 'pass':
      return `${paint.good('pass')}, ${equalityText(trial)}`;
    case 'difference':
      return `${paint.bad('DIFFERENCE')}: ${printable(problem)}`;
    case 'problem':
      return `${paint.bad('PROBLEM')}: ${printable(problem)}`;
    case 'not-testable':
      return `${paint.label('not testable')}${printable(reasonText(trial))}`;
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
