/**
 * STEP (RFMI 4.2.9): set, step and get in one list of calls. A simulation consists of little else, so nothing is done here
 * that could have been done when the frames were defined.
 */
import type { Call, Outcome, Soon } from '../../runtime/calls.js';
import type { ByteOrder } from '../../runtime/frames.js';
import { endOf } from '../../runtime/model-end.js';
import { withLog } from '../../runtime/said.js';
import { isSameTime } from '../../runtime/same-time.js';
import { ErrorCode, FrameId, type Message, type Response } from '../wire/messages.js';
import { carryOut } from './carry-out.js';
import { bytesOf, inputOf, NOTHING } from './exchange-values.js';
import { declined, describe, error } from './failures.js';
import type { Frame } from './frame.js';
import type { SessionState } from './state.js';

/** What only the extension gives a meaning to. */
const NO_EXTENSION = { eventsNeeded: false, early: false, ended: false } as const;

export function step(state: SessionState, command: Message<'STEP'>, order: ByteOrder): Soon<Response> {
  const { running } = state;
  const { time, size } = command;
  // A client that counts start + n x step differs from the sum by rounding: its number is the one that counts.
  if (!(time >= running.given && isSameTime(time, running.time, size))) {
    return error(`the command is for the time ${time}, and it is ${running.time} here`);
  }
  const next = time + size;
  if (!(size >= 0) || !Number.isFinite(next)) return error(`a step cannot have the size ${size}`);
  const { fmu, frames } = state.selection;
  if (size === 0 && fmu.major === 3) return error('FMI 3.0 does not allow a step of size 0');
  const input = frames.find(command.input);
  if (input === undefined) return declined(unknown(command.input));
  const output = frames.find(command.output);
  if (output === undefined) return declined(unknown(command.output));

  const calls: Call[] = [];
  if (!input.empty) {
    const values = inputOf(state, input, command.values, order);
    if (!(values instanceof Uint8Array)) return values;
    calls.push(input.set(values));
  }
  const place = calls.push({ call: 'step', time, size, final: command.newStep }) - 1;
  if (!output.empty) calls.push(output.get);

  return carryOut(
    state,
    calls,
    (results) => {
      running.given = time;
      running.time = next;
      const values = outputOf(output, results[place + 1], order);
      return { code: 'step', time: next, output: output.id, ...NO_EXTENSION, values };
    },
    (_state, outcome) => {
      const discarded = outcome.results.length;
      if (discarded < place) return undefined;
      running.given = time;
      if (discarded === place) return discardedStep(state, outcome, command);
      // The step itself cannot be taken back.
      running.time = next;
      const made = `the step was made and the time is ${next}, but its outputs cannot be had`;
      return error(`${made}; ${describe(outcome)}`, ErrorCode.discard);
    },
  );
}

/**
 * FMI 2.0.4, 4.2.4: after a discarded step the FMU is in the state stepFailed. One that says that it is terminated, and has
 * come to the time of the command at least, has not failed: that is the end that it wants.
 */
function discardedStep(state: SessionState, outcome: Outcome, { time, size }: Message<'STEP'>): Response | undefined {
  const end = endOf(outcome, time, size);
  if (end !== undefined || state.selection.fmu.major === 2) state.phase = 'stepFailed';
  if (end === undefined) return undefined;
  return error(withLog(`${end} s: the model has ended the simulation`, outcome.log), ErrorCode.ended);
}

function outputOf(frame: Frame, result: unknown, order: ByteOrder): Buffer {
  return frame.empty ? NOTHING : frame.toNetwork(bytesOf(result), order);
}

function unknown(id: number): string {
  return id === FrameId.dynamic ? 'STEP takes no dynamic frames; define one (DFRM)' : `the frame ${id} is not defined`;
}
