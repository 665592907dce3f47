/**
 * Co-simulation of an FMU of FMI 3.0, or of one of FMI 2.0 whose state is kept, on this machine or on a server (FMI 3.0,
 * chapter 4): with event mode where the FMU has it, so that clocks tick, discrete inputs change at events, and steps may
 * return early.
 */
import type { FmiMajor } from '../fmu/fmi-major.js';
import type { ModelDescription } from '../fmu/model-description.js';
import type { Call, Outcome } from '../runtime/calls.js';
import { endOf } from '../runtime/model-end.js';
import { isSameTime } from '../runtime/same-time.js';
import { CommunicationPoints } from './communication-points.js';
import { Conversation, Results, SimulationProblem } from './conversation.js';
import { Turns, resultOf, type DrivenModel, type DrivenSimulation } from './driven.js';
import { ClockSchedule, inputClocks } from './events/clock-schedule.js';
import type { Experiment } from './experiment.js';
import { EventCrowd } from './events/event-crowd.js';
import { EventRounds } from './events/event-rounds.js';
import { RecordedRow } from './events/recorded-row.js';
import { InputPart } from './input-part.js';
import { savedLike } from './saved/saved-value.js';
import type { EndReason, PausedSimulation, SimulationOptions, SimulationResult } from './simulation.js';
import { beginning } from './start-values.js';
import { isContinuous, isHeld } from './variables.js';

/** What is special about a co-simulation of FMI 3.0. */
export interface Fmi3CoSimulationOptions extends SimulationOptions {
  /** Whether the model takes steps of one size only (canHandleVariableCommunicationStepSize is false). */
  readonly constantSteps: boolean;
  /** Whether the instance was made to use event mode. */
  readonly eventMode: boolean;
  /** Called at the end of a simulation that ends without a problem, before the model is terminated. */
  readonly beforeEnd?: (() => Promise<void>) | undefined;
}

/** So many steps may end where they began, one after the other. */
const MOST_IDLE = 1000;

/**
 * Simulates a fresh instance up to the stop time, or until the model or the signal ends it. It is terminated, and neither
 * closed nor reset.
 * @throws FmuToolError `experiment`; whatever `onRow` throws
 */
export async function simulateFmi3CoSimulation(
  model: DrivenModel,
  description: ModelDescription,
  options: Fmi3CoSimulationOptions,
): Promise<SimulationResult> {
  return resultOf(new Simulation(model, description, options), options.experiment.startTime);
}

class Simulation implements DrivenSimulation {
  steps = 0;
  time: number;
  paused: PausedSimulation | undefined;
  readonly #options: Fmi3CoSimulationOptions;
  readonly #model: DrivenModel;
  readonly #major: FmiMajor;
  readonly #conversation: Conversation;
  readonly #row: RecordedRow;
  readonly #schedule: ClockSchedule;
  readonly #events: EventRounds;
  readonly #crowd: EventCrowd;
  readonly #continuous: InputPart;
  readonly #discrete: InputPart;
  readonly #turns = new Turns();
  #points: CommunicationPoints;
  /** The time of the first of them. */
  #from: number;
  /** The number of the last that was reached. */
  #point = 0;
  /** How many steps have ended where they began, until now. */
  #idle = 0;

