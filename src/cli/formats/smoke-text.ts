/** What people read about a smoke test: a verdict line for each platform and transport, and below it why. */
import { medianAndP99, type Recording } from '../../smoke/recording.js';
import type { SmokeResult, SmokeTrial } from '../../smoke/result.js';
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
  const title = paint.title(printable([trial.file, whatOf(trial)].filter((text) => text !== '').join(': ')));
  const lines = [
    ...(trial.verdict === 'not-testable' ? [] : rest.map(({ message }) => message)),
    ...(hidden > 0 && trial.verdict !== 'not-testable' ? [`and ${hidden} more (--verbose)`] : []),
    ...trial.notes,
    ...timings(trial),
  ];
  return [
    `${title}: ${verdict(trial, first?.message ?? '', paint)}`,
    ...lines.map((line) => `  ${paint.faint(printable(line))}`),
  ];
}

/** `linux32 (bridge to linux64) over tcp`. */
export function whatOf({ platform, computes, remoting, transport, kind }: SmokeTrial): string {
  if (platform === undefined) return '';
  const how = remoting === undefined ? '' : remoting === 'isolate' ? ' (isolate)' : ` (bridge to ${computes ?? ''})`;
  const use = kind === 'modelExchange' ? ', model exchange' : '';
  return `${platform}${how}${use}${transport === 'none' ? '' : ` over ${transport}`}`;
}

function verdict(trial: SmokeTrial, problem: string, paint: Paint): string {
  switch (trial.verdict) {
    case 'pass':
      return `${paint.good('pass')}, ${equality(trial)}`;
    case 'difference':
      return `${paint.bad('DIFFERENCE')}: ${printable(problem)}`;
    case 'problem':
      return `${paint.bad('PROBLEM')}: ${printable(problem)}`;
    case 'not-testable':
      return `${paint.label('not testable')}: ${printable(trial.reason ?? '')}`;
  }
}

function equality({ comparison, experiment }: SmokeTrial): string {
  const { compared, comparedAtEnd } = comparison ?? { compared: [], comparedAtEnd: [] };
  const steps = experiment?.steps ?? 0;
  const atEnd = comparedAtEnd.length === 0 ? '' : `, ${comparedAtEnd.length} other variables at the end`;
  return `${compared.length} outputs in ${steps} steps${atEnd}: equal to the original bit for bit`;
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

/** `86 µs`, `1.2 ms`, `3.4 s`. */
export function duration(seconds: number): string {
  if (seconds < 1e-3) return `${digits(seconds * 1e6)} µs`;
  return seconds < 1 ? `${digits(seconds * 1e3)} ms` : `${digits(seconds)} s`;
}

function digits(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
