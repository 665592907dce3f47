/** The variables of FMI 1.0, 2.0 and 3.0. */
import type { XmlElement } from './document.js';
import { type ElementReader, child } from './element-reader.js';
import { defaultInitial, defaultVariability } from './defaults.js';
import type { Causality, Dimension, Initial, Variability, Variable, VariableAlias, VariableType } from './model.js';
import { FMI2_TYPES, FMI3_TYPES, readTypeAttributes } from './types.js';

const FMI1_CAUSALITIES: readonly Causality[] = ['input', 'output', 'internal', 'none'];
const FMI1_VARIABILITIES: readonly Variability[] = ['constant', 'parameter', 'discrete', 'continuous'];
const ALIASES = ['noAlias', 'alias', 'negatedAlias'] as const;
const FMI2_CAUSALITIES: readonly Causality[] = [
  'parameter',
  'calculatedParameter',
  'input',
  'output',
  'local',
  'independent',
];
const FMI3_CAUSALITIES: readonly Causality[] = [...FMI2_CAUSALITIES, 'structuralParameter'];
const VARIABILITIES: readonly Variability[] = ['constant', 'fixed', 'tunable', 'discrete', 'continuous'];
const INITIALS: readonly Initial[] = ['exact', 'approx', 'calculated'];

/** Reads one child of `<ModelVariables>`; undefined if it is no variable. */
export type VariableReader = (reader: ElementReader, element: XmlElement) => Variable | undefined;

/** FMI 1.0, 2.2.7: defaults are `internal` and `continuous`; there is no `initial`. */
export const readFmi1Variable: VariableReader = (reader, element) => {
  const typed = typedChild(reader, element);
  if (typed === undefined) return undefined;
  const variable = readCommon(reader, element, typed.element, typed.type);
  variable.causality = reader.oneOf(element, 'causality', FMI1_CAUSALITIES) ?? 'internal';
  variable.variability = reader.oneOf(element, 'variability', FMI1_VARIABILITIES) ?? 'continuous';
  variable.fixed = reader.boolean(typed.element, 'fixed');
  variable.alias = reader.oneOf(element, 'alias', ALIASES) ?? 'noAlias';
  variable.directDependency = child(element, 'DirectDependency')?.children.flatMap(dependencyName);
  return variable;
};

/** FMI 2.0, 2.2.7: defaults are `local` and `continuous`. */
export const readFmi2Variable: VariableReader = (reader, element) => {
  const typed = typedChild(reader, element);
  if (typed === undefined) return undefined;
  const variable = readCommon(reader, element, typed.element, typed.type);
  const causality = reader.oneOf(element, 'causality', FMI2_CAUSALITIES) ?? 'local';
  const variability = reader.oneOf(element, 'variability', VARIABILITIES) ?? 'continuous';
  variable.causality = causality;
  variable.variability = variability;
  variable.initial =
    reader.oneOf(element, 'initial', INITIALS) ?? defaultInitial(2, typed.type, causality, variability);
  variable.derivative = reader.unsigned(typed.element, 'derivative');
  variable.reinit = reader.boolean(typed.element, 'reinit') ?? false;
  variable.canHandleMultipleSetPerTimeInstant = reader.boolean(element, 'canHandleMultipleSetPerTimeInstant');
  return variable;
};

