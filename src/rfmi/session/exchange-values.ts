/** GETV and SETV (RFMI 4.1.3 to 4.1.6): from the model, or before its initialization from what is known of it. */
import type { Soon } from '../../runtime/calls.js';
import { MalformedValues } from '../../runtime/frame-values.js';
import { type ByteOrder } from '../../runtime/frames.js';
import type { FrameChoice } from '../wire/fields.js';
import { ErrorCode, type Message, type Response } from '../wire/messages.js';
import { PHASES } from './phases.js';
import { Settable } from './settable.js';
import { quote } from '../../fmu/error.js';
import { carryOut } from './carry-out.js';
import { declined, error } from './failures.js';
import type { Frame } from './frame.js';
import type { SessionState } from './state.js';

/** GETV. */
export function getValues(state: SessionState, command: Message<'GETV'>, order: ByteOrder): Soon<Response> {
  const frame = chosen(state, command.frame);
  if (typeof frame === 'string') return declined(frame);
  const answer = (values: Buffer): Response => ({
    code: 'getv',
    frame: frame.id,
    values: frame.toNetwork(values, order),
  });
  if (state.phase === 'initialization') return answer(state.running.early.get(frame));
  if (frame.empty) return answer(NOTHING);
  return carryOut(state, [frame.get], ([values]) => answer(bytesOf(values)));
}

/** SETV. */
export function setValues(state: SessionState, command: Message<'SETV'>, order: ByteOrder): Soon<Response> {
  const frame = chosen(state, command.frame);
  if (typeof frame === 'string') return declined(frame);
  const input = inputOf(state, frame, command.values, order);
  if (!(input instanceof Uint8Array)) return input;
  const early = isEarly(state);
  const refused = early ? state.running.early.refusal(frame, input) : undefined;
  if (refused !== undefined) return declined(`the values cannot be kept until the initialization: ${refused}`);
  const call = early ? state.running.early.callFor(frame, input) : frame.empty ? undefined : frame.set(input);
  const done = (): Response => {
    if (early) state.running.early.note(frame, input);
    return { code: 'setv' };
  };
  return call === undefined ? done() : carryOut(state, [call], done);
}

/** Values for a frame as the model takes them; or the answer that says why they cannot be set now. */
export function inputOf(state: SessionState, frame: Frame, values: Buffer, order: ByteOrder): Buffer | Response {
  const fixed = frame.fixedIn(isEarly(state) ? BEFORE : state.phase === 'simulation' ? Settable.stepping : MODE);
  if (fixed !== undefined) {
    const { name, causality, variability } = fixed.variable;
    return declined(`${quote(name)} (${causality}, ${variability}) cannot be set in ${PHASES[state.phase]}`);
  }
  try {
    return frame.fromNetwork(values, order);
  } catch (failure) {
    if (failure instanceof MalformedValues) return error(failure.message, ErrorCode.malformed);
    throw failure;
  }
}

/** What a get has put out. */
export function bytesOf(result: unknown): Buffer {
  if (!Buffer.isBuffer(result)) throw new TypeError('a get call has not put out bytes');
  return result;
}

export const NOTHING = Buffer.alloc(0);

/** What is set before Initialization Mode may be meant for it. */
const BEFORE = Settable.instantiated | Settable.initialization;
const MODE = Settable.initialization;

function isEarly({ phase }: SessionState): boolean {
  return phase === 'initialization' || phase === 'experiment';
}

/** The frame that is meant, or why there is none. */
function chosen({ selection: { frames } }: SessionState, choice: FrameChoice): Frame | string {
  if (typeof choice !== 'number') return frames.dynamic(choice);
  return frames.find(choice) ?? `the frame ${choice} is not defined`;
}
