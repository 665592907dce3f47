/**
 * The variables of a model as a simulation sees them, whatever the FMI version and wherever the model runs: what is
 * set, read, recorded and drawn.
 */
import { FmuToolError, quote } from '../fmu/error.js';
import { elementCount, shapeOf, sizesOf } from '../fmu/array-size.js';
import type {
  Causality,
  EnumerationItem,
  ModelDescription,
  TypeDefinition,
  Variability,
  Variable,
} from '../fmu/model-description.js';
import { valueTypeOf } from '../rfmi/wire/variables.js';
import { ValueType } from '../runtime/frames.js';
import { elementsOf, type ArrayElement } from './model-arrays.js';
import { similarNames } from './similar-names.js';
import { frameTypeOf } from './variable-types.js';

/** A variable whose value can travel in a frame. */
export interface SimulationVariable {
  readonly name: string;
  /** Value reference. */
  readonly reference: number;
  readonly type: ValueType;
  /** FMI 1.0: the model has the value with the other sign. */
  readonly negated: boolean;
  readonly causality: Causality;
  readonly variability: Variability;
  readonly unit: string | undefined;
  readonly description: string | undefined;
  /** The literals of an enumeration; empty for every other type. */
  readonly items: readonly EnumerationItem[];
  /** FMI 3.0: which element of an array it is. */
  readonly element?: ArrayElement | undefined;
  /** FMI 3.0: value references of the clocks that it belongs to. */
  readonly clocks?: readonly number[] | undefined;
}

/** Elements of all arrays of a model; more would be gigabytes. */
const MOST_ELEMENTS = 1_000_000;

/** The variables of a model in the order of its description that RFMI 0.91 has types for (1.1.3): no arrays, no clocks. */
export function simulationVariables(description: ModelDescription): SimulationVariable[] {
  const all = new Described(description);
  return description.variables.flatMap((variable) => {
    const type = valueTypeOf(description.fmiMajor, variable);
    return type === undefined ? [] : all.named(variable, type);
  });
}

/**
 * All variables of a model, an array as its elements, whose numbers follow from the structural parameters: their start
 * values, or what is `given` by value reference. Left out are arrays whose size is not known, and those that are too big:
 * their names are told.
 */
export function allVariables(
  description: ModelDescription,
  given: ReadonlyMap<number, number> = new Map(),
  onLeftOut: (name: string) => void = () => undefined,
): SimulationVariable[] {
  const all = new Described(description);
  const sizeOf = sizesOf(description, given);
  let left = MOST_ELEMENTS;
  return description.variables.flatMap((variable) => {
    const type = frameTypeOf(description.fmiMajor, variable, all.items(variable));
    if (type === undefined) return [];
    const names = all.named(variable, type);
    if (variable.dimensions.length === 0) return names;
    const shape = shapeOf(variable, sizeOf);
    const count = shape === undefined ? Infinity : elementCount(shape) * names.length;
    if (shape === undefined || count > left) {
      onLeftOut(variable.name);
      return [];
    }
    left -= count;
    return names.flatMap((whole) => elementsOf(whole, shape, variable.start));
  });
}

/** {@link allVariables} by name, with the names of the arrays that are left out. */
export function indexOfAll(description: ModelDescription, given?: ReadonlyMap<number, number>): VariableIndex {
  const leftOut: string[] = [];
  const all = allVariables(description, given, (name) => leftOut.push(name));
  return new VariableIndex(all, leftOut);
}

/** A model description, and what its variables have of their types. */
class Described {
  readonly #types: ReadonlyMap<string, TypeDefinition>;

  constructor({ types }: ModelDescription) {
    this.#types = new Map(types.map((each) => [each.name, each]));
  }

  items({ type, declaredType }: Variable): readonly EnumerationItem[] {
    return type === 'Enumeration' ? (this.#declared(declaredType)?.items ?? []) : [];
  }

  /** The variable under each of its names (FMI 3.0, 2.4.7.5: aliases). */
  named(variable: Variable, type: ValueType): SimulationVariable[] {
    const { name, valueReference, causality, variability, declaredType, aliases, clocks } = variable;
    const one: SimulationVariable = {
      name,
      reference: valueReference,
      type,
      negated: variable.alias === 'negatedAlias',
      causality,
      variability,
      unit: variable.unit ?? this.#declared(declaredType)?.unit,
      description: variable.description,
      items: this.items(variable),
      ...(clocks !== undefined && clocks.length > 0 && { clocks }),
    };
    return [one, ...aliases.map((alias) => ({ ...one, name: alias.name, description: alias.description }))];
  }

  #declared(name: string | undefined): TypeDefinition | undefined {
    return name === undefined ? undefined : this.#types.get(name);
  }
}

/** Variables by name. */
export class VariableIndex {
  readonly all: readonly SimulationVariable[];
  /** Arrays of the model that cannot be simulated with, by name. */
  readonly leftOut: readonly string[];
  readonly #byName: ReadonlyMap<string, SimulationVariable>;
  /** The elements of arrays, by the name of the whole. */
  readonly #arrays = new Map<string, SimulationVariable[]>();

  constructor(variables: readonly SimulationVariable[], leftOut: readonly string[] = []) {
    this.all = variables;
    this.leftOut = leftOut;
    this.#byName = new Map(variables.map((variable) => [variable.name, variable]));
    for (const variable of variables) {
      if (variable.element === undefined) continue;
      const { name } = variable.element.array;
      const elements = this.#arrays.get(name);
      if (elements === undefined) this.#arrays.set(name, [variable]);
      else elements.push(variable);
    }
  }

  /** The elements of the array of that name, in their order; undefined if there is none, or none that has elements. */
  elements(name: string): readonly SimulationVariable[] | undefined {
    return this.#arrays.get(name);
  }

  /** The variable of that name, if there is one. */
  find(name: string): SimulationVariable | undefined {
    return this.#byName.get(name);
  }

  /** @throws FmuToolError `unknown-variable`, with names that are spelt alike */
  require(name: string): SimulationVariable {
    const found = this.find(name);
    if (found !== undefined) return found;
    const [first, ...others] = this.elements(name) ?? [];
    if (first !== undefined) {
      const last = others.at(-1)?.name ?? first.name;
      const what = `${quote(name)} is an array: name one of its elements, ${quote(first.name)} to ${quote(last)}`;
      throw new FmuToolError('unknown-variable', what);
    }
    throw new FmuToolError('unknown-variable', `the model has no variable ${quote(name)}${this.alike(name)}`);
  }

  /** ` (did you mean "a" or "b"?)`, or what to do where nothing is spelt alike. */
  alike(name: string): string {
    const names = similarNames(
      name,
      this.all.map((each) => each.name),
    );
    if (names.length === 0) return '; look its names up in modelDescription.xml';
    return ` (did you mean ${names.map((each) => quote(each)).join(' or ')}?)`;
  }
}

/** FMI 3.0: whether a variable has values only while one of its clocks ticks, or is a clock. */
export function isClocked({ type, clocks }: SimulationVariable): boolean {
  return type === ValueType.Clock || clocks !== undefined;
}

/** Whether a variable's value is interpolated between two points in time, and not held. */
export function isContinuous({ type, variability }: SimulationVariable): boolean {
  return (type === ValueType.Real || type === ValueType.Float32) && variability === 'continuous';
}
