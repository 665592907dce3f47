/**
 * Simulates a model in model exchange (FMI 2.0.4, chapter 3): integrates its states from event to event, finds state
 * events within the steps, and records at communication points and on both sides of every event. The same model, inputs
 * and options give the same values bit for bit: nothing depends on the clock.
 */
import type { EndReason, PausedSimulation, SimulationOptions, SimulationResult } from '../simulation.js';
import { SimulationProblem } from '../conversation.js';
import { savedLike } from '../saved/saved-value.js';
import { Turns, resultOf, type DrivenModel, type DrivenSimulation } from '../driven.js';
import { EventCrowd } from '../events/event-crowd.js';
import { type Sample, firstEvent, sampleStep } from './event-location.js';
import type { Row } from '../events/recorded-row.js';
import { type AfterEvent, ExchangeModel } from './exchange-model.js';
import { Integrator, type Step, StepTooSmall } from './integrator.js';
import type { ExchangeInterface } from './interface.js';
import type { Point } from './ode.js';
import { ResultPoints } from './result-points.js';
import type { Solver } from './solver.js';
import { solverTolerance } from './tolerance.js';

/** A simulation in model exchange. The tolerance of the experiment is that of the solver too. */
export interface ModelExchangeOptions extends SimulationOptions {
  /** Which method; `auto` by default. */
  readonly solver?: Solver | undefined;
}

/**
 * Simulates a fresh instance up to the stop time, or until the model or the signal ends it. The instance is neither
 * closed nor reset.
 * @throws FmuToolError `experiment` if the solver cannot keep to the tolerance; whatever `onRow` throws
 */
export async function simulateModelExchange(
  instance: DrivenModel,
  description: ExchangeInterface,
  options: ModelExchangeOptions,
): Promise<SimulationResult> {
  return resultOf(new Simulation(instance, description, options), options.experiment.startTime);
}

class Simulation implements DrivenSimulation {
  steps = 0;
  paused: PausedSimulation | undefined;
  readonly #options: ModelExchangeOptions;
  readonly #description: ExchangeInterface;
  readonly #model: ExchangeModel;
  readonly #points: ResultPoints;
  readonly #crowd: EventCrowd;
  readonly #tolerance: number;
  #integrator: Integrator | undefined;
  /** Where the simulation is. */
  #at: Point;
  /** There. */
  #indicators = new Float64Array(0) as Float64Array;
  #nextEventTime = Infinity;
  readonly #turns = new Turns();

  constructor(instance: DrivenModel, description: ExchangeInterface, options: ModelExchangeOptions) {
    const { startTime, stopTime } = options.experiment;
    this.#options = options;
    this.#description = description;
    this.#model = new ExchangeModel(instance, description, options);
    this.#points = new ResultPoints(options.experiment);
    this.#crowd = new EventCrowd(stopTime - startTime);
    // A model without states is not integrated.
    this.#tolerance = solverTolerance(description.states === 0 ? undefined : options.experiment.tolerance);
    this.#at = { time: startTime, states: new Float64Array(0) };
  }

  get time(): number {
    return this.#at.time;
  }

  async run(): Promise<EndReason> {
    const { experiment, signal, pauseAt = Infinity, resume } = this.#options;
    let reason = await this.#initialize(resume);
    while (reason === undefined && this.time < experiment.stopTime) {
      if (signal?.aborted === true) reason = 'interrupted';
      else if (this.time >= pauseAt) reason = await this.#pause();
      else reason = await this.#advance();
      await this.#turns.give();
    }
    await this.#model.terminate();
    return reason ?? 'stop-time';
  }

  /** From the beginning, or from where the simulation was paused. */
  async #initialize(resume: PausedSimulation | undefined): Promise<EndReason | undefined> {
    const after = await this.#model.initialize();
    if (resume === undefined) {
      const { row } = after;
      return this.#begin(after, row);
    }
    const ended = await this.#begin(after);
    if (ended !== undefined) return ended;
    const { at, indicators, nextEventTime, point, crowd, integrator, model } = savedLike(resume.driver, this.#saved);
    this.#at = at;
    this.#indicators = indicators;
    this.#nextEventTime = nextEventTime;
    this.#points.restore(point);
    this.#crowd.restore(crowd);
    for (const each of integrator) this.#integrator?.restore(each);
    await this.#model.restore(model, resume.model, at);
    return undefined;
  }

  async #pause(): Promise<EndReason> {
    this.paused = { driver: this.#saved, model: await this.#model.save() };
    return 'paused';
  }

