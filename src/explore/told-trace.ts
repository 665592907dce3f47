/** A trace in words and values, for people and for JSON. */
import type { StateSpace } from '../plug/space.js';
import type { Value } from '../runtime/frames.js';
import type { SimulationVariable } from '../simulate/simulation-variable.js';
import { FmuSpace } from './fmu-space.js';
import type { Trace } from './search/trace.js';

/** A configuration on the way. */
export interface ToldStep {
  /** What led there; undefined at the beginning. */
  readonly action: string | undefined;
  /** Seconds; undefined where the space knows of no time. */
  readonly time: number | undefined;
  readonly values: ReadonlyMap<SimulationVariable, Value>;
}

/** The way, its beginning first. */
export async function toldTrace(space: StateSpace, { initial, steps }: Trace): Promise<ToldStep[]> {
  const told: ToldStep[] = [];
  let point = 0;
  for (const { transition, target } of [{ transition: undefined, target: initial }, ...steps]) {
    if (transition !== undefined && space instanceof FmuSpace) point += space.stepsOf(transition);
    told.push({
      action: transition && (await space.describe(transition)),
      time: space instanceof FmuSpace ? space.startTime + point * space.stepSize : undefined,
      values: space instanceof FmuSpace ? await space.valuesOf(target) : new Map<SimulationVariable, Value>(),
    });
  }
  return told;
}
