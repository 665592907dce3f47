/** Lists of variables whose values travel together, with the frame that carries them. */
import type { ModelDescription, TypeDefinition, Variable } from '../fmu/model-description.js';
import { frameOf } from '../rfmi/client/known-frames.js';
import { TYPE_ORDER, type SubFrame, type Value } from '../runtime/frames.js';
import { ModelArray } from '../simulate/model-arrays.js';
import { allVariables, isClocked, simulationVariables, type SimulationVariable } from '../simulate/variables.js';

/** Variables in the order of their values in the frame; a value that has several names is there once. */
export interface Signals {
  /** By the first name of each, with the sign that the model has. */
  readonly variables: readonly SimulationVariable[];
  /** Elements of arrays lie here as if each were a variable of its own: see signal-values.ts. */
  readonly subFrames: readonly SubFrame[];
  /** All names. */
  readonly names: readonly string[];
}

/** An array with more elements is compared by the first ones. */
const MOST_ELEMENTS = 1000;

/** The variables that `wanted` picks: by type, each type by declaration. Of FMI 3.0 the elements of arrays too. */
export function signalsOf(description: ModelDescription, wanted: (variable: SimulationVariable) => boolean): Signals {
  if (description.fmiMajor !== 3) return signalsFrom(simulationVariables(description).filter(wanted));
  return signalsFrom(
    allVariables(description).flatMap((each) => {
      if (!(each instanceof ModelArray)) return wanted(each) ? [each] : [];
      if (!wanted(each.whole)) return [];
      return Array.from({ length: Math.min(each.count, MOST_ELEMENTS) }, (_, place) => each.element(place));
    }),
  );
}

/** What can be set and got at any time: no clocks, and nothing that belongs to one (FMI 3.0, 2.2.8). */
export function isUnclocked(variable: SimulationVariable): boolean {
  return !isClocked(variable);
}

/** A part of the signals for each type, because what a model refuses it refuses by type. */
export function byType({ variables }: Signals): Signals[] {
  return TYPE_ORDER.map((type) => signalsFrom(variables.filter((each) => each.type === type))).filter(
    ({ names }) => names.length > 0,
  );
}

function signalsFrom(candidates: readonly SimulationVariable[]): Signals {
  const variables = TYPE_ORDER.flatMap((type) => {
    const first = new Map<string, SimulationVariable>();
    for (const each of candidates) {
      const key = `${each.reference} ${each.element?.place ?? 0}`;
      if (each.type !== type || first.has(key)) continue;
      // What is compared is what the model has.
      first.set(key, each.negated ? { ...each, negated: false } : each);
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
    case 'Binary':
      return Buffer.from(written ?? '', 'hex');
    default: {
      const number = Number(written ?? NaN);
      const { min, max } = boundsOf(variable, types);
      return fitted(variable, Number.isNaN(number) ? Math.min(Math.max(0, min), max) : number);
    }
  }
}

/** The least and the greatest number of each type of whole numbers; of 64 bits those that a real can tell from the next. */
const RANGES: ReadonlyMap<Variable['type'], readonly [number, number]> = new Map([
  ['Integer', [-(2 ** 31), 2 ** 31 - 1]],
  ['Int8', [-(2 ** 7), 2 ** 7 - 1]],
  ['UInt8', [0, 2 ** 8 - 1]],
  ['Int16', [-(2 ** 15), 2 ** 15 - 1]],
  ['UInt16', [0, 2 ** 16 - 1]],
  ['Int32', [-(2 ** 31), 2 ** 31 - 1]],
  ['UInt32', [0, 2 ** 32 - 1]],
  ['Int64', [-(2 ** 63), 2 ** 63 - 1024]],
  ['UInt64', [0, 2 ** 64 - 2048]],
]);

/** A number as one of the variable's type: the nearest that it has. */
export function fitted({ type }: Pick<Variable, 'type'>, number: number): number {
  const range = RANGES.get(type);
  if (range === undefined) return number;
  return Math.trunc(Math.min(Math.max(number, range[0]), range[1]));
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
