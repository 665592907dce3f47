/** The model structure of FMI 2 and 3, in one form. */
import type { XmlElement } from './document.js';
import { type ElementReader, child, listed } from './element-reader.js';
import type { ModelStructure, StructureUnknown } from './model.js';

/** The structure of a model that declares none, as every one of FMI 1. */
export const EMPTY_STRUCTURE: ModelStructure = {
  outputs: [],
  derivatives: [],
  initialUnknowns: [],
  eventIndicators: [],
  clockedStates: [],
};

/** FMI 2: lists of `<Unknown index>`. */
export function readFmi2Structure(reader: ElementReader, root: XmlElement): ModelStructure {
  const structure = child(root, 'ModelStructure');
  if (structure === undefined) {
    reader.problem(root, undefined, { code: 'structure-missing', args: {} });
    return EMPTY_STRUCTURE;
  }
  const list = (name: string): StructureUnknown[] =>
    listed(structure, name, 'Unknown').map((element) => readUnknown(reader, element, 'index'));
  return {
    ...EMPTY_STRUCTURE,
    outputs: list('Outputs'),
    derivatives: list('Derivatives'),
    initialUnknowns: list('InitialUnknowns'),
  };
}

/** FMI 3: `<Output valueReference>` and the like. */
export function readFmi3Structure(reader: ElementReader, root: XmlElement): ModelStructure {
  if (child(root, 'ModelStructure') === undefined)
    reader.problem(root, undefined, { code: 'structure-missing', args: {} });
  const list = (name: string): StructureUnknown[] =>
    listed(root, 'ModelStructure', name).map((element) => readUnknown(reader, element, 'valueReference'));
  return {
    outputs: list('Output'),
    derivatives: list('ContinuousStateDerivative'),
    initialUnknowns: list('InitialUnknown'),
    eventIndicators: list('EventIndicator'),
    clockedStates: list('ClockedState'),
  };
}

function readUnknown(reader: ElementReader, element: XmlElement, attribute: string): StructureUnknown {
  const kinds = element.attributes['dependenciesKind'];
  return {
    reference: reader.requiredUnsigned(element, attribute),
    dependencies: reader.unsignedList(element, 'dependencies'),
    dependenciesKind: kinds === undefined ? undefined : reader.list(kinds),
    at: element.at,
  };
}
