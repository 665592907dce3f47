/**
 * The variables of a model as a simulation sees them, whatever the FMI version and wherever the model runs: what is
 * set, read, recorded and drawn.
 */
import { FmuToolError, quote } from '../fmu/error.js';
import type { Causality, EnumerationItem, ModelDescription, Variability } from '../fmu/model-description.js';
import { valueTypeOf } from '../rfmi/wire/variables.js';
import { ValueType } from '../runtime/frames.js';
import { similarNames } from './similar-names.js';

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
}

/**
 * The variables of a model in the order of its description. Left out are arrays and the types that frames do not carry
 * (RFMI 0.91, 1.1.3), such as clocks.
 */
export function simulationVariables(description: ModelDescription): SimulationVariable[] {
  const types = new Map(description.types.map((each) => [each.name, each]));
  const variables: SimulationVariable[] = [];
  for (const variable of description.variables) {
    const type = valueTypeOf(description.fmiMajor, variable);
    if (type === undefined) continue;
    const { name, valueReference, causality, variability, declaredType } = variable;
    const declared = declaredType === undefined ? undefined : types.get(declaredType);
    variables.push({
      name,
      reference: valueReference,
      type,
      negated: variable.alias === 'negatedAlias',
      causality,
      variability,
      unit: variable.unit ?? declared?.unit,
      description: variable.description,
      items: variable.type === 'Enumeration' ? (declared?.items ?? []) : [],
    });
  }
  return variables;
}

/** Variables by name. */
export class VariableIndex {
  readonly all: readonly SimulationVariable[];
  readonly #byName: ReadonlyMap<string, SimulationVariable>;

  constructor(variables: readonly SimulationVariable[]) {
    this.all = variables;
    this.#byName = new Map(variables.map((variable) => [variable.name, variable]));
  }

  /** The variable of that name, if there is one. */
  find(name: string): SimulationVariable | undefined {
    return this.#byName.get(name);
  }

  /** @throws FmuToolError `unknown-variable`, with names that are spelt alike */
  require(name: string): SimulationVariable {
    const found = this.find(name);
    if (found !== undefined) return found;
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

/** Whether a variable's value is interpolated between two points in time, and not held. */
export function isContinuous({ type, variability }: SimulationVariable): boolean {
  return type === ValueType.Real && variability === 'continuous';
}
