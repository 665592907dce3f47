/** Unit definitions. */
import type { XmlElement } from './document.js';
import { type ElementReader, child, listed } from './element-reader.js';
import type { DisplayUnit, Unit } from './model.js';

const BASE_ATTRIBUTES = ['kg', 'm', 's', 'A', 'K', 'mol', 'cd', 'rad', 'factor', 'offset'];

/** FMI 1: a `BaseUnit` is just a name; its display units have a `gain`. */
export function readFmi1Units(reader: ElementReader, root: XmlElement): Unit[] {
  return listed(root, 'UnitDefinitions', 'BaseUnit').map((element) => ({
    name: reader.required(element, 'unit'),
    base: undefined,
    displayUnits: readDisplayUnits(reader, element, 'DisplayUnitDefinition', 'displayUnit', 'gain'),
    at: element.at,
  }));
}

/** FMI 2 and 3. */
export function readUnits(reader: ElementReader, root: XmlElement): Unit[] {
  return listed(root, 'UnitDefinitions', 'Unit').map((element) => {
    const base = child(element, 'BaseUnit');
    return {
      name: reader.required(element, 'name'),
      base: base && readBase(reader, base),
      displayUnits: readDisplayUnits(reader, element, 'DisplayUnit', 'name', 'factor'),
      at: element.at,
    };
  });
}

function readBase(reader: ElementReader, element: XmlElement): Record<string, number> {
  const standard = (name: string): number => (name === 'factor' ? 1 : 0);
  return Object.fromEntries(BASE_ATTRIBUTES.map((name) => [name, reader.number(element, name) ?? standard(name)]));
}

function readDisplayUnits(
  reader: ElementReader,
  unit: XmlElement,
  elementName: string,
  nameAttribute: string,
  factorAttribute: string,
): DisplayUnit[] {
  return unit.children
    .filter((each) => each.name === elementName)
    .map((element) => ({
      name: reader.required(element, nameAttribute),
      factor: reader.number(element, factorAttribute) ?? 1,
      offset: reader.number(element, 'offset') ?? 0,
      inverse: reader.boolean(element, 'inverse') ?? false,
    }));
}
