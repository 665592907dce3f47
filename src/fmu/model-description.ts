/** Reads modelDescription.xml of FMI 1.0, 2.0 and 3.0 into one typed model: the only reader there is. */
import { Budget } from './budget.js';
import { FmuToolError, quote } from './error.js';
import type { FmiMajor } from './fmi-major.js';
import { decodeXml } from './model-description/decode.js';
import { type XmlElement, parseDocument } from './model-description/document.js';
import { ElementReader, child, listed } from './model-description/element-reader.js';
import { readFmi1Interfaces, readInterfaces } from './model-description/interfaces.js';
import { measure } from './model-description/measure.js';
import type { DefaultExperiment, LogCategory, ModelDescription, Variable } from './model-description/model.js';
import { LineText } from './model-description/source-text.js';
import { EMPTY_STRUCTURE, readFmi2Structure, readFmi3Structure } from './model-description/structure.js';
import { readFmi1Types, readFmi2Types, readFmi3Types } from './model-description/types.js';
import { readFmi1Units, readUnits } from './model-description/units.js';
import { readFmi1Variable, readFmi2Variable, readFmi3Variable } from './model-description/variables.js';

export type * from './model-description/model.js';

/** The parts whose form differs from version to version. */
type VersionedParts = Pick<ModelDescription, 'interfaces' | 'units' | 'types' | 'structure'>;

/** Bytes of memory for each byte of the file while it is decoded: the file itself, and text of two bytes a character. */
const DECODING = 3;

/**
 * Whether a model description of `size` bytes may be read at all, to be asked before it is unpacked.
 * @throws FmuToolError `fmu-too-costly`
 */
export function requireRoom(size: number, budget: Budget): void {
  budget.lend(size * DECODING, 'modelDescription.xml');
}

/**
 * Reads a model description of any FMI version. What is read is charged to `budget`, which is that of the whole FMU.
 *
 * What the model cannot be understood without is an error; anything else that breaks the standard is collected in
 * `problems`.
 * @throws FmuToolError with a `model-description-` code, the position in the file, and a message of one line that
 * begins with `modelDescription.xml:<line>:<column>:`; `fmu-too-costly`
 */
export function parseModelDescription(bytes: Buffer, budget = new Budget(bytes.length)): ModelDescription {
  if (bytes.length === 0) throw new FmuToolError('model-description-empty', 'modelDescription.xml is empty');
  requireRoom(bytes.length, budget);
  const text = decodeXml(bytes);
  budget.spend('text', text.length * (/[^\u0000-\u00ff]/.test(text) ? 2 : 1));
  const source = new LineText(text);
  measure(source, budget);
  const reader = new ElementReader(source, budget);
  const variables: Variable[] = [];
  let version: ReturnType<typeof readVersion> | undefined;
  const root = parseDocument(source, budget, 'ModelVariables', (element, itsRoot) => {
    version ??= readVersion(reader, itsRoot);
    const variable = VARIABLE_READERS[version.fmiMajor](reader, element);
    if (variable !== undefined) variables.push(variable);
  });
  const { fmiVersion, fmiMajor } = version ?? readVersion(reader, root);
  const { attributes } = root;
  return {
    fmiVersion,
    fmiMajor,
    modelName: reader.required(root, 'modelName'),
    token: reader.required(root, fmiMajor === 3 ? 'instantiationToken' : 'guid'),
    description: attributes['description'],
    author: attributes['author'],
    version: attributes['version'],
    copyright: attributes['copyright'],
    license: attributes['license'],
    generationTool: attributes['generationTool'],
    generationDateAndTime: attributes['generationDateAndTime'],
    variableNamingConvention: attributes['variableNamingConvention'] ?? 'flat',
    numberOfEventIndicators: reader.unsigned(root, 'numberOfEventIndicators'),
    numberOfContinuousStates: reader.unsigned(root, 'numberOfContinuousStates'),
    ...PARTS[fmiMajor](reader, root),
    variables,
    logCategories: listed(root, 'LogCategories', 'Category').map((element) => readCategory(reader, element)),
    defaultExperiment: readExperiment(reader, child(root, 'DefaultExperiment')),
    problems: reader.problems,
    source,
  };
}

function readVersion(reader: ElementReader, root: XmlElement): { fmiVersion: string; fmiMajor: FmiMajor } {
  if (root.name !== 'fmiModelDescription') {
    throw reader.fail('root', root, undefined, `the root element is <${root.name}> and not <fmiModelDescription>`);
  }
  const fmiVersion = reader.required(root, 'fmiVersion').trim();
  const major = /^([123])\.\d+(\.\d+)?(-[\w.+-]+)?$/.exec(fmiVersion)?.[1];
  if (major === undefined) {
    const what = `the FMI version is ${quote(fmiVersion, 40)}; fmutool reads 1.0, 2.0 and 3.x`;
    throw reader.fail('version', root, 'fmiVersion', what);
  }
  return { fmiVersion, fmiMajor: Number(major) as FmiMajor };
}

const VARIABLE_READERS = { 1: readFmi1Variable, 2: readFmi2Variable, 3: readFmi3Variable } as const;

const PARTS: Readonly<Record<FmiMajor, (reader: ElementReader, root: XmlElement) => VersionedParts>> = {
  1: (reader, root) => ({
    interfaces: readFmi1Interfaces(reader, root),
    units: readFmi1Units(reader, root),
    types: readFmi1Types(reader, root),
    structure: EMPTY_STRUCTURE,
  }),
  2: (reader, root) => ({
    interfaces: readInterfaces(reader, root, 2),
    units: readUnits(reader, root),
    types: readFmi2Types(reader, root),
    structure: readFmi2Structure(reader, root),
  }),
  3: (reader, root) => ({
    interfaces: readInterfaces(reader, root, 3),
    units: readUnits(reader, root),
    types: readFmi3Types(reader, root),
    structure: readFmi3Structure(reader, root),
  }),
};

function readCategory(reader: ElementReader, element: XmlElement): LogCategory {
  return { name: reader.required(element, 'name'), description: element.attributes['description'] };
}

function readExperiment(reader: ElementReader, element: XmlElement | undefined): DefaultExperiment | undefined {
  if (element === undefined) return undefined;
  return {
    startTime: reader.number(element, 'startTime'),
    stopTime: reader.number(element, 'stopTime'),
    tolerance: reader.number(element, 'tolerance'),
    stepSize: reader.number(element, 'stepSize'),
  };
}
