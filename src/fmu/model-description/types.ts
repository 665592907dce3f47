/** Type definitions, and the attributes that they share with variables. */
import type { XmlElement } from './document.js';
import { type ElementReader, listed } from './element-reader.js';
import type { EnumerationItem, TypeAttributes, TypeDefinition, VariableType } from './model.js';

/** The data types of FMI 1 and 2. */
export const FMI2_TYPES: readonly VariableType[] = ['Real', 'Integer', 'Boolean', 'String', 'Enumeration'];

/** The data types of FMI 3. */
export const FMI3_TYPES: readonly VariableType[] = [
  'Float32',
  'Float64',
  'Int8',
  'UInt8',
  'Int16',
  'UInt16',
  'Int32',
  'UInt32',
  'Int64',
  'UInt64',
  'Boolean',
  'String',
  'Binary',
  'Enumeration',
  'Clock',
];

const CLOCK_ATTRIBUTES = [
  'canBeDeactivated',
  'priority',
  'intervalVariability',
  'intervalDecimal',
  'shiftDecimal',
  'supportsFraction',
  'resolution',
  'intervalCounter',
  'shiftCounter',
];

/** Reads what types and variables have in common. */
export function readTypeAttributes(reader: ElementReader, element: XmlElement, type: VariableType): TypeAttributes {
  const { attributes } = element;
  return {
    quantity: attributes['quantity'],
    unit: attributes['unit'],
    displayUnit: attributes['displayUnit'],
    relativeQuantity: reader.boolean(element, 'relativeQuantity') ?? false,
    unbounded: reader.boolean(element, 'unbounded') ?? false,
    min: attributes['min'],
    max: attributes['max'],
    nominal: attributes['nominal'],
    mimeType: type === 'Binary' ? (attributes['mimeType'] ?? 'application/octet-stream') : undefined,
    maxSize: attributes['maxSize'],
    clock: type === 'Clock' ? clockAttributes(element) : undefined,
  };
}

function clockAttributes({ attributes }: XmlElement): Record<string, string> {
  const given = CLOCK_ATTRIBUTES.filter((name) => attributes[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, attributes[name] ?? '']));
}

/** FMI 1: `<Type name><RealType ...></Type>`. */
export function readFmi1Types(reader: ElementReader, root: XmlElement): TypeDefinition[] {
  return readWrappedTypes(reader, root, 'Type', 'Type');
}

/** FMI 2: `<SimpleType name><Real ...></SimpleType>`. */
export function readFmi2Types(reader: ElementReader, root: XmlElement): TypeDefinition[] {
  return readWrappedTypes(reader, root, 'SimpleType', '');
}

/** FMI 3: `<Float64Type name ...>`. */
export function readFmi3Types(reader: ElementReader, root: XmlElement): TypeDefinition[] {
  return FMI3_TYPES.flatMap((type) =>
    listed(root, 'TypeDefinitions', `${type}Type`).map((element) => readType(reader, element, element, type)),
  ).sort((a, b) => a.at - b.at);
}

function readWrappedTypes(reader: ElementReader, root: XmlElement, wrapper: string, suffix: string): TypeDefinition[] {
  return listed(root, 'TypeDefinitions', wrapper).flatMap((element) => {
    for (const type of FMI2_TYPES) {
      const inner = element.children.find((each) => each.name === `${type}${suffix}`);
      if (inner !== undefined) return [readType(reader, element, inner, type)];
    }
    reader.problem(element, undefined, { code: 'type-definition-type', args: { element: wrapper } });
    return [];
  });
}

function readType(reader: ElementReader, named: XmlElement, typed: XmlElement, type: VariableType): TypeDefinition {
  return {
    name: reader.required(named, 'name'),
    type,
    description: named.attributes['description'],
    items: typed.children.filter((each) => each.name === 'Item').map((item, index) => readItem(reader, item, index)),
    at: named.at,
    ...readTypeAttributes(reader, typed, type),
  };
}

function readItem(reader: ElementReader, item: XmlElement, index: number): EnumerationItem {
  return {
    name: reader.required(item, 'name'),
    value: item.attributes['value'] ?? String(index + 1),
    description: item.attributes['description'],
  };
}
