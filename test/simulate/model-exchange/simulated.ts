/** Simulates a model of the tests and keeps the rows. */
import type { InputSignals } from '../../../src/simulate/inputs.js';
import { type ModelExchangeOptions, simulateModelExchange } from '../../../src/simulate/model-exchange/simulate.js';
import type { SimulationResult } from '../../../src/simulate/simulation.js';
import { type Equations, StrictModel, real } from './strict-model.js';

export interface Recording extends SimulationResult {
  readonly model: StrictModel;
  /** Time and recorded values. */
  readonly rows: readonly (readonly [time: number, ...values: number[]])[];
  readonly log: readonly string[];
}

export interface Wanted extends Partial<Pick<ModelExchangeOptions, 'solver' | 'startValues' | 'signal'>> {
  readonly start?: number;
  readonly stop?: number;
  readonly step?: number;
  readonly tolerance?: number;
  readonly inputs?: InputSignals;
  /** References; all states by default. */
  readonly record?: readonly number[];
  readonly onTime?: (time: number) => void;
}

export async function simulated(equations: Equations, wanted: Wanted = {}): Promise<Recording> {
  const model = new StrictModel(equations);
  const rows: [number, ...number[]][] = [];
  const log: string[] = [];
  const { start = 0, stop = 1, step = 0.1, tolerance, inputs, solver, signal, startValues = [] } = wanted;
  const result = await simulateModelExchange(
    model,
    {
      states: equations.states.length,
      indicators: equations.indicatorCount ?? 0,
      completedStep: equations.completedStepNotNeeded !== true,
    },
    {
      experiment: { startTime: start, stopTime: stop, stepSize: step, tolerance },
      startValues,
      inputs,
      solver,
      signal,
      record: (wanted.record ?? [...equations.states.keys()]).map((reference) => real(reference)),
      onRow: (time, values) => {
        rows.push([time, ...(values as number[])]);
        wanted.onTime?.(time);
      },
      onLog: (text) => log.push(text),
    },
  );
  return { ...result, model, rows, log };
}
