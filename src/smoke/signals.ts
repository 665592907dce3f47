/** Lists of variables whose values travel together, with the frame that carries them. */
import type { ModelDescription, TypeDefinition, Variable } from '../fmu/model-description.js';
import { frameOf } from '../rfmi/client/known-frames.js';
import { TYPE_ORDER, type SubFrame, type Value } from '../runtime/frames.js';
import { simulationVariables, type SimulationVariable } from '../simulate/variables.js';

/** Variables in the order of their values in the frame; a value that has several names is there once. */
export interface Signals {
  /** By the first name of each, with the sign that the model has. */
  readonly variables: readonly SimulationVariable[];
  readonly subFrames: readonly SubFrame[];
  /** All names. */
  readonly names: readonly string[];
}

/** The variables that `wanted` picks: by type, each type by declaration. */
export function signalsOf(description: ModelDescription, wanted: (variable: SimulationVariable) => boolean): Signals {
  return signalsFrom(simulationVariables(description).filter(wanted));
}

/** A part of the signals for each type, because what a model refuses it refuses by type. */
export function byType({ variables }: Signals): Signals[] {
  return TYPE_ORDER.map((type) => signalsFrom(variables.filter((each) => each.type === type))).filter(
    ({ names }) => names.length > 0,
  );
}

function signalsFrom(candidates: readonly SimulationVariable[]): Signals {
  const variables = TYPE_ORDER.flatMap((type) => {
    const first = new Map<number, SimulationVariable>();
    for (const each of candidates) {
      if (each.type !== type || first.has(each.reference)) continue;
      // What is compared is what the model has.
      first.set(each.reference, each.negated ? { ...each, negated: false } : each);
    }
    return [...first.values()];
  });
  return { variables, subFrames: frameOf(variables).subFrames, names: candidates.map(({ name }) => name) };
}

/** The start value of a variable, or what its type begins with. */
export function startValue(variable: Variable, types: ReadonlyMap<string, TypeDefinition>): Value {
  const [written] = variable.start ?? [];
  switch (variable.type) {
    case 'String':
      return written ?? '';
    case 'Boolean':
      return written === 'true' || written === '1';
    default: {
      const number = Number(written ?? NaN);
      if (!Number.isNaN(number)) return number;
      const { min, max } = boundsOf(variable, types);
      return Math.min(Math.max(0, min), max);
    }
  }
}

/** The least and the greatest value that the variable or its type admits; infinite where nothing is said. */
export function boundsOf(
  variable: Variable,
  types: ReadonlyMap<string, TypeDefinition>,
): { readonly min: number; readonly max: number } {
  const type = types.get(variable.declaredType ?? '');
  const bound = (name: 'min' | 'max', none: number): number => {
    const number = Number(variable[name] ?? type?.[name] ?? none);
    return Number.isNaN(number) ? none : number;
  };
  return { min: bound('min', -Infinity), max: bound('max', Infinity) };
}