  /** All that the next step depends on, but for the model. */
  get #saved() {
    return {
      at: { ...this.#at },
      indicators: this.#indicators,
      nextEventTime: this.#nextEventTime,
      point: this.#points.saved,
      crowd: this.#crowd.saved,
      integrator: this.#integrator === undefined ? [] : [this.#integrator.saved],
      model: this.#model.saved,
    };
  }

  /** From one step to the next, with the event that may be between. */
  async #advance(): Promise<EndReason | undefined> {
    if (this.#nextEventTime <= this.time) return this.#event();
    const { inputs, experiment } = this.#options;
    const jump = inputs?.nextJump(this.time) ?? Infinity;
    const bend = inputs?.nextPoint(this.time) ?? Infinity;
    // Events that come and go are looked for in every communication step.
    const looked = this.#description.indicators > 0 ? this.#points.next : Infinity;
    const limit = Math.min(experiment.stopTime, this.#nextEventTime, jump, bend, looked);

    const { step, samples } = await this.#step(limit);
    const found = samples && (await firstEvent(step, samples, (points) => this.#model.indicators(points)));
    const end = found ?? step.to;
    const between = [...this.#points.before(end.time)].map((time) => ({ time, states: step.statesAt(time) }));
    for await (const { time, row } of this.#model.rows(between)) await this.#row(time, row);
    const expected = found !== undefined || end.time === this.#nextEventTime || end.time === jump;
    const wanted = this.#points.take(end.time) || expected;
    const { row, event, ended } = await this.#model.complete(end, wanted);
    this.steps += 1;
    this.#at = end;
    this.#indicators = samples?.at(-1)?.indicators ?? this.#indicators;

    if (wanted || event || ended) await this.#row(end.time, row ?? (await this.#model.row()));
    if (ended) return 'model';
    return expected || event ? this.#event() : undefined;
  }

  /** A step to `limit` at most, along which the event indicators are known too. */
  async #step(limit: number): Promise<{ step: Step; samples: readonly Sample[] | undefined }> {
    let samples: readonly Sample[] | undefined;
    const admissible = async (step: Step): Promise<boolean> => {
      if (this.#description.indicators === 0) return true;
      samples = await sampleStep(step, this.#indicators, (points) => this.#model.indicators(points));
      return samples !== undefined;
    };
    try {
      const step = await (this.#integrator?.step(limit, admissible) ?? this.#stateless(limit, admissible));
      return { step, samples };
    } catch (error) {
      throw error instanceof StepTooSmall ? this.#stuck(error) : error;
    }
  }

  /** A model without continuous states is the same until the limit, but for its inputs. */
  async #stateless(limit: number, admissible: (step: Step) => Promise<boolean>): Promise<Step> {
    const { states } = this.#at;
    const step: Step = { from: this.#at, to: { time: limit, states }, statesAt: () => states };
    if (!(await admissible(step))) throw new StepTooSmall(true);
    return step;
  }

  #stuck({ refused }: StepTooSmall): SimulationProblem {
    const why = refused
      ? 'the model refuses to compute its derivatives or event indicators beyond it, or they are not finite numbers'
      : 'however small the step, its error exceeds the tolerance; the solution may have a pole there, or an event that the model does not announce';
    return new SimulationProblem(`the solver cannot get past ${this.time} s: ${why}`);
  }

  async #event(): Promise<EndReason | undefined> {
    this.#crowd.add(this.time);
    const after = await this.#model.event(this.time);
    return this.#begin(after, after.row);
  }

  /** Goes on from an event, or begins. `row`: what is recorded. */
  async #begin(after: AfterEvent, row?: Row): Promise<EndReason | undefined> {
    this.#at = { time: this.time, states: after.states ?? this.#at.states };
    this.#indicators = after.indicators;
    this.#nextEventTime = after.nextEventTime ?? Infinity;
    if (row !== undefined) await this.#row(this.time, row);
    if (after.ended) return 'model';
    if (Number.isNaN(this.#nextEventTime)) {
      throw new SimulationProblem(`at ${this.time} s the model gives no number as the time of its next event`);
    }
    if (this.#at.states.length === 0) return undefined;
    const { experiment, solver = 'auto' } = this.#options;
    const { startTime, stopTime } = experiment;
    this.#integrator ??= new Integrator(this.#model, {
      solver,
      tolerance: this.#tolerance,
      span: stopTime - startTime,
    });
    this.#integrator.restart(this.#at, after.nominals);
    return undefined;
  }

  async #row(time: number, row: Row): Promise<void> {
    await this.#options.onRow(time, row);
  }
}
