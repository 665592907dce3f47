/**
 * One event of a model, from its first call to the state in which it has come to rest: discrete states are updated until
 * the model needs no more (FMI 2.0.4, 3.2.2; FMI 3.0, 2.3.5), and its clocks tick.
 */
import type { Call, EventInfo } from '../../runtime/calls.js';
import { ValueType, encodeFrame } from '../../runtime/frames.js';
import { SimulationProblem, type Conversation, type Results } from '../conversation.js';
import { InputPart } from '../input-part.js';
import type { InputSignals } from '../inputs.js';
import { isClocked } from '../variables.js';
import type { ClockSchedule } from './clock-schedule.js';
import type { RecordedRow } from './recorded-row.js';

/** More rounds of one event than this are a model that does not come to rest. */
const MOST_ROUNDS = 1000;

/** What belongs to the events of a simulation. */
export interface EventSettings {
  readonly conversation: Conversation;
  readonly schedule: ClockSchedule;
  readonly inputs: InputSignals | undefined;
  readonly row: RecordedRow;
}

export class EventRounds {
  readonly #settings: EventSettings;
  readonly #clocked: InputPart;
  /** Until then the ticks of triggered clocks have been given to the model. */
  #until = -Infinity;

  constructor(settings: EventSettings) {
    this.#settings = settings;
    this.#clocked = new InputPart(
      settings.inputs,
      (variable) => isClocked(variable) && variable.type !== ValueType.Clock,
    );
  }

  /** Until when ticks were given to the model, for {@link restore}. */
  get saved(): number {
    return this.#until;
  }

  restore(until: number): void {
    this.#until = until;
    this.#clocked.forget();
  }

  /**
   * An event at a time, which begins with `first`. What the results say of changes is true if one of the rounds says so.
   * @throws SimulationProblem
   */
  async run(first: readonly Call[], time: number): Promise<EventInfo> {
    const { conversation, row } = this.#settings;
    const inside = row.inside === undefined ? [] : [row.inside];
    const ticking = this.#ticking(time);
    row.beginEvent(ticking);
    let results = await conversation.run([
      ...first,
      ...this.#ticks(ticking, time),
      ...inside,
      { call: 'newDiscreteStates' },
    ]);
    let [valuesChanged, nominalsChanged] = [false, false];
    for (let round = 1; ; round++) {
      const info = results.eventInfo();
      this.#read(results);
      valuesChanged ||= info.valuesChanged;
      nominalsChanged ||= info.nominalsChanged;
      if (info.terminateSimulation || !info.newDiscreteStatesNeeded) {
        if (!info.terminateSimulation) await this.#askIntervals(time);
        return { ...info, valuesChanged, nominalsChanged };
      }
      if (round === MOST_ROUNDS) {
        const what = `after ${MOST_ROUNDS} updates of its discrete states the model wants more`;
        throw new SimulationProblem(`an event at ${time} s does not end: ${what}`);
      }
      results = await conversation.run([...inside, { call: 'newDiscreteStates' }]);
    }
  }

  /** The input clocks that tick now. */
  #ticking(time: number): readonly number[] {
    const { schedule, inputs } = this.#settings;
    const triggered = inputs?.ticks(this.#until, time) ?? [];
    this.#until = time;
    return [...new Set([...schedule.due(time), ...triggered.map(({ reference }) => reference)])];
  }

  /** Sets the clocks that tick, and the inputs that belong to clocks. */
  #ticks(clocks: readonly number[], time: number): Call[] {
    if (clocks.length === 0) return [];
    const frame = encodeFrame([{ type: ValueType.Clock, references: clocks }]);
    this.#clocked.forget();
    return [{ call: 'set', frame, values: Buffer.alloc(clocks.length, 1) }, ...this.#clocked.setting(time, 'after')];
  }

  #read(results: Results): void {
    const bytes = results.values().at(-1);
    if (bytes !== undefined) this.#settings.row.readInside(bytes);
  }

  async #askIntervals(time: number): Promise<void> {
    const { conversation, schedule } = this.#settings;
    const questions = schedule.questions();
    if (questions.length === 0) return;
    const results = await conversation.run(questions.map((question): Call => ({ call: 'getIntervals', ...question })));
    schedule.take(time, questions, results.intervals());
  }
}
