/**
 * A model in memory that is strict about the order of calls: what the state machine of FMI forbids is thrown, so a session
 * that gets through is a correct importer. It reads and writes frames by itself.
 */
import type { Call, FmiStatus, LogMessage, ModelInstance, Outcome, Soon } from '../../../src/runtime/calls.js';
import { silentEnd } from '../../../src/runtime/farewell.js';
import type { FakeFmu, FakeValue, FakeVariable } from './fake-fmus.js';

type State = 'instantiated' | 'initialization' | 'stepping' | 'stepFailed' | 'terminated' | 'error' | 'fatal' | 'freed';

/** What the next call of a kind returns instead of ok. */
export interface Failure {
  readonly status: FmiStatus;
  readonly log?: readonly string[];
  readonly lastTime?: number;
  readonly terminated?: boolean;
}

/** FMI 2.0.4, 4.2.4: the states in which a call is allowed. */
const WHERE: Readonly<Partial<Record<Call['call'], readonly State[]>>> = {
  setup: ['instantiated'],
  enterInitialization: ['instantiated'],
  exitInitialization: ['initialization'],
  get: ['initialization', 'stepping', 'stepFailed'],
  set: ['instantiated', 'initialization', 'stepping'],
  step: ['stepping'],
  terminate: ['stepping', 'stepFailed'],
  reset: ['instantiated', 'initialization', 'stepping', 'stepFailed', 'terminated', 'error'],
};

export class FakeModel implements ModelInstance {
  /** Everything that was called, `set` and `get` with the names of the variables. */
  readonly calls: string[] = [];
  readonly fmu: FakeFmu;
  /** Whether answers come as promises. */
  slow: boolean;
  state: State = 'instantiated';
  time = 0;
  aborted = false;
  values: Record<string, FakeValue>;
  /** By the kind of the call. */
  readonly failures = new Map<Call['call'], Failure>();
  /** What comes of freeing it. */
  end: Outcome = silentEnd();
  #setUp = false;
  #busy: (() => void) | undefined;
  #hold = false;

  constructor(fmu: FakeFmu, slow: boolean) {
    this.fmu = fmu;
    this.slow = slow;
    this.values = startsOf(fmu);
  }

  /** The next list of calls does not end before {@link abort}. */
  hang(): void {
    this.#hold = true;
  }

  run(calls: readonly Call[]): Soon<Outcome> {
    if (this.#busy !== undefined) throw new Error('two lists of calls at a time');
    if (this.state === 'freed') throw new Error(`${calls[0]?.call} after the instance was freed`);
    if (this.#hold) {
      return new Promise((resolve) => {
        this.#busy = () => resolve(this.#died('aborted'));
      });
    }
    const outcome = this.#run(calls);
    return this.slow ? Promise.resolve(outcome) : outcome;
  }

  abort(): void {
    this.aborted = true;
    if (this.state !== 'freed') this.state = 'fatal';
    const end = this.#busy;
    this.#busy = undefined;
    end?.();
  }

  close(): Promise<Outcome> {
    if (this.#busy !== undefined) throw new Error('closed while a call is under way');
    this.state = 'freed';
    return Promise.resolve(this.end);
  }

  #run(calls: readonly Call[]): Outcome {
    const results: (Buffer | undefined)[] = [];
    const log: LogMessage[] = [];
    let worst: FmiStatus = 'ok';
    for (const call of calls) {
      if (this.state === 'fatal') return this.#died('the process has ended');
      this.#check(call);
      const failure = this.failures.get(call.call);
      this.failures.delete(call.call);
      const status = failure?.status ?? 'ok';
      for (const text of failure?.log ?? []) log.push({ status, category: 'fake', text });
      if (status === 'discard' || status === 'error' || status === 'fatal') {
        if (status !== 'discard') this.state = status;
        // FMI 1.0 and 3.0 have no such state.
        else if (call.call === 'step' && this.fmu.major === 2) this.state = 'stepFailed';
        return {
          status,
          results,
          failed: `fmi2 ${call.call}`,
          lastTime: failure?.lastTime,
          terminated: failure?.terminated ?? false,
          log,
        };
      }
      if (status === 'warning') worst = 'warning';
      results.push(this.#carryOut(call));
    }
    return { status: worst, results, failed: undefined, lastTime: undefined, terminated: false, log };
  }

  #died(why: string): Outcome {
    const log = [{ status: 'fatal', category: 'fake', text: why }] as const;
    return { status: 'fatal', results: [], failed: 'a call', lastTime: undefined, terminated: false, log };
  }

  #check(call: Call): void {
    const where = WHERE[call.call];
    if (where === undefined) throw new Error(`${call.call} is no call of co-simulation`);
    if (!where.includes(this.state)) throw new Error(`${call.call} in the state ${this.state}`);
    if (call.call === 'enterInitialization' && !this.#setUp && this.fmu.major !== 3) throw new Error('no setup before');
    if (call.call === 'setup' && this.#setUp) throw new Error('two setups');
    // What the session hands on as the same time may differ by rounding.
    if (call.call === 'step' && !(Math.abs(call.time - this.time) <= 1e-9 * call.size + 2e-15 * Math.abs(this.time))) {
      throw new Error(`a step at ${call.time}, not ${this.time}`);
    }
    if (call.call !== 'set') return;
    for (const [name, { settable }] of this.#named(call.frame)) {
      if (!settable.includes({ instantiated: 'i', initialization: 'm', stepping: 's' }[this.state as 'stepping'])) {
        throw new Error(`${name} set in the state ${this.state}`);
      }
    }
  }

  #carryOut(call: Call): Buffer | undefined {
    const names = 'frame' in call ? this.#named(call.frame).map(([name]) => name) : [];
    this.calls.push([call.call, ...names].join(' '));
    switch (call.call) {
      case 'setup':
        this.#setUp = true;
        this.time = call.startTime;
        return undefined;
      case 'enterInitialization':
        this.state = 'initialization';
        return undefined;
      case 'exitInitialization':
        this.state = 'stepping';
        return undefined;
      case 'set':
        this.#read(call.frame, Buffer.from(call.values));
        return undefined;
      case 'get':
        return this.#write(call.frame);
      case 'step':
        this.#step(call.size);
        this.time = call.time + call.size;
        return undefined;
      case 'terminate':
        this.state = 'terminated';
        return undefined;
      default:
        this.state = 'instantiated';
        this.#setUp = false;
        this.time = 0;
        this.values = startsOf(this.fmu);
        return undefined;
    }
  }

  #step(size: number): void {
    const { x, u, k, t } = this.values as Record<string, number>;
    this.values['x'] = x! + u! * k! * t! * size;
  }

