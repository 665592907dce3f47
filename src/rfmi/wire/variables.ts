/**
 * How the variables of FMI 1.0, 2.0 and 3.0 look in RFMI (3.1.4): the two bytes of their kind, the type of their values,
 * their value reference. What RFMI 0.91 cannot carry is left out, unless both sides have agreed on the extension (XTND).
 */
import type { FmiMajor } from '../../fmu/fmi-major.js';
import type {
  Causality,
  EnumerationItem,
  ModelDescription,
  Variability,
  Variable,
} from '../../fmu/model-description.js';
import { ValueType } from '../../runtime/frames.js';

/** A variable as `fsel` lists it. */
export interface ServedVariable {
  readonly name: string;
  /** Variability in the low byte, causality in the high byte. */
  readonly kind: number;
  readonly type: ValueType;
  readonly reference: number;
}

/** A served variable and the one of the model description that it comes from; an alias of FMI 3.0 shares the latter. */
export interface ServedFrom {
  readonly served: ServedVariable;
  readonly variable: Variable;
}

/** 3.1.4, 1. A structural parameter is a parameter to peers that know FMI 2.0 only. */
const CAUSALITIES: Readonly<Record<Causality, number>> = {
  input: 0x00,
  output: 0x01,
  internal: 0x02,
  none: 0x03,
  local: 0x04,
  parameter: 0x05,
  structuralParameter: 0x05,
  calculatedParameter: 0x06,
  independent: 0x07,
};

/** With XTND, in the kind of a variable: the causality of a structural parameter, and what is added for an array. */
export const ExtendedKind = { structuralParameter: 0x0800, array: 0x8000 } as const;

/** Whether a listed variable is an array (XTND). */
export function isArray(kind: number): boolean {
  return (kind & ExtendedKind.array) !== 0;
}

/** 3.1.4, 2. */
const VARIABILITIES: Readonly<Record<Variability, number>> = {
  constant: 0x00,
  parameter: 0x01,
  discrete: 0x02,
  continuous: 0x03,
  fixed: 0x04,
  tunable: 0x05,
};

/** The kind of a variable: variability in the low byte, causality in the high byte (3.1.4). */
export function kindOf({ causality, variability }: Pick<Variable, 'causality' | 'variability'>): number {
  return (CAUSALITIES[causality] << 8) | VARIABILITIES[variability];
}

/** The same with XTND: structural parameters and arrays can be told from the rest. */
function extendedKindOf(variable: Variable): number {
  const { causality, dimensions } = variable;
  const kind =
    causality === 'structuralParameter'
      ? ExtendedKind.structuralParameter | VARIABILITIES[variable.variability]
      : kindOf(variable);
  return kind | (dimensions.length > 0 ? ExtendedKind.array : 0);
}

/** The types of values that an FMU of each FMI version may have (1.1.3). */
export const TYPES: Readonly<Record<FmiMajor, readonly number[]>> = {
  1: [ValueType.Real, ValueType.Integer, ValueType.Boolean, ValueType.String],
  2: [ValueType.Real, ValueType.Integer, ValueType.Boolean2, ValueType.String],
  3: [ValueType.Real, ValueType.Integer, ValueType.Boolean2, ValueType.String, ValueType.Binary],
};

/** The type of a variable's values (1.1.3); undefined for what RFMI 0.91 has no type for, arrays among it. */
export function valueTypeOf(major: FmiMajor, { type, dimensions }: Variable): ValueType | undefined {
  if (dimensions.length > 0) return undefined;
  switch (type) {
    case 'Real':
    case 'Float64':
      return ValueType.Real;
    case 'Integer':
    case 'Enumeration':
    case 'Int32':
      return ValueType.Integer;
    case 'Boolean':
      return major === 1 ? ValueType.Boolean : ValueType.Boolean2;
    case 'String':
      return ValueType.String;
    case 'Binary':
      return ValueType.Binary;
    default:
      return undefined;
  }
}

/** Types of FMI 3.0 that RFMI 0.91 has none for. */
const EXTENDED_TYPES: Readonly<Partial<Record<Variable['type'], ValueType>>> = {
  Float32: ValueType.Float32,
  Int8: ValueType.Int8,
  UInt8: ValueType.UInt8,
  Int16: ValueType.Int16,
  UInt16: ValueType.UInt16,
  UInt32: ValueType.UInt32,
  Int64: ValueType.Int64,
  UInt64: ValueType.UInt64,
  Clock: ValueType.Clock,
};

/** The types of values that an FMU of FMI 3.0 may have with XTND. */
export const ALL_TYPES: readonly number[] = [...TYPES[3], ...Object.values(EXTENDED_TYPES)];

/** The type of a variable's values, or of an array's elements, with XTND; `wide`: an enumeration that needs 64 bits. */
export function extendedTypeOf(major: FmiMajor, variable: Variable, wide: boolean): ValueType | undefined {
  if (wide) return ValueType.Int64;
  return EXTENDED_TYPES[variable.type] ?? valueTypeOf(major, { ...variable, dimensions: [] });
}

/** Whether an enumeration of FMI 3.0, whose literals are Int64, has one beyond 32 bits. */
export function isWideEnumeration(items: readonly EnumerationItem[]): boolean {
  return items.some(({ value }) => Number(value) !== (Number(value) | 0));
}

/** Names of the enumerations of FMI 3.0 that have an item beyond 32 bits. */
function wideEnumerations({ fmiMajor, types }: ModelDescription): ReadonlySet<string> {
  const wide = fmiMajor === 3 ? types.filter(({ items }) => isWideEnumeration(items)) : [];
  return new Set(wide.map(({ name }) => name));
}

/**
 * The variables of a model that RFMI shows, each under all its names, in the order of the model description. `extended`:
 * both sides have agreed on XTND; that changes nothing before FMI 3.0.
 */
export function servedVariables(description: ModelDescription, extended = false): ServedFrom[] {
  const { fmiMajor, variables } = description;
  const wide = wideEnumerations(description);
  const isWide = ({ type, declaredType = '' }: Variable): boolean => type === 'Enumeration' && wide.has(declaredType);
  const whole = extended && fmiMajor === 3;
  const all: ServedFrom[] = [];
  for (const variable of variables) {
    const type = whole
      ? extendedTypeOf(fmiMajor, variable, isWide(variable))
      : isWide(variable)
        ? undefined
        : valueTypeOf(fmiMajor, variable);
    if (type === undefined) continue;
    const kind = whole ? extendedKindOf(variable) : kindOf(variable);
    const served = { name: variable.name, kind, type, reference: variable.valueReference };
    all.push({ served, variable });
    for (const { name } of variable.aliases) all.push({ served: { ...served, name }, variable });
  }
  return all;
}
