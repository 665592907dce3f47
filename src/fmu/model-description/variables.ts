/** The variables of FMI 1.0, 2.0 and 3.0. */
import type { XmlElement } from './document.js';
import { type ElementReader, child, splitList } from './element-reader.js';
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
const EXPLICIT = ['causality', 'variability', 'initial'] as const;

/** FMI 1.0, 2.2.7: defaults are `internal` and `continuous`; there is no `initial`. */
export function readFmi1Variables(reader: ElementReader, root: XmlElement): Variable[] {
  return scalarVariables(reader, root).map(({ element, typed, type }) => ({
    ...readCommon(reader, element, typed, type),
    causality: reader.oneOf(element, 'causality', FMI1_CAUSALITIES) ?? 'internal',
    variability: reader.oneOf(element, 'variability', FMI1_VARIABILITIES) ?? 'continuous',
    fixed: reader.boolean(typed, 'fixed'),
    alias: reader.oneOf(element, 'alias', ALIASES) ?? 'noAlias',
    directDependency: child(element, 'DirectDependency')?.children.flatMap(dependencyName),
  }));
}

/** FMI 2.0, 2.2.7: defaults are `local` and `continuous`. */
export function readFmi2Variables(reader: ElementReader, root: XmlElement): Variable[] {
  return scalarVariables(reader, root).map(({ element, typed, type }) => {
    const causality = reader.oneOf(element, 'causality', FMI2_CAUSALITIES) ?? 'local';
    const variability = reader.oneOf(element, 'variability', VARIABILITIES) ?? 'continuous';
    return {
      ...readCommon(reader, element, typed, type),
      causality,
      variability,
      initial: reader.oneOf(element, 'initial', INITIALS) ?? defaultInitial(2, type, causality, variability),
      derivative: reader.unsigned(typed, 'derivative'),
      reinit: reader.boolean(typed, 'reinit') ?? false,
      canHandleMultipleSetPerTimeInstant: reader.boolean(element, 'canHandleMultipleSetPerTimeInstant'),
    };
  });
}

/** FMI 3.0, 2.4.7: an element for each type. */
export function readFmi3Variables(reader: ElementReader, root: XmlElement): Variable[] {
  const types = new Map(FMI3_TYPES.map((type) => [type as string, type]));
  const elements = child(root, 'ModelVariables')?.children ?? [];
  return elements.flatMap((element) => {
    const type = types.get(element.name);
    if (type !== undefined) return [readFmi3Variable(reader, element, type)];
    if (element.name !== 'Annotations') reader.problem(element, undefined, `<${element.name}> is no type of variable`);
    return [];
  });
}

function readFmi3Variable(reader: ElementReader, element: XmlElement, type: VariableType): Variable {
  const causality = reader.oneOf(element, 'causality', FMI3_CAUSALITIES) ?? 'local';
  const variability = reader.oneOf(element, 'variability', VARIABILITIES) ?? defaultVariability(type, causality);
  const nested = element.children.filter(({ name }) => name === 'Start');
  const common = readCommon(reader, element, element, type);
  return {
    ...common,
    causality,
    variability,
    initial: reader.oneOf(element, 'initial', INITIALS) ?? defaultInitial(3, type, causality, variability),
    start: nested.length > 0 ? nested.map((start) => reader.required(start, 'value')) : listStart(common),
    derivative: reader.unsigned(element, 'derivative'),
    reinit: reader.boolean(element, 'reinit') ?? false,
    canHandleMultipleSetPerTimeInstant: reader.boolean(element, 'canHandleMultipleSetPerTimeInstant'),
    intermediateUpdate: reader.boolean(element, 'intermediateUpdate') ?? false,
    previous: reader.unsigned(element, 'previous'),
    clocks: reader.unsignedList(element, 'clocks'),
    dimensions: element.children.filter(({ name }) => name === 'Dimension').flatMap((each) => readDimension(reader, each)),
    aliases: element.children.filter(({ name }) => name === 'Alias').map((each) => readAlias(reader, each)),
  };
}

function listStart({ start }: Variable): readonly string[] | undefined {
  return start?.flatMap(splitList);
}

/** What variables of all versions have, and the values of what only some of them have. */
function readCommon(reader: ElementReader, element: XmlElement, typed: XmlElement, type: VariableType): Variable {
  const { attributes } = element;
  const start = typed.attributes['start'];
  return {
    name: reader.required(element, 'name'),
    valueReference: reader.requiredUnsigned(element, 'valueReference'),
    type,
    description: attributes['description'],
    causality: 'local',
    variability: 'continuous',
    initial: undefined,
    explicit: EXPLICIT.filter((name) => attributes[name] !== undefined),
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
    ...readTypeAttributes(reader, typed, type),
  };
}

const NONE: readonly never[] = [];

/** `<ScalarVariable>` with the element of its type inside (FMI 1 and 2). */
function scalarVariables(
  reader: ElementReader,
  root: XmlElement,
): { element: XmlElement; typed: XmlElement; type: VariableType }[] {
  const types = new Map(FMI2_TYPES.map((type) => [type as string, type]));
  const elements = child(root, 'ModelVariables')?.children ?? [];
  return elements.flatMap((element) => {
    if (element.name !== 'ScalarVariable') {
      reader.problem(element, undefined, `<${element.name}> stands where only <ScalarVariable> may`);
      return [];
    }
    for (const typed of element.children) {
      const type = types.get(typed.name);
      if (type !== undefined) return [{ element, typed, type }];
    }
    throw reader.fail('variable', element, undefined, '<ScalarVariable> does not say its type (<Real>, <Integer>, ...)');
  });
}

function readDimension(reader: ElementReader, element: XmlElement): Dimension[] {
  const valueReference = reader.unsigned(element, 'valueReference');
  if (valueReference !== undefined) return [{ valueReference }];
  const start = element.attributes['start']?.trim();
  if (start !== undefined && /^\d{1,15}$/.test(start)) return [{ start: Number(start) }];
  reader.problem(element, undefined, '<Dimension> has neither a start nor a valueReference that is a number from 0');
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
