/**
 * A model in model exchange as the solver sees it (FMI 2.0.4, chapter 3): what is asked at a point in time becomes one
 * list of calls, with the inputs of that time in it.
 */
import type { Call } from '../../runtime/calls.js';
import type { SimulationOptions } from '../simulation.js';
import type { DrivenModel } from '../driven.js';
import { Conversation } from '../conversation.js';
import { ClockSchedule, inputClocks } from '../events/clock-schedule.js';
import { EventRounds } from '../events/event-rounds.js';
import { RecordedRow, type Row } from '../events/recorded-row.js';
import { beginning } from '../start-values.js';
import { InputPart } from '../input-part.js';
import type { ExchangeInterface } from './interface.js';
import type { Ode, Point } from './ode.js';
import { isContinuous, isHeld } from '../variables.js';
import { isFiniteVector } from './vectors.js';

/** What came of an event. */
export interface AfterEvent {
  /** The states, if the event changed them. */
  readonly states: Float64Array | undefined;
  /** The nominal values of the states, if they are new. */
  readonly nominals: Float64Array | undefined;
  readonly indicators: Float64Array;
  readonly row: Row;
  /** Seconds; undefined if no time event is known. */
  readonly nextEventTime: number | undefined;
  /** The model wants the simulation to end. */
  readonly ended: boolean;
}

/** What came of the end of a step. */
export interface AfterStep {
  /** If it was wanted. */
  readonly row: Row | undefined;
  /** The model wants an event here. */
  readonly event: boolean;
  /** The model wants the simulation to end. */
  readonly ended: boolean;
}

/** What it keeps of itself. */
type ExchangeSaved = Readonly<{ since: number; until: number; schedule: ClockSchedule['saved'] }>;

/** So many rows are read with one list of calls. */
const ROWS_AT_ONCE = 256;

/** One instance under way. */
export class ExchangeModel implements Ode {
  readonly #interface: ExchangeInterface;
  readonly #options: SimulationOptions;
  readonly #conversation: Conversation;
  readonly #row: RecordedRow;
  readonly #schedule: ClockSchedule;
  readonly #events: EventRounds;
  readonly #continuous: InputPart;
  readonly #discrete: InputPart;
  /** The latest event: there, inputs are what they are after it. */
  #since: number;

