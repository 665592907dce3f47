/**
 * When the time-based input clocks of a model tick (FMI 3.0, 2.2.8): those with an interval, constant or not. A model
 * without any, as all of FMI 1.0 and 2.0, has an empty one. Times are not added up: a periodic clock ticks at its first
 * tick plus n intervals.
 */
import type { Variable } from '../../fmu/model-description.js';
import type { ClockInterval } from '../../runtime/calls.js';
import { SimulationProblem } from '../conversation.js';

/** Where the interval of a clock comes from. */
const KINDS = ['constant', 'fixed', 'tunable', 'changing', 'countdown'] as const;
type Kind = (typeof KINDS)[number];

interface Clock {
  readonly name: string;
  readonly reference: number;
  readonly kind: Kind;
  readonly fraction: boolean;
  /** From this tick on intervals are counted. */
  origin: number;
  /** How many intervals after the origin the next tick is. */
  count: number;
  /** The latest tick, in seconds; undefined before the first one. */
  last: number | undefined;
  /** Undefined: not known, or there is none. */
  interval: ClockInterval | undefined;
  /** Seconds; infinite: it does not tick. */
  next: number;
  /** Whether it has ticked since its interval was asked for. */
  ticked: boolean;
}

/** Clocks whose intervals the model is to be asked for, with one call. */
export interface Question {
  readonly clocks: readonly number[];
  readonly fraction: boolean;
}

/** What it keeps of itself. Unknown: NaN, or an empty text. */
type ScheduleSaved = Readonly<{ asked: boolean; clocks: readonly ClockSaved[] }>;
type ClockSaved = Readonly<Pick<Clock, 'reference' | 'origin' | 'count' | 'next' | 'ticked'>> & {
  readonly last: number;
  readonly counter: string;
  readonly resolution: string;
};

export class ClockSchedule {
  readonly #clocks: readonly Clock[];
  #asked = false;

  /** `variables` may be all of a model: what is no such clock is passed over. */
  constructor(variables: readonly Variable[], startTime: number) {
    this.#clocks = variables.flatMap((variable) => clockOf(variable, startTime) ?? []);
  }

  /** When which clock has ticked and will, for {@link restore}. */
  get saved(): ScheduleSaved {
    return {
      asked: this.#asked,
      clocks: this.#clocks.map(({ reference, origin, count, last = NaN, interval, next, ticked }) => ({
        ...{ reference, origin, count, last, next, ticked },
        counter: String(interval?.counter ?? ''),
        resolution: String(interval?.resolution ?? ''),
      })),
    };
  }

  restore({ asked, clocks }: ScheduleSaved): void {
    this.#asked = asked;
    this.#clocks.forEach((clock, place) => {
      const saved = clocks[place];
      if (saved === undefined) return;
      const { origin, count, last, next, ticked, counter, resolution } = saved;
      Object.assign(clock, { origin, count, next, ticked, last: Number.isNaN(last) ? undefined : last });
      clock.interval = intervalOf(resolution === '' ? counter : undefined, counter, wholeOf(resolution));
    });
  }

  /** The time of the next tick in seconds; infinite: none is known. */
  get next(): number {
    return this.#clocks.reduce((least, { next }) => Math.min(least, next), Infinity);
  }

  /** Value references of the clocks that tick next, if they are due at `time`; their next ticks follow. */
  due(time: number): number[] {
    const { next } = this;
    if (!(next <= time)) return [];
    const ticking = this.#clocks.filter((clock) => clock.next === next);
    for (const clock of ticking) tick(clock);
    return ticking.map(({ reference }) => reference);
  }

  /** What the model is to be asked at the end of an event. */
  questions(): Question[] {
    const clocks = this.#clocks.filter((clock) => this.#isToBeAsked(clock));
    return [true, false].flatMap((fraction) => {
      const some = clocks.filter((clock) => clock.fraction === fraction);
      return some.length === 0 ? [] : [{ clocks: some.map(({ reference }) => reference), fraction }];
    });
  }

  /**
   * Takes the answers to {@link questions}, in their order, at the time of the event.
   * @throws SimulationProblem if a clock has no interval with which time goes on
   */
  take(time: number, questions: readonly Question[], answers: readonly (readonly ClockInterval[])[]): void {
    const clocks = new Map(this.#clocks.map((clock) => [clock.reference, clock]));
    questions.forEach((question, index) => {
      question.clocks.forEach((reference, place) => {
        const [clock, interval] = [clocks.get(reference), answers[index]?.[place]];
        if (clock !== undefined && interval !== undefined) takeInterval(clock, interval, time);
      });
    });
    for (const clock of this.#clocks) clock.ticked = false;
    this.#asked = true;
  }

  #isToBeAsked({ kind, interval, ticked }: Clock): boolean {
    if (kind === 'constant') return false;
    if (kind === 'fixed') return !this.#asked && interval === undefined;
    return kind === 'changing' ? !this.#asked || ticked : true;
  }
}