/** FMI 3.0, 2.4.7: an element for each type. */
export const readFmi3Variable: VariableReader = (reader, element) => {
  const type = FMI3_TYPES.find((each) => each === element.name);
  if (type === undefined) {
    if (element.name !== 'Annotations') {
      reader.problem(element, undefined, { code: 'variable-type', args: { element: element.name } });
    }
    return undefined;
  }
  const causality = reader.oneOf(element, 'causality', FMI3_CAUSALITIES) ?? 'local';
  const variability = reader.oneOf(element, 'variability', VARIABILITIES) ?? defaultVariability(type, causality);
  const named = (name: string): readonly XmlElement[] => element.children.filter((each) => each.name === name);
  const starts = named('Start');
  const variable = readCommon(reader, element, element, type);
  variable.causality = causality;
  variable.variability = variability;
  variable.initial = reader.oneOf(element, 'initial', INITIALS) ?? defaultInitial(3, type, causality, variability);
  variable.start =
    starts.length > 0
      ? starts.map((start) => reader.required(start, 'value'))
      : variable.start?.flatMap((text) => reader.list(text));
  variable.derivative = reader.unsigned(element, 'derivative');
  variable.reinit = reader.boolean(element, 'reinit') ?? false;
  variable.canHandleMultipleSetPerTimeInstant = reader.boolean(element, 'canHandleMultipleSetPerTimeInstant');
  variable.intermediateUpdate = reader.boolean(element, 'intermediateUpdate') ?? false;
  variable.previous = reader.unsigned(element, 'previous');
  variable.clocks = reader.unsignedList(element, 'clocks');
  if (element.children.length > 0) {
    variable.dimensions = named('Dimension').flatMap((each) => readDimension(reader, each));
    variable.aliases = named('Alias').map((each) => readAlias(reader, each));
  }
  return variable;
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** What variables of all versions have, and the values of what only some of them have. */
function readCommon(
  reader: ElementReader,
  element: XmlElement,
  typed: XmlElement,
  type: VariableType,
): Writable<Variable> {
  reader.spendVariable();
  const { attributes } = element;
  const start = typed.attributes['start'];
  const shared = readTypeAttributes(reader, typed, type);
  // One literal with every property, not a spread: a spread of this size made the whole reader five times slower.
  return {
    quantity: shared.quantity,
    unit: shared.unit,
    displayUnit: shared.displayUnit,
    relativeQuantity: shared.relativeQuantity,
    unbounded: shared.unbounded,
    min: shared.min,
    max: shared.max,
    nominal: shared.nominal,
    mimeType: shared.mimeType,
    maxSize: shared.maxSize,
    clock: shared.clock,
    name: reader.required(element, 'name'),
    valueReference: reader.requiredUnsigned(element, 'valueReference'),
    type,
    description: attributes['description'],
    causality: 'local',
    variability: 'continuous',
    initial: undefined,
    explicit: explicitOf(attributes),
    declaredType: typed.attributes['declaredType'],
    start: start === undefined ? undefined : [start],
    fixed: undefined,
    derivative: undefined,
    reinit: false,
    canHandleMultipleSetPerTimeInstant: undefined,
    intermediateUpdate: false,
    previous: undefined,
    clocks: undefined,
    dimensions: NONE,
    aliases: NONE,
    alias: undefined,
    directDependency: undefined,
    at: element.at,
  };
}

const NONE: readonly never[] = [];

/** All eight answers to "which of these are written", so that variables can share them. */
const EXPLICIT: readonly Variable['explicit'][] = Array.from({ length: 8 }, (_, bits) =>
  (['causality', 'variability', 'initial'] as const).filter((_name, bit) => (bits & (1 << bit)) !== 0),
);

function explicitOf(attributes: XmlElement['attributes']): Variable['explicit'] {
  const bit = (name: string, value: number): number => (attributes[name] === undefined ? 0 : value);
  return EXPLICIT[bit('causality', 1) | bit('variability', 2) | bit('initial', 4)] ?? NONE;
}

/** The element of its type inside a `<ScalarVariable>` (FMI 1 and 2). */
function typedChild(
  reader: ElementReader,
  element: XmlElement,
): { element: XmlElement; type: VariableType } | undefined {
  if (element.name !== 'ScalarVariable') {
    reader.problem(element, undefined, { code: 'variable-element', args: { element: element.name } });
    return undefined;
  }
  for (const inner of element.children) {
    const type = FMI2_TYPES.find((each) => each === inner.name);
    if (type !== undefined) return { element: inner, type };
  }
  throw reader.fail('variable', element, undefined, '<ScalarVariable> does not say its type (<Real>, <Integer>, ...)');
}

function readDimension(reader: ElementReader, element: XmlElement): Dimension[] {
  const valueReference = reader.unsigned(element, 'valueReference');
  if (valueReference !== undefined) return [{ valueReference }];
  const start = element.attributes['start']?.trim();
  if (start !== undefined && /^\d{1,15}$/.test(start)) return [{ start: Number(start) }];
  reader.problem(element, undefined, { code: 'dimension-size', args: {} });
  return [];
}

function readAlias(reader: ElementReader, element: XmlElement): VariableAlias {
  return {
    name: reader.required(element, 'name'),
    description: element.attributes['description'],
    displayUnit: element.attributes['displayUnit'],
  };
}

function dependencyName({ name, text }: XmlElement): string[] {
  return name === 'Name' ? [text.trim()] : [];
}
