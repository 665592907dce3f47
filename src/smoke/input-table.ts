/** The inputs of a run as signals over time. */
import { InputTable } from '../simulate/inputs.js';
import { pointsOf } from './experiment.js';
import type { RecordOptions } from './record.js';

/** The same points that co-simulation gets: lines between them for what is continuous. Undefined: there are no inputs. */
export function inputTable({ inputs, experiment, stimulus }: RecordOptions): InputTable | undefined {
  if (inputs.variables.length === 0) return undefined;
  const { steps } = experiment;
  const times = pointsOf(experiment, false);
  const points = Array.from({ length: steps + 1 }, (_none, step) => ({
    time: times.time(step),
    values: stimulus(Math.min(step, steps - 1)),
  }));
  return new InputTable(inputs.variables, points);
}
