/**
 * Looks whether a model keeps what it promises of its state (canSerializeFMUstate): a simulation that is saved in the
 * middle and goes on in a new process has to give the same values as one that is not.
 */
import type { SerializableKind } from '../fmu/can-serialize.js';
import { FmuToolError, quote } from '../fmu/error.js';
import type { ModelDescription } from '../fmu/model-description.js';
import type { ModelInstance } from '../runtime/calls.js';
import type { Value } from '../runtime/frames.js';
import { asClause } from '../runtime/said.js';
import { simulateFmi3CoSimulation } from '../simulate/fmi3-co-simulation.js';
import { exchangeInterface } from '../simulate/model-exchange/interface.js';
import { simulateModelExchange } from '../simulate/model-exchange/simulate.js';
import type { SimulationOptions, SimulationResult } from '../simulate/simulation.js';
import { withinLimit } from '../simulate/time-limit.js';
import { formatValue, isSameValue, seconds } from '../simulate/values.js';
import type { Experiment } from '../simulate/experiment.js';
import { pointsOf } from './experiment.js';
import { inputTable } from './input-table.js';
import type { RecordOptions } from './record.js';

/** What is run, and how its instances are made; `eventMode`: of FMI 3.0, whether they use it. */
export interface HalvesOptions extends RecordOptions {
  readonly kind: SerializableKind;
  readonly description: ModelDescription;
  readonly instantiate: (eventMode: boolean) => Promise<ModelInstance>;
}

/** What is to be said of a model that promises it, in one line. */
export async function stateNote(options: HalvesOptions): Promise<string> {
  const halves = new Halves(options);
  try {
    return (await withinLimit(halves.compare(), options)) ?? unseen('there was not time enough (--timeout)');
  } finally {
    halves.end();
  }
}

/** Steps that are simulated, at most. */
const MOST_STEPS = 10;

const unseen = (why: string): string => `whether its saved states are whole was not seen: ${why}`;

interface Row {
  readonly time: number;
  readonly values: readonly Value[];
}

class Halves {
  readonly #options: HalvesOptions;
  readonly #ending = new AbortController();
  #instance: ModelInstance | undefined;

  constructor(options: HalvesOptions) {
    this.#options = options;
  }

  async compare(): Promise<string> {
    const { startTime, stopTime } = this.#span;
    const whole: Row[] = [];
    const halves: Row[] = [];
    try {
      const { reason, problem } = await this.#run(whole, {});
      if (reason === 'problem') return unseen(asClause(problem ?? 'the simulation fails'));
      const first = await this.#run(halves, { pauseAt: startTime + (stopTime - startTime) / 2 });
      if (first.paused === undefined) {
        return unseen(first.problem === undefined ? 'the simulation ends too early' : asClause(first.problem));
      }
      const second = await this.#run(halves, { resume: first.paused });
      const saved = `saved at ${seconds(first.stopTime)} s and loaded in a new process`;
      if (second.reason === 'problem') return `${saved} it does not go on: ${asClause(second.problem ?? '')}`;
      const difference = this.#difference(whole, halves);
      if (difference === undefined) return `${saved} it gives the same values`;
      const again: Row[] = [];
      await this.#run(again, {});
      return this.#difference(whole, again) === undefined
        ? `${saved} it gives other values: ${difference}`
        : unseen('it gives other values each time it is run');
    } catch (error) {
      if (!(error instanceof FmuToolError)) throw error;
      return unseen(error.message);
    }
  }

  end(): void {
    this.#ending.abort();
    this.#instance?.abort();
  }

  /** The first steps of the experiment: what is no part of the state shows at once. */
  get #span(): Pick<Experiment, 'startTime' | 'stopTime'> {
    const { experiment, constantSteps } = this.#options;
    const points = pointsOf(experiment, constantSteps);
    return { startTime: experiment.startTime, stopTime: points.time(Math.min(experiment.steps, MOST_STEPS)) };
  }

  /** One simulation of a fresh instance, which is closed. */
  async #run(rows: Row[], part: Pick<SimulationOptions, 'pauseAt' | 'resume'>): Promise<SimulationResult> {
    const { kind, description, experiment, outputs, constantSteps, instantiate } = this.#options;
    const capabilities = description.interfaces.find((each) => each.kind === kind)?.capabilities;
    const eventMode = capabilities?.['hasEventMode'] === true;
    const instance = await instantiate(eventMode);
    this.#instance = instance;
    if (this.#ending.signal.aborted) instance.abort();
    const options: SimulationOptions = {
      experiment: { ...experiment, ...this.#span },
      startValues: [],
      inputs: inputTable(this.#options),
      record: outputs.variables,
      onRow: (time, values) => void rows.push({ time, values }),
      signal: this.#ending.signal,
      ...part,
    };
    try {
      const exchange = kind === 'modelExchange' ? exchangeInterface(description) : undefined;
      return exchange === undefined
        ? await simulateFmi3CoSimulation(instance, description, { ...options, constantSteps, eventMode })
        : await simulateModelExchange(instance, exchange, options);
    } finally {
      await instance.close();
    }
  }

  /** The first that is not equal. */
  #difference(whole: readonly Row[], halves: readonly Row[]): string | undefined {
    for (const [index, { time, values }] of whole.entries()) {
      const other = halves[index];
      if (other?.time !== time) return `there are other rows from ${seconds(time)} s on`;
      const place = values.findIndex((value, at) => !isSameValue(value, other.values[at]));
      const variable = this.#options.outputs.variables[place];
      if (variable === undefined) continue;
      const [one, two] = [values[place], other.values[place]].map((value) => formatValue(value ?? ''));
      return `${quote(variable.name)} at ${seconds(time)} s is ${two ?? ''} instead of ${one ?? ''}`;
    }
    return whole.length === halves.length ? undefined : 'there are more rows';
  }
}
