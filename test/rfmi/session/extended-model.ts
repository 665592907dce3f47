/**
 * A little FMU of FMI 3.0 with what only the extension XTND carries, and a model of it in memory that is strict about the
 * order of calls: what the state machine of FMI 3.0 (2.3 and 4.2.1) forbids is thrown.
 */
import type {
  Call,
  CallResult,
  ClockInterval,
  EventInfo,
  LogMessage,
  ModelInstance,
  Outcome,
  Soon,
} from '../../../src/runtime/calls.js';
import { silentEnd } from '../../../src/runtime/farewell.js';
import { decodeValues, encodeValues } from '../../../src/runtime/frame-values.js';
import { decodeFrame, type Value } from '../../../src/runtime/frames.js';
import { fmi } from '../../fmu/model-description/documents.js';
import type { Failure } from './fake-model.js';

export const REAL = 0x0031;
export const UINT64 = 0x0127;
export const STRING = 0x0041;
export const CLOCK = 0x0161;

/** References of the variables. */
export const U = 1;
export const Y = 2;
export const VECTOR = 3;
export const ECHO = 4;
export const TEXTS = 5;
export const ROWS = 6;
export const COLUMNS = 7;
export const TICK = 8;
export const TOCK = 9;
export const TIMER = 10;
export const TUNABLE = 11;
export const HELD = 12;

/** `echo` is a matrix of rows x columns, each row what the vector has there. */
export const EXTENDED_XML = fmi(
  '3.0.1',
  `<CoSimulation modelIdentifier="m" hasEventMode="true"/><ModelVariables>
  <Float64 name="u" valueReference="1" causality="input" start="2"/>
  <Float64 name="y" valueReference="2" causality="output"/>
  <Float64 name="vector" valueReference="3" causality="input" start="7"><Dimension valueReference="6"/></Float64>
  <Float64 name="echo" valueReference="4" causality="output"><Dimension valueReference="6"/><Dimension valueReference="7"/></Float64>
  <String name="texts" valueReference="5" causality="parameter"><Dimension start="2"/><Start value="a"/><Start value="bc"/></String>
  <UInt64 name="rows" valueReference="6" causality="structuralParameter" variability="fixed" start="2"/>
  <UInt64 name="columns" valueReference="7" causality="structuralParameter" variability="tunable" start="1"/>
  <Clock name="tick" valueReference="8" causality="input" intervalVariability="triggered"/>
  <Clock name="tock" valueReference="9" causality="output" intervalVariability="triggered"/>
  <Clock name="timer" valueReference="10" causality="input" intervalVariability="changing" supportsFraction="true" resolution="10"/>
  <Float64 name="tunable" valueReference="11" causality="parameter" variability="tunable" start="1"/>
  <Float64 name="held" valueReference="12" causality="input" variability="discrete" start="0"/>
  </ModelVariables><ModelStructure/>`,
);

type State =
  | 'instantiated'
  | 'configuration'
  | 'initialization'
  | 'events'
  | 'stepping'
  | 'reconfiguration'
  | 'terminated'
  | 'error'
  | 'fatal'
  | 'freed';

const LIVE: readonly State[] = ['initialization', 'events', 'stepping'];
const WHERE: Readonly<Partial<Record<Call['call'], readonly State[]>>> = {
  setup: ['instantiated'],
  enterConfiguration: ['instantiated', 'events', 'stepping'],
  exitConfiguration: ['configuration', 'reconfiguration'],
  enterInitialization: ['instantiated'],
  exitInitialization: ['initialization'],
  get: LIVE,
  set: ['instantiated', 'configuration', 'reconfiguration', ...LIVE],
  step: ['stepping'],
  enterEvents: ['stepping'],
  newDiscreteStates: ['events'],
  enterStepMode: ['events'],
  getIntervals: ['events'],
  terminate: ['events', 'stepping'],
  reset: ['instantiated', 'configuration', 'initialization', 'events', 'stepping', 'terminated', 'error'],
};

/** Where each variable may be set; for `stepping` where there is Event Mode. */
const SETTABLE: Readonly<Record<number, readonly State[]>> = {
  [U]: ['instantiated', 'initialization', 'events', 'stepping'],
  [VECTOR]: ['instantiated', 'initialization', 'events', 'stepping'],
  [TEXTS]: ['instantiated', 'initialization'],
  [ROWS]: ['configuration'],
  [COLUMNS]: ['configuration', 'reconfiguration'],
  [TICK]: ['events'],
  [TIMER]: ['events'],
  [TUNABLE]: ['instantiated', 'initialization', 'events'],
  [HELD]: ['instantiated', 'initialization', 'events'],
};

/** How the next step ends. */
export type StepEnd = Partial<Pick<Outcome, 'lastTime' | 'needsEvent' | 'isEarly'>>;

const NO_EVENT: EventInfo = {
  newDiscreteStatesNeeded: false,
  terminateSimulation: false,
  nominalsChanged: false,
  valuesChanged: false,
  nextEventTime: undefined,
};

export class ExtendedModel implements ModelInstance {
  readonly calls: string[] = [];
  readonly eventMode: boolean;
  state: State = 'instantiated';
  readonly failures = new Map<Call['call'], Failure>();
  stepEnd: StepEnd = {};
  /** What updates of discrete states say, one after the other. */
  readonly events: EventInfo[] = [];
  intervals: readonly ClockInterval[] = [];
  #time = 0;
  #values = starts();

  constructor(eventMode: boolean) {
    this.eventMode = eventMode;
  }

