/** Simulates an FMU in model exchange, in a process of its own, and keeps the rows. */
import { Fmu } from '../../../src/fmu/fmu.js';
import { Model } from '../../../src/runtime/model.js';
import type { Value } from '../../../src/runtime/frames.js';
import { InputTable } from '../../../src/simulate/inputs.js';
import { exchangeInterface } from '../../../src/simulate/model-exchange/interface.js';
import { simulateModelExchange } from '../../../src/simulate/model-exchange/simulate.js';
import type { Solver } from '../../../src/simulate/model-exchange/solver.js';
import type { SimulationResult } from '../../../src/simulate/simulation.js';
import { simulationVariables, VariableIndex } from '../../../src/simulate/variables.js';

export interface FmuRecording extends SimulationResult {
  /** Time and recorded values. */
  readonly rows: readonly (readonly [time: number, ...values: Value[]])[];
  readonly log: readonly string[];
}

export interface WantedOfFmu {
  readonly stop: number;
  readonly step: number;
  readonly tolerance?: number;
  readonly solver?: Solver;
  readonly set?: Readonly<Record<string, Value>>;
  /** For each input its values at the times; the times are the first element. */
  readonly inputs?: { readonly times: readonly number[]; readonly values: Readonly<Record<string, readonly Value[]>> };
  readonly record: readonly string[];
  /** From this time on the model's process is no more. */
  readonly endAt?: number;
}

export async function simulatedFmu(file: string, wanted: WantedOfFmu): Promise<FmuRecording> {
  const fmu = Fmu.open(file);
  const description = fmu.modelDescription;
  const variables = new VariableIndex(simulationVariables(description));
  const model = await Model.open(fmu, { timeout: 60 }).finally(() => fmu.close());
  const rows: [number, ...Value[]][] = [];
  const log: string[] = [];
  const { times = [], values = {} } = wanted.inputs ?? {};
  try {
    const instance = await model.instantiate({ kind: 'modelExchange' });
    const result = await simulateModelExchange(instance, exchangeInterface(description)!, {
      experiment: { startTime: 0, stopTime: wanted.stop, stepSize: wanted.step, tolerance: wanted.tolerance },
      solver: wanted.solver,
      startValues: Object.entries(wanted.set ?? {}).map(([name, value]) => ({
        variable: variables.require(name),
        value,
      })),
      inputs:
        times.length === 0
          ? undefined
          : new InputTable(
              Object.keys(values).map((name) => variables.require(name)),
              times.map((time, row) => ({ time, values: Object.values(values).map((column) => column[row]!) })),
            ),
      record: wanted.record.map((name) => variables.require(name)),
      onRow: (time, row) => {
        rows.push([time, ...row]);
        if (time >= (wanted.endAt ?? Infinity)) instance.abort();
      },
      onLog: (text) => log.push(text),
    });
    return { ...result, rows, log };
  } finally {
    await model.close();
  }
}

/** Times that are there twice: of events. */
export function eventTimes(rows: readonly (readonly [number, ...unknown[]])[]): number[] {
  return rows.filter(([time], index) => index > 0 && time === rows[index - 1]![0]).map(([time]) => time);
}
