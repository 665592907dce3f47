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
import { bytesOf, clocksIn, inputOf, NOTHING, tooLong } from './exchange-values.js';
import { declined, describe, error } from './failures.js';
import type { Frame } from './frame.js';
import type { SessionState } from './state.js';

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
  const refused = tooLong(state, output) ?? clocksIn(state, output);
  if (refused !== undefined) return declined(refused);

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
    (results, outcome) => {
      running.given = time;
      const reached = reach(state, outcome, next, size);
      const values = outputOf(output, results[place + 1], order);
      const { needsEvent = false, isEarly = false } = fmu.extended ? outcome : {};
      return {
        code: 'step',
        time: reached,
        output: output.id,
        eventsNeeded: needsEvent,
        early: isEarly,
        ended: false,
        values,
      };
    },
    (_state, outcome) => {
      const discarded = outcome.results.length;
      if (discarded < place) return undefined;
      running.given = time;
      if (discarded === place) return discardedStep(state, outcome, command, { output, order });
      // The step itself cannot be taken back.
      const reached = reach(state, outcome, next, size);
      const made = `the step was made and the time is ${reached}, but its outputs cannot be had`;
      return error(`${made}; ${describe(outcome)}`, ErrorCode.discard);
    },
  );
}

/**
 * The time that a step has come to, from which the next one goes on. Of FMI 3.0 it may be another one than the sum, also
 * without the extension (FMI 3.0, 4.2.1: fixedInternalStepSize); what differs by rounding alone is the same time.
 */
function reach(state: SessionState, { lastTime, isEarly }: Outcome, next: number, size: number): number {
  const { running, selection } = state;
  if (lastTime === undefined || !Number.isFinite(lastTime)) return (running.time = next);
  const isThere = isSameTime(lastTime, next, size);
  // Never back: no model could be given a step from there.
  running.time = isThere ? next : Math.max(lastTime, running.given);
  if (!isThere && isEarly !== true && !running.strayed) {
    running.strayed = true;
    const text = `a step to ${next} s ended at ${lastTime} s, from where the simulation goes on (this is said once)`;
    state.tell([{ status: 'warning', category: '', text }]);
  }
  return selection.fmu.extended ? lastTime : running.time;
}

/**
 * FMI 2.0.4, 4.2.4: after a discarded step the FMU is in the state stepFailed. One that says that it is terminated, and has
 * come to the time of the command at least, has not failed: that is the end that it wants. A model of FMI 3.0 that wants
 * to end has always come somewhere (FMI 3.0, 4.2.1).
 */
function discardedStep(
  state: SessionState,
  outcome: Outcome,
  { time, size }: Message<'STEP'>,
  { output, order }: { readonly output: Frame; readonly order: ByteOrder },
): Soon<Response> | undefined {
  const { fmu } = state.selection;
  const end = endOf(outcome, time, size, fmu.major);
  if (end !== undefined || fmu.major === 2) state.phase = 'stepFailed';
  if (end === undefined) return undefined;
  if (!fmu.extended)
    return error(withLog(`${end} s: the model has ended the simulation`, outcome.log), ErrorCode.ended);
  const answer = (values: Buffer): Response => {
    return { code: 'step', time: end, output: output.id, eventsNeeded: false, early: false, ended: true, values };
  };
  if (output.empty) return answer(NOTHING);
  return carryOut(state, [output.get], ([values]) => answer(outputOf(output, values, order)));
}

function outputOf(frame: Frame, result: unknown, order: ByteOrder): Buffer {
  return frame.empty ? NOTHING : frame.toNetwork(bytesOf(result), order);
}

function unknown(id: number): string {
  return id === FrameId.dynamic ? 'STEP takes no dynamic frames; define one (DFRM)' : `the frame ${id} is not defined`;
}