  run(calls: readonly Call[]): Soon<Outcome> {
    const results: CallResult[] = [];
    const log: LogMessage[] = [];
    let end: StepEnd = {};
    const base = { results, failed: undefined, lastTime: undefined, terminated: false, log };
    for (const call of calls) {
      if (this.state === 'fatal') return { ...base, status: 'fatal', failed: 'a call' };
      if (WHERE[call.call]?.includes(this.state) !== true) throw new Error(`${call.call} in the state ${this.state}`);
      const failure = this.failures.get(call.call);
      this.failures.delete(call.call);
      if (failure !== undefined && failure.status !== 'warning') {
        const { status, lastTime, terminated = false } = failure;
        if (status === 'error' || status === 'fatal') this.state = status;
        return { ...base, status, failed: `fmi3 ${call.call}`, lastTime, terminated };
      }
      if (call.call === 'step') end = this.stepEnd;
      results.push(this.#carryOut(call));
    }
    return { ...base, status: 'ok', ...end };
  }

  abort(): void {
    if (this.state !== 'freed') this.state = 'fatal';
  }

  close(): Promise<Outcome> {
    this.state = 'freed';
    return Promise.resolve(silentEnd());
  }

  #carryOut(call: Call): CallResult {
    this.calls.push(call.call);
    switch (call.call) {
      case 'setup':
        this.#time = call.startTime;
        return undefined;
      case 'enterConfiguration':
        this.state = this.state === 'instantiated' ? 'configuration' : 'reconfiguration';
        return undefined;
      case 'exitConfiguration':
        this.state = this.state === 'configuration' ? 'instantiated' : 'stepping';
        return undefined;
      case 'enterInitialization':
        this.state = 'initialization';
        return undefined;
      case 'exitInitialization':
        this.state = this.eventMode ? 'events' : 'stepping';
        return undefined;
      case 'enterEvents':
        if (!this.eventMode) throw new Error('an instance without Event Mode');
        this.state = 'events';
        return undefined;
      case 'enterStepMode':
        this.state = 'stepping';
        return undefined;
      case 'newDiscreteStates':
        return this.events.shift() ?? NO_EVENT;
      case 'getIntervals':
        return this.intervals;
      case 'set':
        this.#set(call.frame, call.values);
        return undefined;
      case 'get':
        return this.#get(call.frame);
      case 'step':
        if (call.time !== this.#time) throw new Error(`a step at ${call.time}, not ${this.#time}`);
        this.#time = this.#endOf(call.time, call.size);
        return undefined;
      case 'terminate':
        this.state = 'terminated';
        return undefined;
      default:
        this.state = 'instantiated';
        this.#values = starts();
        return undefined;
    }
  }

  #endOf(time: number, size: number): number {
    const { lastTime = time + size } = this.stepEnd;
    if (!Number.isFinite(lastTime)) return time + size;
    return Math.abs(lastTime - time - size) < 1e-12 ? time + size : Math.max(lastTime, time);
  }

  #set(frame: Uint8Array, bytes: Uint8Array): void {
    const subFrames = decodeFrame(frame);
    const values = decodeValues(subFrames, bytes);
    for (const { type, references, elements } of subFrames) {
      references.forEach((reference, place) => {
        if (SETTABLE[reference]?.includes(this.state) !== true) throw new Error(`${reference} set, ${this.state}`);
        const count = this.#requireCount(type, reference, elements?.[place] ?? 1);
        this.#values.set(reference, values.splice(0, count));
      });
    }
    if (this.state === 'configuration' || this.state === 'reconfiguration') this.#resize();
  }

  #get(frame: Uint8Array): Buffer {
    const subFrames = decodeFrame(frame);
    const values = subFrames.flatMap(({ type, references, elements }) =>
      references.flatMap((reference, place) => {
        if (type === CLOCK && this.state !== 'events') throw new Error(`a clock got in the state ${this.state}`);
        this.#requireCount(type, reference, elements?.[place] ?? 1);
        return this.#now(reference);
      }),
    );
    return encodeValues(subFrames, values);
  }

  #requireCount(type: number, reference: number, count: number): number {
    if (typeOf(reference) !== type) throw new Error(`${reference} is of another type`);
    if (this.#now(reference).length !== count) throw new Error(`${count} values of ${reference}`);
    return count;
  }

  #now(reference: number): readonly Value[] {
    const own = this.#values.get(reference) ?? [];
    if (reference === Y) return this.#values.get(U) ?? [];
    if (reference === TOCK) return this.#values.get(TICK) ?? [];
    if (reference !== ECHO) return own;
    const columns = Number(this.#values.get(COLUMNS)?.[0]);
    return (this.#values.get(VECTOR) ?? []).flatMap((value) => Array<Value>(columns).fill(value));
  }

  #resize(): void {
    const rows = Number(this.#values.get(ROWS)?.[0]);
    this.#values.set(
      VECTOR,
      Array.from({ length: rows }, (_, place) => this.#values.get(VECTOR)?.[place] ?? 7),
    );
  }
}

function typeOf(reference: number): number {
  if (reference === ROWS || reference === COLUMNS) return UINT64;
  if (reference === TEXTS) return STRING;
  return [TICK, TOCK, TIMER].includes(reference) ? CLOCK : REAL;
}

function starts(): Map<number, readonly Value[]> {
  return new Map<number, readonly Value[]>([
    [U, [2]],
    [VECTOR, [7, 7]],
    [TEXTS, ['a', 'bc']],
    [ROWS, [2n]],
    [COLUMNS, [1n]],
    [TICK, [false]],
    [TIMER, [false]],
    [TUNABLE, [1]],
    [HELD, [0]],
  ]);
}
