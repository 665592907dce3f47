/**
 * The values that are recorded. A clock is active within an event only, and what belongs to it has its value then (FMI 3.0,
 * 2.2.8): both are read there, and are part of the row after the event. Input clocks are not read: what makes them tick
 * knows it, and a model need not answer (FMI 3.0, 2.2.4).
 */
import type { Call } from '../../runtime/calls.js';
import { ValueType, type Value } from '../../runtime/frames.js';
import { VariableFrame } from '../variable-frame.js';
import { isClocked, type SimulationVariable } from '../variables.js';

/** Values of the recorded variables, in their order. */
export type Row = readonly Value[];

export class RecordedRow {
  /** Reads what can be read at any time. */
  readonly get: Extract<Call, { call: 'get' }>;
  /** Reads the others, within an event; undefined: there are none. */
  readonly inside: Call | undefined;
  readonly #record: readonly SimulationVariable[];
  readonly #outside: VariableFrame;
  readonly #inside: VariableFrame;
  /** Value references of the clocks that `inside` reads first. */
  readonly #clocks: readonly number[];
  readonly #hasClocks: boolean;
  /** The input clocks that tick in the first round of the event. */
  #ticking: readonly number[] = [];
  /** What was read within the latest event, by place in the row. */
  readonly #kept = new Map<number, Value>();

  /** `inputClocks`: their value references. */
  constructor(record: readonly SimulationVariable[], inputClocks: ReadonlySet<number> = new Set()) {
    const clocked = record.filter((variable) => isClocked(variable) && !isClock(variable));
    const [some] = record.filter(isClocked);
    this.#record = record;
    this.#hasClocks = some !== undefined;
    const clocks = new Set([
      ...record.filter(isClock).map(({ reference }) => reference),
      ...clocked.flatMap((variable) => variable.clocks ?? []),
    ]);
    this.#clocks = [...clocks].filter((clock) => !inputClocks.has(clock));
    this.#outside = new VariableFrame(record.filter((variable) => !isClock(variable)));
    const read = some === undefined ? [] : this.#clocks.map((reference) => clockLike(some, reference));
    this.#inside = new VariableFrame([...read, ...clocked]);
    this.get = { call: 'get', frame: this.#outside.frame };
    this.inside = this.#inside.variables.length === 0 ? undefined : { call: 'get', frame: this.#inside.frame };
  }

  /** What was read in earlier events is of no use any more. `ticking`: the input clocks that tick in this one. */
  beginEvent(ticking: readonly number[] = []): void {
    this.#kept.clear();
    this.#ticking = ticking;
    this.#record.forEach((variable, place) => {
      if (isClock(variable) && ticking.includes(variable.reference)) this.#kept.set(place, true);
    });
  }

  /** Takes what `inside` has read in one round of an event, of which a clock may be active in one only. */
  readInside(bytes: Uint8Array): void {
    const values = this.#inside.decode(bytes);
    const active = new Set([...this.#clocks.filter((_, index) => values[index] === true), ...this.#ticking]);
    this.#ticking = [];
    let next = this.#clocks.length;
    this.#record.forEach((variable, place) => {
      if (isClock(variable)) {
        if (active.has(variable.reference)) this.#kept.set(place, true);
      } else if (isClocked(variable)) {
        const value = values[next++];
        const isActive = variable.clocks?.some((clock) => active.has(clock)) ?? false;
        if (isActive && value !== undefined) this.#kept.set(place, value);
      }
    });
  }

  /** The row of what `get` has read, after an event or elsewhere. */
  decode(bytes: Uint8Array, after: 'event' | 'step'): Row {
    const values = this.#outside.decode(bytes);
    if (!this.#hasClocks) return values;
    let next = 0;
    return this.#record.map((variable, place) => {
      const value = isClock(variable) ? false : values[next++];
      return (after === 'event' ? this.#kept.get(place) : undefined) ?? value ?? false;
    });
  }
}

function isClock({ type }: SimulationVariable): boolean {
  return type === ValueType.Clock;
}

function clockLike(variable: SimulationVariable, reference: number): SimulationVariable {
  return { ...variable, type: ValueType.Clock, reference, element: undefined, clocks: undefined };
}
