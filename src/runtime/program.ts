/**
 * Calls as the bytes that the runner carries out, and its results as values: the other half of native/runner/program.hpp,
 * which describes the format. Numbers are in the byte order of this machine.
 */
import type {
  Call,
  CallResult,
  ClockInterval,
  CompletedStep,
  EventInfo,
  FmiStatus,
  LogMessage,
  Outcome,
} from './calls.js';
import { HOST_ORDER } from './frames.js';
import type { PrintedLines } from './printed-lines.js';

/** Makes the instance; the first call of its first program. */
export interface InstantiateCall {
  readonly call: 'instantiate';
  readonly kind: 'modelExchange' | 'coSimulation';
  readonly visible: boolean;
  readonly loggingOn: boolean;
  /** Log categories that are wanted all the same. */
  readonly categories: readonly string[];
  /** FMI 3.0 co-simulation: whether event mode is used, and steps may return early. */
  readonly eventMode: boolean;
  /** FMI 3.0: value references of the enumerations that frames have as integers of 32 bits, ascending. */
  readonly enumerations: readonly number[];
  readonly name: string;
  /** GUID or instantiation token. */
  readonly token: string;
  /** URI of the folder; FMI 3.0: its path with a separator at its end, empty if there is none. */
  readonly resources: string;
}

/** Frees it; the last call of its last program. */
export interface FreeCall {
  readonly call: 'free';
}

export type ProgramCall = Call | InstantiateCall | FreeCall;

const LITTLE = HOST_ORDER === 'little';
const STATUSES: readonly FmiStatus[] = ['ok', 'warning', 'discard', 'error', 'fatal'];

/** Numbers of the calls, as in native/runner/program.hpp. */
const NUMBERS: Readonly<Record<ProgramCall['call'], number>> = {
  instantiate: 1,
  free: 2,
  setup: 3,
  enterInitialization: 4,
  exitInitialization: 5,
  set: 6,
  get: 7,
  step: 8,
  terminate: 9,
  reset: 10,
  enterEvents: 11,
  newDiscreteStates: 12,
  enterContinuousTime: 13,
  setTime: 14,
  setStates: 15,
  getStates: 16,
  getNominals: 17,
  getDerivatives: 18,
  getIndicators: 19,
  completedStep: 20,
  enterConfiguration: 21,
  exitConfiguration: 22,
  enterStepMode: 23,
  getIntervals: 24,
  saveState: 25,
  loadState: 26,
};

/** Bytes up to which it takes longer to call for zeros than to write them. */
const SHORT = 256;
const CALL_HEAD = 8;
const RESULT_HEAD = 64;
const LOG_HEAD = 12;
/** In the place of a status: not of the logger. */
const PRINTED = 16;
const FAILED = 24; // where the name of the function stands in the head
const HAS_LAST_TIME = 1;
const HAS_ENDED = 2;
const NEEDS_EVENT = 4;
const IS_EARLY = 8;
const CLOCK_INTERVAL = 24;

const padded = (size: number): number => (size + 7) & ~7;

