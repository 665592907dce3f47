/** Answers for what did not go well, with the FMU's own words in them. */
import { failureOf, type Outcome } from '../../runtime/calls.js';
import { withPrinted } from '../../runtime/printed-lines.js';
import { withLog } from '../../runtime/said.js';
import { ErrorCode, type Response } from '../wire/messages.js';

/** Longest message, in UTF-16 units: a model may have logged megabytes. */
const LONGEST = 4000;

/** 'eror': it did not work; nothing has changed unless the text says so. */
export function error(message: string, errorCode: number = ErrorCode.generic): Response {
  return { code: 'eror', errorCode, message: bounded(message) };
}

/** 'nack': what is asked for cannot be had like this. */
export function declined(message: string): Response {
  return { code: 'nack', errorCode: ErrorCode.generic, message: bounded(message) };
}

/** 'unsp': this server does not know that. */
export function unsupported(message: string): Response {
  return { code: 'unsp', errorCode: ErrorCode.generic, message: bounded(message) };
}

/** The answer to a command during which the session was closed. Its client will hardly read it. */
export function closed(): Response {
  return error('the session has been closed');
}

/** What a call returned and what the model's logger was told meanwhile, for people. */
export function describe(outcome: Outcome): string {
  const { lastTime, lastPrinted, log } = outcome;
  const until = lastTime === undefined ? '' : `, the last successful time is ${lastTime}`;
  return withPrinted(withLog(`${failureOf(outcome)}${until}`, log), lastPrinted);
}

/** The text in one line, without the middle where it is too long: what was said last often says why. */
function bounded(text: string): string {
  const line = text.replace(/[\u0000-\u001f\u007f]+/g, ' ');
  if (line.length <= LONGEST) return line;
  const half = LONGEST / 2;
  return `${line.slice(0, half)} ... ${line.slice(-half)}`;
}