  constructor(instance: DrivenModel, description: ExchangeInterface, options: SimulationOptions) {
    this.#interface = description;
    this.#options = options;
    this.#conversation = new Conversation(instance, options.experiment.startTime, options.onLog);
    this.#row = new RecordedRow(options.record, inputClocks(description.clocks ?? []));
    this.#continuous = new InputPart(options.inputs, isContinuous);
    this.#discrete = new InputPart(options.inputs, isHeld);
    this.#schedule = new ClockSchedule(description.clocks ?? [], options.experiment.startTime);
    this.#events = new EventRounds({
      conversation: this.#conversation,
      schedule: this.#schedule,
      inputs: options.inputs,
      row: this.#row,
    });
    this.#since = options.experiment.startTime;
  }

  get size(): number {
    return this.#interface.states;
  }

  /** Initializes the model and carries out its first event. */
  async initialize(): Promise<AfterEvent> {
    const { experiment, startValues } = this.#options;
    const calls: Call[] = [
      ...beginning(experiment, startValues),
      ...this.#inputs(experiment.startTime),
      { call: 'exitInitialization' },
    ];
    return this.#event(calls, true);
  }

  /** Event mode at the time and states of the last step; inputs that jump then do so. */
  async event(time: number): Promise<AfterEvent> {
    this.#since = time;
    return this.#event([{ call: 'enterEvents' }, ...this.#inputs(time)], false);
  }

  async derivatives(points: readonly Point[]): Promise<readonly Float64Array[] | undefined> {
    return this.#numbers('getDerivatives', this.#interface.states, points);
  }

  /** The event indicators at points, in order; undefined if the model cannot compute them. */
  async indicators(points: readonly Point[]): Promise<readonly Float64Array[] | undefined> {
    return this.#numbers('getIndicators', this.#interface.indicators, points);
  }

  /** The recorded values at points, one by one. */
  async *rows(points: readonly Point[]): AsyncGenerator<{ readonly time: number; readonly row: Row }> {
    for (let first = 0; first < points.length; first += ROWS_AT_ONCE) {
      const some = points.slice(first, first + ROWS_AT_ONCE);
      const results = await this.#conversation.run(some.flatMap((point) => [...this.#at(point), this.#row.get]));
      const rows = results.values().map((values) => this.#row.decode(values, 'step'));
      for (const [index, { time }] of some.entries()) yield { time, row: rows[index] ?? [] };
    }
  }

  /** The recorded values where the model is. */
  async row(): Promise<Row> {
    return this.#decode((await this.#conversation.run([this.#row.get])).values());
  }

  /** A step ends here. */
  async complete(point: Point, rowWanted: boolean): Promise<AfterStep> {
    const calls = this.#at(point);
    if (this.#interface.completedStep) calls.push({ call: 'completedStep', final: true });
    if (rowWanted) calls.push(this.#row.get);
    const results = await this.#conversation.run(calls);
    const completed = results.completedStep();
    return {
      row: rowWanted ? this.#decode(results.values()) : undefined,
      event: completed?.enterEventMode ?? false,
      ended: completed?.terminateSimulation ?? false,
    };
  }

  /** When the latest event was and what clocks do, for {@link restore}. */
  get saved(): ExchangeSaved {
    return { since: this.#since, until: this.#events.saved, schedule: this.#schedule.saved };
  }

  /** The model as bytes. */
  async save(): Promise<Buffer> {
    return (await this.#conversation.run([{ call: 'saveState' }])).state();
  }

  /** The model goes on from bytes, at a point; it has been initialized. */
  async restore({ since, until, schedule }: ExchangeSaved, state: Buffer, point: Point): Promise<void> {
    this.#since = since;
    this.#events.restore(until);
    this.#schedule.restore(schedule);
    this.#continuous.forget();
    this.#discrete.forget();
    await this.#conversation.run([{ call: 'loadState', state }, ...this.#at(point)]);
  }

  async terminate(): Promise<void> {
    await this.#conversation.run([{ call: 'terminate' }]);
  }

  /** Time, states and inputs of a point. */
  #at({ time, states }: Point): Call[] {
    const calls: Call[] = [{ call: 'setTime', time }];
    if (states.length > 0) calls.push({ call: 'setStates', states });
    calls.push(...this.#continuous.setting(time, time <= this.#since ? 'after' : 'before'));
    return calls;
  }

  /** All inputs as they are after a jump. */
  #inputs(time: number): Call[] {
    return [...this.#continuous.setting(time, 'after'), ...this.#discrete.setting(time, 'after')];
  }

  #decode([values]: readonly Buffer[], after: 'event' | 'step' = 'step'): Row {
    return values === undefined ? [] : this.#row.decode(values, after);
  }

  async #numbers(
    call: 'getDerivatives' | 'getIndicators',
    count: number,
    points: readonly Point[],
  ): Promise<readonly Float64Array[] | undefined> {
    // Steps that are too large or too small for reals lead out of them: a model has no answer there.
    if (!points.every(({ time, states }) => Number.isFinite(time) && isFiniteVector(states))) return undefined;
    const calls = points.flatMap((point): Call[] => [...this.#at(point), { call, count }]);
    const results = await this.#conversation.attempt(calls);
    if (results === undefined) this.#continuous.forget();
    const numbers = results?.numbers(call);
    return numbers?.every(isFiniteVector) === true ? numbers : undefined;
  }

  async #event(first: readonly Call[], initial: boolean): Promise<AfterEvent> {
    const info = await this.#events.run(first, this.#since);
    const { terminateSimulation: ended } = info;
    const { states, indicators } = this.#interface;
    const calls: Call[] = [];
    if (!ended) calls.push({ call: 'enterContinuousTime' });
    if (states > 0 && (initial || info.valuesChanged)) calls.push({ call: 'getStates', count: states });
    if (states > 0 && (initial || info.nominalsChanged)) calls.push({ call: 'getNominals', count: states });
    if (indicators > 0) calls.push({ call: 'getIndicators', count: indicators });
    const after = await this.#conversation.run([...calls, this.#row.get]);
    return {
      states: after.numbers('getStates')[0],
      nominals: after.numbers('getNominals')[0],
      indicators: after.numbers('getIndicators')[0] ?? new Float64Array(0),
      row: this.#decode(after.values(), 'event'),
      nextEventTime: earliest(info.nextEventTime, this.#schedule.next),
      ended,
    };
  }
}

/** The next event of the model or tick of a clock; undefined if none is known. */
function earliest(event: number | undefined, tick: number): number | undefined {
  if (event === undefined) return tick === Infinity ? undefined : tick;
  return Number.isNaN(event) ? event : Math.min(event, tick);
}