/** A program under construction, in memory that is used again and again. */
export class ProgramWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #end = 0;

  /** Writes the calls; the bytes are valid until the next time, up to `size`. */
  write(calls: readonly ProgramCall[]): { bytes: Uint8Array; size: number } {
    this.#end = 0;
    for (const call of calls) this.#call(call);
    return { bytes: this.#bytes, size: this.#end };
  }

  #call(call: ProgramCall): void {
    const head = this.#room(CALL_HEAD);
    const size = this.#input(call);
    this.#view.setUint32(head, NUMBERS[call.call], LITTLE);
    this.#view.setUint32(head + 4, size, LITTLE);
  }

  /** Writes what follows the head and returns its size. */
  #input(call: ProgramCall): number {
    switch (call.call) {
      case 'set': {
        const size = this.#numbers([], [call.frame.length, 0]) + this.#append(call.frame);
        return padded(size) + this.#append(call.values);
      }
      case 'get':
        return this.#append(call.frame);
      case 'step':
        return this.#numbers([call.time, call.size], [Number(call.final), 0]);
      case 'setup':
        return this.#numbers(
          [call.startTime, call.stopTime ?? 0, call.tolerance ?? 0],
          [Number(call.stopTime !== undefined), Number(call.tolerance !== undefined)],
        );
      case 'setTime':
        return this.#numbers([call.time], []);
      case 'setStates':
        return this.#numbers(call.states, []);
      case 'getStates':
      case 'getNominals':
      case 'getDerivatives':
      case 'getIndicators':
        return this.#numbers([], [call.count, 0]);
      case 'completedStep':
        return this.#numbers([], [Number(call.final), 0]);
      case 'getIntervals':
        return this.#numbers([], [Number(call.fraction), call.clocks.length, ...call.clocks]);
      case 'loadState':
        return this.#append(call.state);
      case 'instantiate':
        return this.#instantiate(call);
      default:
        return 0;
    }
  }

  #instantiate(call: InstantiateCall): number {
    const all = [call.name, call.token, call.resources, ...call.categories];
    const texts = Buffer.from(all.map((text) => `${cutAtZero(text)}\0`).join(''));
    const kind = call.kind === 'modelExchange' ? 0 : 1;
    const { visible, loggingOn, categories, eventMode, enumerations } = call;
    const flags = [kind, Number(visible), Number(loggingOn)];
    const head = [...flags, categories.length, Number(eventMode), enumerations.length, ...enumerations];
    const bytes = Buffer.alloc(4 * head.length + texts.length);
    head.forEach((number, place) =>
      LITTLE ? bytes.writeUInt32LE(number, 4 * place) : bytes.writeUInt32BE(number, 4 * place),
    );
    texts.copy(bytes, 4 * head.length);
    return this.#append(bytes);
  }

  /** Writes bytes and returns how many they are. */
  #append(bytes: Uint8Array): number {
    // The room comes first: it may be in another array than before.
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
    return bytes.length;
  }

  #numbers(reals: ArrayLike<number>, integers: readonly number[]): number {
    const size = 8 * reals.length + 4 * integers.length;
    let at = this.#room(size);
    for (let index = 0; index < reals.length; index += 1, at += 8) this.#view.setFloat64(at, reals[index] ?? 0, LITTLE);
    for (const integer of integers) {
      this.#view.setUint32(at, integer, LITTLE);
      at += 4;
    }
    return size;
  }

  /** Room for `size` bytes, and the gap after them set to zero; returns where it begins. */
  #room(size: number): number {
    const at = this.#end;
    this.#end = at + padded(size);
    if (this.#end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#end, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, at));
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    if (size > SHORT) this.#bytes.fill(0, at, this.#end);
    else for (let word = at; word < this.#end; word += 8) this.#view.setFloat64(word, 0);
    return at;
  }
}

function cutAtZero(text: string): string {
  const zero = text.indexOf('\0');
  return zero < 0 ? text : text.slice(0, zero);
}

/** How much of the log waits to be taken, in bytes. */
export function logSize(result: Uint8Array): number {
  return new DataView(result.buffer, result.byteOffset).getUint32(12, LITTLE);
}

