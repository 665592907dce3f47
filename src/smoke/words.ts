/** What texts and pages call things in the same words. */
import type { SmokeTrial } from './result.js';

/** `linux32 (bridge to linux64) over tcp`. */
export function trialName({ platform, computes, remoting, transport, kind }: SmokeTrial): string {
  if (platform === undefined) return '';
  const how = remoting === undefined ? '' : remoting === 'isolate' ? ' (isolate)' : ` (bridge to ${computes ?? ''})`;
  const use = kind === 'modelExchange' ? ', model exchange' : '';
  return `${platform}${how}${use}${transport === 'none' ? '' : ` over ${transport}`}`;
}

/** What was found to be equal, of a trial that passed. */
export function equalityText({ comparison, steps, tested }: SmokeTrial): string {
  const { compared = [], comparedAtEnd = [] } = comparison ?? {};
  const outputs = counted(compared.length, 'output');
  const atEnd = comparedAtEnd.length === 0 ? '' : `, ${counted(comparedAtEnd.length, 'other variable')} at the end`;
  return `${outputs} in ${counted(steps, tested?.unit ?? 'step')}${atEnd}: equal to the original bit for bit`;
}

/** What follows `not testable`: ` here: ...` where it is the machine that is at fault. */
export function reasonText({ reason = '' }: SmokeTrial): string {
  const known = 'not testable';
  return reason.startsWith(known) ? reason.slice(known.length) : `: ${reason}`;
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** `86 µs`, `1.2 ms`, `3.4 s`. */
export function durationText(seconds: number): string {
  if (seconds < 1e-3) return `${digits(seconds * 1e6)} µs`;
  return seconds < 1 ? `${digits(seconds * 1e3)} ms` : `${digits(seconds)} s`;
}

function digits(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