/** Value references of the clocks that the importer makes tick: those that are inputs. */
export function inputClocks(variables: readonly Variable[]): ReadonlySet<number> {
  const clocks = variables.filter(({ type, causality }) => type === 'Clock' && causality === 'input');
  return new Set(clocks.map(({ valueReference }) => valueReference));
}

function clockOf(variable: Variable, startTime: number): Clock | undefined {
  const { clock, causality, name, valueReference } = variable;
  const kind = KINDS.find((each) => each === clock?.['intervalVariability']);
  if (clock === undefined || causality !== 'input' || kind === undefined) return undefined;
  const fraction = clock['supportsFraction'] === 'true' || clock['supportsFraction'] === '1';
  const resolution = wholeOf(clock['resolution']);
  const interval = intervalOf(clock['intervalDecimal'], clock['intervalCounter'], resolution);
  const shift = intervalOf(clock['shiftDecimal'], clock['shiftCounter'], resolution);
  const first = kind === 'countdown' ? Infinity : startTime + (shift === undefined ? 0 : seconds(shift, 1));
  return {
    name,
    reference: valueReference,
    kind,
    fraction: fraction && resolution !== undefined,
    origin: first,
    count: 0,
    last: undefined,
    interval,
    next: first,
    ticked: false,
  };
}

function intervalOf(
  decimal: string | undefined,
  counter: string | undefined,
  resolution: bigint | undefined,
): ClockInterval | undefined {
  const whole = wholeOf(counter);
  if (whole !== undefined && resolution !== undefined) return { counter: whole, resolution, qualifier: 'unchanged' };
  const number = Number(decimal ?? NaN);
  return Number.isFinite(number) ? { counter: number, resolution: undefined, qualifier: 'unchanged' } : undefined;
}

function wholeOf(text: string | undefined): bigint | undefined {
  return text !== undefined && /^\d{1,20}$/.test(text) ? BigInt(text) : undefined;
}

/** So many intervals, in seconds. */
function seconds({ counter, resolution }: Pick<ClockInterval, 'counter' | 'resolution'>, count: number): number {
  if (resolution === undefined) return Number(counter) * count;
  return Number(BigInt(counter) * BigInt(count)) / Number(resolution);
}

/** A clock ticks; what changes from tick to tick waits for the model to say when it ticks again. */
function tick(clock: Clock): void {
  const periodic = clock.kind === 'changing' || clock.kind === 'countdown' ? undefined : clock.interval;
  clock.ticked = true;
  clock.last = clock.next;
  clock.count += 1;
  clock.next = periodic === undefined ? Infinity : clock.origin + seconds(periodic, clock.count);
}

function takeInterval(clock: Clock, interval: ClockInterval, time: number): void {
  const { name, kind, last } = clock;
  const { qualifier } = interval;
  const length = seconds(interval, 1);
  if (kind === 'countdown') {
    if (qualifier === 'unchanged') return;
    if (qualifier === 'changed') requireInterval(name, length, time, length >= 0);
    clock.next = qualifier === 'changed' ? time + length : Infinity;
    return;
  }
  if (qualifier === 'notYetKnown') return;
  requireInterval(name, length, time, length > 0);
  const isNew = clock.interval === undefined || seconds(clock.interval, 1) !== length;
  clock.interval = interval;
  // The first tick is at the shift, every later one an interval after the one before.
  if (last === undefined || (!isNew && clock.next !== Infinity)) return;
  clock.origin = last;
  clock.count = 1;
  clock.next = last + length;
}

function requireInterval(name: string, length: number, time: number, isGood: boolean): void {
  if (isGood && Number.isFinite(length)) return;
  throw new SimulationProblem(`at ${time} s the model gives ${length} s as the interval of the clock ${name}`);
}
