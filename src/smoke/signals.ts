/** Lists of variables whose values travel together, with the frame that carries them. */
import type { ModelDescription, TypeDefinition, Variable } from '../fmu/model-description.js';
import { ValueType, type SubFrame, type Value } from '../runtime/frames.js';
import { simulationVariables, type SimulationVariable } from '../simulate/variables.js';

/** Variables in the order of their values in the frame. */
export interface Signals {
  readonly variables: readonly SimulationVariable[];
  readonly subFrames: readonly SubFrame[];
}

/** Frames hold values in this order (RFMI 3.2.4.3). */
const ORDER: readonly ValueType[] = [
  ValueType.Real,
  ValueType.Integer,
  ValueType.Boolean,
  ValueType.Boolean2,
  ValueType.String,
];

/** The variables that `wanted` picks: by type, each type by declaration. */
export function signalsOf(
  description: ModelDescription,
  wanted: (variable: SimulationVariable) => boolean,
): Signals {
  const candidates = simulationVariables(description).filter(wanted);
  const variables = ORDER.flatMap((type) => candidates.filter((each) => each.type === type));
  return { variables, subFrames: subFramesOf(variables) };
}

/** A part of the signals for each type, because what a model refuses it refuses by type. */
export function byType({ variables }: Signals): Signals[] {
  return ORDER.map((type) => variables.filter((each) => each.type === type))
    .filter((each) => each.length > 0)
    .map((each) => ({ variables: each, subFrames: subFramesOf(each) }));
}

function subFramesOf(variables: readonly SimulationVariable[]): SubFrame[] {
  return ORDER.map((type) => ({
    type,
    references: variables.filter((each) => each.type === type).map((each) => each.reference),
  })).filter(({ references }) => references.length > 0);
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
