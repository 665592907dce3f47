/**
 * STEP (RFMI 4.2.9): set, step and get in one list of calls. A simulation consists of little else, so nothing is done here
 * that could have been done when the frames were defined.
 */
import type { Call, Soon } from '../../runtime/calls.js';
import type { ByteOrder } from '../../runtime/frames.js';
import { FrameId, type Message, type Response } from '../wire/messages.js';
import { carryOut } from './carry-out.js';
import { bytesOf, inputOf, NOTHING } from './exchange-values.js';
import { declined, error } from './failures.js';
import type { Frame } from './frame.js';
import type { SessionState } from './state.js';

export function step(state: SessionState, command: Message<'STEP'>, order: ByteOrder): Soon<Response> {
  const { running } = state;
  const { time, size } = command;
  if (time !== running.time) return error(`the command is for the time ${time}, and it is ${running.time} here`);
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
      running.time = next;
      return { code: 'step', time: next, output: output.id, values: outputOf(output, results[place + 1], order) };
    },
    (_state, discarded) => {
      if (discarded <= place) return undefined;
      // The step itself cannot be taken back.
      running.time = next;
      return `the step was made and the time is ${next}, but its outputs cannot be had`;
    },
  );
}

function outputOf(frame: Frame, result: unknown, order: ByteOrder): Buffer {
  return frame.empty ? NOTHING : frame.toNetwork(bytesOf(result), order);
}

function unknown(id: number): string {
  return id === FrameId.dynamic ? 'STEP takes no dynamic frames; define one (DFRM)' : `the frame ${id} is not defined`;
}