  constructor(model: DrivenModel, description: ModelDescription, options: Fmi3CoSimulationOptions) {
    const { experiment, inputs, record, onLog } = options;
    this.#options = options;
    this.#model = model;
    this.#major = description.fmiMajor;
    this.time = this.#from = experiment.startTime;
    this.#points = new CommunicationPoints(experiment, { constant: options.constantSteps });
    this.#conversation = new Conversation(model, experiment.startTime, onLog);
    this.#row = new RecordedRow(record, inputClocks(description.variables));
    this.#schedule = new ClockSchedule(options.eventMode ? description.variables : [], experiment.startTime);
    this.#crowd = new EventCrowd(experiment.stopTime - experiment.startTime);
    this.#continuous = new InputPart(inputs, isContinuous);
    this.#discrete = new InputPart(inputs, isHeld);
    this.#events = new EventRounds({
      conversation: this.#conversation,
      schedule: this.#schedule,
      inputs,
      row: this.#row,
    });
  }

  async run(): Promise<EndReason> {
    const { constantSteps, signal, pauseAt = Infinity, resume } = this.#options;
    let reason = await this.#initialize(resume === undefined);
    if (resume !== undefined && reason === undefined) await this.#resume(resume);
    while (reason === undefined && this.#point < this.#points.count) {
      if (signal?.aborted === true) return this.#end('interrupted');
      if (this.time >= pauseAt) return this.#pause();
      const [points, point] = [this.#points, this.#point];
      const target = points.time(point + 1);
      const next = constantSteps ? target : Math.min(target, this.#nextEvent());
      const isWhole = this.time === points.time(point) && next === target;
      reason = await this.#step(next, isWhole ? points.size(point) : next - this.time, (time) => {
        if (time < target) return false;
        this.#point += 1;
        return points.isResult(this.#point);
      });
      if (constantSteps && this.time !== target) {
        // Whole steps go on from where the model has returned.
        if (!this.#goOnFrom(this.time)) break;
      }
      await this.#turns.give();
    }
    return this.#end(reason ?? 'stop-time');
  }

  /** The whole steps that are left after a time follow. False: not one fits. */
  #goOnFrom(time: number): boolean {
    const rest = wholeSteps({ ...this.#options.experiment, startTime: time });
    if (rest === undefined) return false;
    [this.#points, this.#from, this.#point] = [rest, time, 0];
    return true;
  }

  async #pause(): Promise<EndReason> {
    const results = await this.#conversation.run([{ call: 'saveState' }]);
    this.paused = { driver: this.#saved, model: results.state() };
    return this.#end('paused');
  }

  /** The model has been initialized. */
  async #resume({ driver, model }: PausedSimulation): Promise<void> {
    const saved = savedLike(driver, this.#saved);
    if (saved.from !== this.#from) this.#goOnFrom(saved.from);
    [this.time, this.#point, this.#idle] = [saved.time, saved.point, saved.idle];
    this.#crowd.restore(saved.crowd);
    this.#events.restore(saved.until);
    this.#schedule.restore(saved.schedule);
    this.#continuous.forget();
    this.#discrete.forget();
    await this.#conversation.run([{ call: 'loadState', state: model }]);
  }

  /** All that the next step depends on, but for the model. */
  get #saved() {
    return {
      time: this.time,
      from: this.#from,
      point: this.#point,
      idle: this.#idle,
      crowd: this.#crowd.saved,
      until: this.#events.saved,
      schedule: this.#schedule.saved,
    };
  }

  async #end(reason: EndReason): Promise<EndReason> {
    await this.#options.beforeEnd?.();
    await this.#conversation.run([{ call: 'terminate' }]);
    return reason;
  }

  async #initialize(isRecorded: boolean): Promise<EndReason | undefined> {
    const { experiment, startValues, eventMode } = this.#options;
    const { startTime } = experiment;
    const inputs = [this.#continuous.frame, eventMode ? undefined : this.#discrete.frame];
    await this.#model.prepare?.([...inputs.filter((frame) => frame !== undefined), this.#row.get.frame]);
    // A jump at the start comes with the first step; in event mode, with the first event, which is here.
    const side = eventMode ? 'after' : 'before';
    return this.#after(
      [
        ...beginning({ ...experiment, stopTime: this.#points.announcedStop }, startValues),
        ...this.#continuous.setting(startTime, side),
        ...this.#discrete.setting(startTime, side),
        { call: 'exitInitialization' },
      ],
      eventMode,
      isRecorded,
    );
  }

  /** The next time at which the model is to be in event mode, as far as that is known before the step. */
  #nextEvent(): number {
    const { eventMode, inputs } = this.#options;
    return eventMode ? Math.min(this.#schedule.next, inputs?.nextJump(this.time) ?? Infinity) : Infinity;
  }

  /** A step to a time, and the event that may be there. `isResult` is told where it came to, and whether that is recorded. */
  async #step(next: number, size: number, isResult: (time: number) => boolean): Promise<EndReason | undefined> {
    const { eventMode, inputs } = this.#options;
    const begin = this.time;
    const calls = this.#continuous.setting(begin, 'after');
    if (!eventMode) calls.push(...this.#discrete.setting(begin, 'after'));
    calls.push({ call: 'step', time: begin, size, final: true }, this.#row.get);
    const outcome = await this.#conversation.step(calls, begin);
    if (outcome.status === 'discard') return this.#discarded(outcome, size);
    const reached = outcome.lastTime ?? next;
    this.#advance(isSameTime(reached, next, size) ? next : reached);
    this.steps += 1;
    const jump = inputs?.nextJump(begin) ?? Infinity;
    const isEvent = eventMode && (outcome.needsEvent === true || jump <= this.time || this.#schedule.next <= this.time);
    const [bytes] = new Results(calls, outcome.results).values();
    const wanted = isResult(this.time) || isEvent || outcome.isEarly === true;
    if (wanted && bytes !== undefined) await this.#options.onRow(this.time, this.#row.decode(bytes, 'step'));
    if (!isEvent) return undefined;
    this.#crowd.add(this.time);
    return this.#after([{ call: 'enterEvents' }, ...this.#discrete.setting(this.time, 'after')], true);
  }

  /** Time goes on, or a model returns early from one step after the other without doing anything. */
  #advance(time: number): void {
    this.#idle = time > this.time ? 0 : this.#idle + 1;
    if (this.#idle > MOST_IDLE || time < this.time) {
      throw new SimulationProblem(`steps from ${this.time} s end at ${time} s, so that time does not go on`);
    }
    this.time = time;
  }

  async #discarded(outcome: Outcome, size: number): Promise<EndReason> {
    const end = endOf(outcome, this.time, size, this.#major);
    if (end === undefined) throw this.#conversation.problem(outcome);
    if (end > this.time) this.steps += 1;
    this.time = end;
    const results = await this.#conversation.run([this.#row.get]);
    for (const bytes of results.values()) await this.#options.onRow(end, this.#row.decode(bytes, 'step'));
    return 'model';
  }

  /** What comes after these calls, which are an event or none, and the row there. */
  async #after(calls: readonly Call[], isEvent: boolean, isRecorded = true): Promise<EndReason | undefined> {
    const info = isEvent ? await this.#events.run(calls, this.time) : undefined;
    const ended = info?.terminateSimulation ?? false;
    const rest: Call[] = isEvent ? (ended ? [] : [{ call: 'enterStepMode' }]) : [...calls];
    const results = await this.#conversation.run([...rest, this.#row.get]);
    for (const bytes of isRecorded ? results.values() : []) {
      await this.#options.onRow(this.time, this.#row.decode(bytes, 'event'));
    }
    return ended ? 'model' : undefined;
  }
}

/** The whole steps that are left; undefined: not one fits. */
function wholeSteps(span: Experiment): CommunicationPoints | undefined {
  const { startTime, stopTime, stepSize } = span;
  const end = startTime + stepSize;
  if (end > stopTime && !isSameTime(end, stopTime, stepSize)) return undefined;
  return new CommunicationPoints(span, { constant: true });
}
