/** Talks to a model: carries out lists of calls, passes on what its logger says, and says in one line what goes wrong. */
import { withPrinted } from '../runtime/printed-lines.js';
import { tell, type OnLog } from './simulation.js';
import {
  warnsWithoutWord,
  type Call,
  type CallResult,
  type ClockInterval,
  type CompletedStep,
  type EventInfo,
  type ModelInstance,
  type Outcome,
} from '../runtime/calls.js';

/** The model does what it must not do, or cannot be simulated further. The message is one line for the user. */
export class SimulationProblem extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SimulationProblem';
  }
}

/** A model that is asked list by list. */
export class Conversation {
  readonly #instance: Pick<ModelInstance, 'run'>;
  readonly #onLog: OnLog;
  #time: number;

  constructor(instance: Pick<ModelInstance, 'run'>, startTime: number, onLog: OnLog = () => undefined) {
    this.#instance = instance;
    this.#onLog = onLog;
    this.#time = startTime;
  }

  /**
   * Carries out all calls.
   * @throws SimulationProblem if one of them returns more than a warning
   */
  async run(calls: readonly Call[]): Promise<Results> {
    const outcome = await this.#outcome(calls);
    if (outcome.failed !== undefined) throw this.problem(outcome);
    return new Results(calls, outcome.results);
  }

  /**
   * Carries out a step and what stands before it in the list. How it ended is told as it is if it was made or discarded.
   * @throws SimulationProblem if a call returns an error, or discards anything else
   */
  async step(calls: readonly Call[], time: number): Promise<Outcome> {
    this.#time = time;
    const outcome = await this.#outcome(calls);
    const isDiscarded = outcome.status === 'discard' && calls[outcome.results.length]?.call === 'step';
    if (outcome.failed !== undefined && !isDiscarded) throw this.problem(outcome);
    return outcome;
  }

  /**
   * Carries out calls that the model may discard: undefined then.
   * @throws SimulationProblem if one of them returns an error
   */
  async attempt(calls: readonly Call[]): Promise<Results | undefined> {
    const outcome = await this.#outcome(calls);
    if (outcome.failed === undefined) return new Results(calls, outcome.results);
    if (outcome.status === 'discard') return undefined;
    throw this.problem(outcome);
  }

  async #outcome(calls: readonly Call[]): Promise<Outcome> {
    const outcome = await this.#instance.run(calls);
    tell(outcome.log, this.#onLog);
    if (warnsWithoutWord(outcome)) {
      this.#onLog('a call returned warning, and the model does not say why', 'warning');
    }
    for (const call of calls.slice(0, outcome.results.length)) if (call.call === 'setTime') this.#time = call.time;
    return outcome;
  }

  /** What went wrong in a list of calls. */
  problem({ failed, status, log, lastPrinted }: Outcome): SimulationProblem {
    const said = log.findLast((message) => message.status === status)?.text.trim();
    const why = said === undefined || said === '' ? '' : `: ${said}`;
    const text = `${failed ?? 'the model'} returned ${status} at ${this.#time} s${why}`;
    return new SimulationProblem(withPrinted(text, lastPrinted));
  }
}

/** What the calls of a list have put out, by the names of the calls. */
export class Results {
  readonly #calls: readonly Call[];
  readonly #results: readonly CallResult[];

  constructor(calls: readonly Call[], results: readonly CallResult[]) {
    this.#calls = calls;
    this.#results = results;
  }

  /** Numbers of every call of that name, in order. */
  numbers(name: 'getStates' | 'getNominals' | 'getDerivatives' | 'getIndicators'): Float64Array[] {
    return this.#of(name).filter((result) => result instanceof Float64Array);
  }

  /** Values of every `get`, in order. */
  values(): Buffer[] {
    return this.#of('get').filter((result) => Buffer.isBuffer(result));
  }

  /** What the last `newDiscreteStates` says. */
  eventInfo(): EventInfo {
    return this.#of('newDiscreteStates').at(-1) as EventInfo;
  }

  /** Intervals of every `getIntervals`, in order. */
  intervals(): (readonly ClockInterval[])[] {
    return this.#of('getIntervals').filter((result) => isIntervals(result));
  }

  /** What `saveState` has given. */
  state(): Buffer {
    // The memory of the results is used again.
    return Buffer.from(this.#of('saveState').at(-1) as Buffer);
  }

  /** What `completedStep` says; undefined if it was not called. */
  completedStep(): CompletedStep | undefined {
    return this.#of('completedStep').at(-1) as CompletedStep | undefined;
  }

  #of(name: Call['call']): CallResult[] {
    return this.#results.filter((_, index) => this.#calls[index]?.call === name);
  }
}

function isIntervals(result: CallResult): result is readonly ClockInterval[] {
  return Array.isArray(result);
}