/** What came of `calls`. The buffers in it are views of `result`. */
export function readResult(calls: readonly ProgramCall[], result: Buffer, log: readonly LogMessage[]): Outcome {
  const view = new DataView(result.buffer, result.byteOffset, result.length);
  const status = STATUSES[view.getUint32(0, LITTLE)] ?? 'fatal';
  const completed = view.getUint32(4, LITTLE);
  const results: CallResult[] = [];
  let at = RESULT_HEAD;
  for (const { call } of calls.slice(0, completed)) {
    const size = view.getUint32(at, LITTLE);
    results.push(outputOf(call, result, view, at + CALL_HEAD, size));
    at += CALL_HEAD + padded(size);
  }
  const good = status === 'ok' || status === 'warning';
  const flags = view.getUint32(8, LITTLE);
  return {
    status,
    results,
    failed: good ? undefined : failedFunction(result) || calls[completed]?.call,
    lastTime: (flags & HAS_LAST_TIME) === 0 ? undefined : view.getFloat64(16, LITTLE),
    terminated: (flags & HAS_ENDED) !== 0,
    ...((flags & NEEDS_EVENT) !== 0 && { needsEvent: true }),
    ...((flags & IS_EARLY) !== 0 && { isEarly: true }),
    log,
  };
}

function failedFunction(result: Buffer): string {
  return result.toString('latin1', FAILED, result.indexOf(0, FAILED));
}

function outputOf(call: ProgramCall['call'], result: Buffer, view: DataView, at: number, size: number): CallResult {
  switch (call) {
    case 'get':
    case 'saveState':
      return result.subarray(at, at + size);
    case 'getStates':
    case 'getNominals':
    case 'getDerivatives':
    case 'getIndicators':
      return new Float64Array(
        result.buffer.slice(result.byteOffset + at, result.byteOffset + at + size) as ArrayBuffer,
      );
    case 'newDiscreteStates':
      return eventInfo(view, at);
    case 'completedStep':
      return completedStep(view, at);
    case 'getIntervals':
      return Array.from({ length: size / CLOCK_INTERVAL }, (_, index) =>
        clockInterval(view, at + CLOCK_INTERVAL * index),
      );
    default:
      return undefined;
  }
}

function eventInfo(view: DataView, at: number): EventInfo {
  const flag = (index: number): boolean => view.getUint32(at + 4 * index, LITTLE) !== 0;
  return {
    newDiscreteStatesNeeded: flag(0),
    terminateSimulation: flag(1),
    nominalsChanged: flag(2),
    valuesChanged: flag(3),
    nextEventTime: flag(4) ? view.getFloat64(at + 24, LITTLE) : undefined,
  };
}

const QUALIFIERS = ['notYetKnown', 'unchanged', 'changed'] as const;

function clockInterval(view: DataView, at: number): ClockInterval {
  const resolution = view.getBigUint64(at + 8, LITTLE);
  return {
    counter: resolution === 0n ? view.getFloat64(at, LITTLE) : view.getBigUint64(at, LITTLE),
    resolution: resolution === 0n ? undefined : resolution,
    qualifier: QUALIFIERS[view.getUint32(at + 16, LITTLE)] ?? 'notYetKnown',
  };
}

function completedStep(view: DataView, at: number): CompletedStep {
  return {
    enterEventMode: view.getUint32(at, LITTLE) !== 0,
    terminateSimulation: view.getUint32(at + 4, LITTLE) !== 0,
  };
}

/** The messages that the runner has kept, and the lines that the model has printed. */
export function readLog(bytes: Buffer, printed: PrintedLines): LogMessage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const messages: LogMessage[] = [];
  for (let at = 0; at + LOG_HEAD <= bytes.length;) {
    const status = view.getUint32(at, LITTLE);
    const category = at + LOG_HEAD + view.getUint32(at + 4, LITTLE);
    const end = category + view.getUint32(at + 8, LITTLE);
    if (status === PRINTED) {
      for (const message of printedMessages(printed.take(bytes.subarray(category, end)))) messages.push(message);
    } else {
      messages.push({
        status: STATUSES[status] ?? 'error',
        category: bytes.toString('utf8', at + LOG_HEAD, category),
        text: bytes.toString('utf8', category, end),
      });
    }
    at = (end + 3) & ~3;
  }
  return messages;
}

/** Printed lines as they stand in a log. */
export function printedMessages(lines: readonly string[]): LogMessage[] {
  return lines.map((text) => ({ status: 'ok', category: '', text, printed: true }));
}