  /** The values as they are now; outputs follow their inputs at once. */
  #now(name: string): FakeValue {
    const { values } = this;
    if (name === 'time') return this.time;
    if (name === 'm') return (values['n'] as number) + (values['mode'] as number);
    if (name === 'nb') return !(values['b'] as boolean);
    if (name === 'st') return `${values['s'] as string}!`;
    if (name === 'copy') return values['blob']!;
    return values[name]!;
  }

  #named(frame: Uint8Array): [string, FakeVariable][] {
    const all = Object.entries(this.fmu.variables);
    return parseFrame(frame).map(([type, reference]) => {
      const found = all.find(([, each]) => each.type === type && each.reference === reference);
      if (found === undefined) throw new Error(`no variable of type ${type} with reference ${reference}`);
      return found;
    });
  }

  #read(frame: Uint8Array, bytes: Buffer): void {
    let at = 0;
    for (const [name, { type }] of this.#named(frame)) {
      at = align(at, type);
      if (type === 0x0011) this.values[name] = bytes.readUInt8(at) !== 0;
      if (type === 0x0012) this.values[name] = bytes.readInt32LE(at) !== 0;
      if (type === 0x0021) this.values[name] = bytes.readInt32LE(at);
      if (type === 0x0031) this.values[name] = bytes.readDoubleLE(at);
      if (type < 0x40) {
        at += SIZES[type]!;
        continue;
      }
      const data = bytes.subarray(at + 4, at + 4 + bytes.readUInt32LE(at));
      this.values[name] = type === 0x0041 ? data.toString('utf8', 0, data.length - 1) : Buffer.from(data);
      at += 4 + data.length;
    }
    if (align(at, 0x0031) < bytes.length) throw new Error('more values than the frame has');
  }

  #write(frame: Uint8Array): Buffer {
    const bytes = Buffer.alloc(10_000);
    let at = 0;
    for (const [name, { type }] of this.#named(frame)) {
      const value = this.#now(name);
      at = align(at, type);
      if (type === 0x0011) bytes.writeUInt8(Number(value), at);
      if (type === 0x0012 || type === 0x0021) bytes.writeInt32LE(Number(value), at);
      if (type === 0x0031) bytes.writeDoubleLE(value as number, at);
      if (type < 0x40) {
        at += SIZES[type]!;
        continue;
      }
      const data = typeof value === 'string' ? Buffer.from(`${value}\0`) : (value as Buffer);
      bytes.writeUInt32LE(data.length, at);
      bytes.set(data, at + 4);
      at = align(at + 4 + data.length, 0x0021);
    }
    return Buffer.from(bytes.subarray(0, at));
  }
}

const SIZES: Readonly<Record<number, number>> = { 0x0011: 1, 0x0012: 4, 0x0021: 4, 0x0031: 8, 0x0041: 4, 0x0051: 4 };

function align(at: number, type: number): number {
  return Math.ceil(at / SIZES[type]!) * SIZES[type]!;
}

/** Type and reference of each value of a frame. */
function parseFrame(frame: Uint8Array): [number, number][] {
  const bytes = Buffer.from(frame);
  const all: [number, number][] = [];
  let at = 4;
  for (let sub = bytes.readUInt32LE(0); sub > 0; --sub) {
    const type = bytes.readUInt16LE(at);
    const count = bytes.readUInt32LE(at + 4);
    for (let index = 0; index < count; ++index) all.push([type, bytes.readUInt32LE(at + 8 + 4 * index)]);
    at += 8 + 4 * count;
  }
  return all;
}

function startsOf(fmu: FakeFmu): Record<string, FakeValue> {
  return Object.fromEntries(Object.entries(fmu.variables).map(([name, { start }]) => [name, start]));
}
