/**
 * The variables of a model as a simulation sees them, whatever the FMI version and wherever the model runs: what is
 * set, read, recorded and drawn.
 */
import { FmuToolError, quote } from '../fmu/error.js';
import type { FmiMajor } from '../fmu/fmi-major.js';
import { shapeOf, sizesOf } from '../fmu/array-size.js';
import type { EnumerationItem, ModelDescription, TypeDefinition, Variable } from '../fmu/model-description.js';
import { extendedTypeOf, isWideEnumeration, valueTypeOf } from '../rfmi/wire/variables.js';
import { ValueType } from '../runtime/frames.js';
import { ModelArray } from './model-arrays.js';
import { similarNames } from './similar-names.js';
import type { SimulationVariable } from './simulation-variable.js';

export type { SimulationVariable } from './simulation-variable.js';

/** The variables of a model in the order of its description that RFMI 0.91 has types for (1.1.3): no arrays, no clocks. */
export function simulationVariables(description: ModelDescription): SimulationVariable[] {
  const all = new Described(description);
  return description.variables.flatMap((variable) => {
    const type = all.isWide(variable) ? undefined : valueTypeOf(description.fmiMajor, variable);
    return type === undefined ? [] : all.named(variable, type);
  });
}

/**
 * All variables of a model. The sizes of arrays follow from the structural parameters: their start values, or what is
 * `given` by value reference. Left out are arrays whose size is not known; their names are told.
 */
export function allVariables(
  description: ModelDescription,
  given: ReadonlyMap<number, number> = new Map(),
  onLeftOut: (name: string) => void = () => undefined,
): (SimulationVariable | ModelArray)[] {
  const all = new Described(description);
  const sizeOf = sizesOf(description, given);
  return description.variables.flatMap((variable): (SimulationVariable | ModelArray)[] => {
    const type = extendedTypeOf(description.fmiMajor, variable, all.isWide(variable));
    if (type === undefined) return [];
    const names = all.named(variable, type);
    if (variable.dimensions.length === 0) return names;
    const shape = shapeOf(variable, sizeOf);
    if (shape === undefined) {
      onLeftOut(variable.name);
      return [];
    }
    return names.map((whole) => new ModelArray(whole, shape, variable.start));
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
  readonly #major: FmiMajor;

  constructor({ types, fmiMajor }: ModelDescription) {
    this.#major = fmiMajor;
    this.#types = new Map(types.map((each) => [each.name, each]));
  }

  /** Whether its values need 64 bits though it is an enumeration. */
  isWide(variable: Variable): boolean {
    return this.#major === 3 && isWideEnumeration(this.items(variable));
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
    return [
      one,
      ...aliases.map(({ name: other, description }) => ({ ...one, name: other, description, isAlias: true })),
    ];
  }

  #declared(name: string | undefined): TypeDefinition | undefined {
    return name === undefined ? undefined : this.#types.get(name);
  }
}

/** The indices at the end of an element's name. */
const ELEMENT = /^(.*)\[([\d,]+)\]$/s;

/** Variables by name. */
export class VariableIndex {
  /** Arrays of the model that cannot be simulated with, by name. */
  readonly leftOut: readonly string[];
  readonly #entries: readonly (SimulationVariable | ModelArray)[];
  readonly #byName = new Map<string, SimulationVariable>();
  readonly #arrays = new Map<string, ModelArray>();
  #all: readonly SimulationVariable[] | undefined;

  constructor(variables: readonly (SimulationVariable | ModelArray)[], leftOut: readonly string[] = []) {
    this.#entries = variables;
    this.leftOut = leftOut;
    for (const each of variables) {
      if (each instanceof ModelArray) this.#arrays.set(each.whole.name, each);
      else this.#byName.set(each.name, each);
    }
  }

  /** How many variables there are, each element of an array one of them. */
  get count(): number {
    return this.#entries.reduce((sum, each) => sum + (each instanceof ModelArray ? each.count : 1), 0);
  }

  /** All of them. @throws FmuToolError `array-size` */
  get all(): readonly SimulationVariable[] {
    this.#all ??= this.filter(() => true);
    return this.#all;
  }

  /** Those that are wanted; of an array all elements or none. @throws FmuToolError `array-size` */
  filter(wanted: (variable: SimulationVariable) => boolean): SimulationVariable[] {
    const found: SimulationVariable[] = [];
    for (const each of this.#entries) {
      if (!(each instanceof ModelArray)) {
        if (wanted(each)) found.push(each);
      } else if (wanted(each.whole)) {
        for (const element of each.elements()) found.push(element);
      }
    }
    return found;
  }

  /** The variable or element of that name, if there is one. */
  find(name: string): SimulationVariable | undefined {
    const found = this.#byName.get(name);
    if (found !== undefined || this.#arrays.size === 0) return found;
    const [, array = '', indices = ''] = ELEMENT.exec(name) ?? [];
    return this.#arrays.get(array)?.find(indices);
  }

  /** The elements of the array of that name, in their order; undefined if there is none. @throws FmuToolError `array-size` */
  elements(name: string): readonly SimulationVariable[] | undefined {
    return this.#arrays.get(name)?.elements();
  }

  /** @throws FmuToolError `unknown-variable`, with names that are spelt alike */
  require(name: string): SimulationVariable {
    const found = this.find(name);
    if (found !== undefined) return found;
    if (this.#arrays.has(name)) {
      throw new FmuToolError(
        'unknown-variable',
        `${quote(name)} is an array; name one of its elements, such as x[1] of x`,
      );
    }
    throw new FmuToolError('unknown-variable', `the model has no variable ${quote(name)}${this.alike(name)}`);
  }

  /** ` (did you mean "a" or "b"?)`, or what to do where nothing is spelt alike. */
  alike(name: string): string {
    const names = similarNames(
      name,
      this.#entries.map((each) => (each instanceof ModelArray ? each.whole.name : each.name)),
    );
    if (names.length === 0) return '; look its names up in modelDescription.xml';
    return ` (did you mean ${names.map((each) => quote(each)).join(' or ')}?)`;
  }
}

/** FMI 3.0: whether a variable has values only while one of its clocks ticks, or is a clock. */
export function isClocked({ type, clocks }: SimulationVariable): boolean {
  return type === ValueType.Clock || clocks !== undefined;
}

/** Whether a variable's value is held until an event. */
export function isHeld(variable: SimulationVariable): boolean {
  return !isContinuous(variable) && !isClocked(variable);
}

/** Whether a variable's value is interpolated between two points in time, and not held. */
export function isContinuous({ type, variability }: SimulationVariable): boolean {
  return (type === ValueType.Real || type === ValueType.Float32) && variability === 'continuous';
}
