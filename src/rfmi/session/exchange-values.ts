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
import { sizesWith } from './structural-parameters.js';

/** GETV. */
export function getValues(state: SessionState, command: Message<'GETV'>, order: ByteOrder): Soon<Response> {
  const frame = chosen(state, command.frame);
  if (typeof frame === 'string') return declined(frame);
  const refused = tooLong(state, frame) ?? clocksIn(state, frame);
  if (refused !== undefined) return declined(refused);
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
  if (state.phase === 'configuration' || state.phase === 'reconfiguration') return configure(state, frame, input);
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

/** Structural parameters. What they are before the initialization is answered without the FMU then, as for all others. */
function configure(state: SessionState, frame: Frame, input: Buffer): Soon<Response> {
  const { running, phase } = state;
  const sizes = sizesWith(state, frame, input);
  if (typeof sizes === 'string') return declined(sizes);
  const refused = phase === 'configuration' ? running.early.refusal(frame, input) : undefined;
  if (refused !== undefined) return declined(`the values cannot be kept until the initialization: ${refused}`);
  const done = (): Response => {
    running.sizes = sizes;
    if (phase === 'configuration') running.early.note(frame, input, Settable.configuration);
    return { code: 'setv' };
  };
  return frame.empty ? done() : carryOut(state, [frame.set(input)], done);
}

/** Why a frame has too many values, which only arrays make possible; undefined: it has not. */
export function tooLong(state: SessionState, frame: Frame): string | undefined {
  const most = isEarly(state) ? MOST_EARLY : MOST_VALUES;
  return frame.count > most ? `the frame has ${frame.count} values, more than ${most}` : undefined;
}

/** Why clocks of a frame cannot be got now (FMI 3.0, 2.2.8: they are active in Event Mode only); undefined: they can. */
export function clocksIn({ phase }: SessionState, frame: Frame): string | undefined {
  if (!frame.hasClocks || phase === 'eventMode' || phase === 'initialization') return undefined;
  return `clocks cannot be got in ${PHASES[phase]}`;
}

/** Values for a frame as the model takes them; or the answer that says why they cannot be set now. */
export function inputOf(state: SessionState, frame: Frame, values: Buffer, order: ByteOrder): Buffer | Response {
  const refused = tooLong(state, frame);
  if (refused !== undefined) return declined(refused);
  const fixed = frame.fixedIn(settableNow(state));
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

/** Values of a frame: more are longer than any message, and before the initialization each takes more memory than its bytes. */
const MOST_VALUES = 2 ** 28;
const MOST_EARLY = 2 ** 20;

/** A sum of {@link Settable}: where a variable has to be settable to be set now. */
function settableNow({ phase, running }: SessionState): number {
  switch (phase) {
    case 'initialization':
    case 'experiment':
      return BEFORE;
    case 'simulation':
      return running.eventMode ? Settable.continuous : Settable.stepping;
    case 'eventMode':
      return Settable.events;
    case 'configuration':
    case 'reconfiguration':
      return Settable[phase];
    default:
      return MODE;
  }
}

function isEarly({ phase }: SessionState): boolean {
  return phase === 'initialization' || phase === 'experiment';
}

/** The frame that is meant, or why there is none. */
function chosen({ selection: { frames } }: SessionState, choice: FrameChoice): Frame | string {
  if (typeof choice !== 'number') return frames.dynamic(choice);
  return frames.find(choice) ?? `the frame ${choice} is not defined`;
}
