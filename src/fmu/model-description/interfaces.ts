/** The interfaces a model offers, with every capability flag of its FMI version and the standard's defaults. */
import { quote } from '../error.js';
import type { XmlElement } from './document.js';
import { type ElementReader, child, listed } from './element-reader.js';
import type { InterfaceKind, ModelInterface } from './model.js';

/** A capability's default; its type is that of the default. `number` and `integer` have none. */
type CapabilityRow = boolean | number | 'number' | 'integer';
type CapabilityTable = Readonly<Record<string, CapabilityRow>>;

/** FMI 1.0 for co-simulation, 4.3.1. */
const FMI1: CapabilityTable = {
  canHandleVariableCommunicationStepSize: false,
  canHandleEvents: false,
  canRejectSteps: false,
  canInterpolateInputs: false,
  maxOutputDerivativeOrder: 0,
  canRunAsynchronuously: false,
  canSignalEvents: false,
  canBeInstantiatedOnlyOncePerProcess: false,
  canNotUseMemoryManagementFunctions: false,
};

/** FMI 2.0, 3.3.1 and 4.3.1. */
const FMI2_COMMON: CapabilityTable = {
  needsExecutionTool: false,
  canBeInstantiatedOnlyOncePerProcess: false,
  canNotUseMemoryManagementFunctions: false,
  canGetAndSetFMUstate: false,
  canSerializeFMUstate: false,
  providesDirectionalDerivative: false,
};
const FMI2: Readonly<Record<string, CapabilityTable>> = {
  ModelExchange: { ...FMI2_COMMON, completedIntegratorStepNotNeeded: false },
  CoSimulation: {
    ...FMI2_COMMON,
    canHandleVariableCommunicationStepSize: false,
    canInterpolateInputs: false,
    maxOutputDerivativeOrder: 0,
    canRunAsynchronuously: false,
  },
};

/** FMI 3.0, 2.4.2. */
const FMI3_COMMON: CapabilityTable = {
  needsExecutionTool: false,
  canBeInstantiatedOnlyOncePerProcess: false,
  canGetAndSetFMUState: false,
  canSerializeFMUState: false,
  providesDirectionalDerivatives: false,
  providesAdjointDerivatives: false,
  providesPerElementDependencies: false,
};
const FMI3: Readonly<Record<string, CapabilityTable>> = {
  ModelExchange: { ...FMI3_COMMON, needsCompletedIntegratorStep: false, providesEvaluateDiscreteStates: false },
  CoSimulation: {
    ...FMI3_COMMON,
    canHandleVariableCommunicationStepSize: false,
    fixedInternalStepSize: 'number',
    maxOutputDerivativeOrder: 0,
    recommendedIntermediateInputSmoothness: 'integer',
    providesIntermediateUpdate: false,
    mightReturnEarlyFromDoStep: false,
    canReturnEarlyAfterIntermediateUpdate: false,
    hasEventMode: false,
    providesEvaluateDiscreteStates: false,
  },
  ScheduledExecution: FMI3_COMMON,
};

/** The standards have three kinds, of each at most one. */
const INTERFACE_LIMIT = 20;

const KINDS: Readonly<Record<string, InterfaceKind>> = {
  ModelExchange: 'modelExchange',
  CoSimulation: 'coSimulation',
  ScheduledExecution: 'scheduledExecution',
};

/** FMI 1: one interface, of model exchange unless an `Implementation` says otherwise. */
export function readFmi1Interfaces(reader: ElementReader, root: XmlElement): ModelInterface[] {
  const modelIdentifier = readIdentifier(reader, root);
  const implementation = child(root, 'Implementation');
  const standAlone = implementation && child(implementation, 'CoSimulation_StandAlone');
  const element = standAlone ?? (implementation && child(implementation, 'CoSimulation_Tool'));
  const capabilities = element && child(element, 'Capabilities');
  if (implementation !== undefined && element === undefined) {
    reader.problem(implementation, undefined, { code: 'implementation-kind', args: {} });
  }
  return [
    {
      kind: implementation === undefined ? 'modelExchange' : 'coSimulation',
      modelIdentifier,
      capabilities: implementation === undefined ? {} : readCapabilities(reader, capabilities, FMI1),
      explicitCapabilities: Object.keys(capabilities?.attributes ?? {}),
      sourceFiles: [],
      implementation: element && (standAlone === undefined ? 'tool' : 'standAlone'),
      at: (element ?? root).at,
    },
  ];
}

/**
 * FMI 2 and 3: an element for each interface.
 * @throws FmuToolError `model-description-no-interface` if there is none
 */
export function readInterfaces(reader: ElementReader, root: XmlElement, major: 2 | 3): ModelInterface[] {
  const tables = major === 2 ? FMI2 : FMI3;
  const interfaces = root.children.flatMap((element) => {
    const kind = KINDS[element.name];
    const table = tables[element.name];
    if (kind === undefined || table === undefined) return [];
    const attributes = without(element.attributes, 'modelIdentifier');
    return [
      {
        kind,
        modelIdentifier: readIdentifier(reader, element),
        capabilities: readCapabilities(reader, { ...element, attributes }, table),
        explicitCapabilities: Object.keys(attributes),
        sourceFiles: listed(element, 'SourceFiles', 'File').map((file) => reader.required(file, 'name')),
        implementation: undefined,
        at: element.at,
      },
    ];
  });
  if (interfaces.length > INTERFACE_LIMIT) {
    throw reader.fail('limit', root, undefined, `the model has more than ${INTERFACE_LIMIT} interfaces`);
  }
  if (interfaces.length > 0) return interfaces;
  const names = Object.keys(tables).join(', ');
  throw reader.fail('no-interface', root, undefined, `the model has no interface (none of ${names})`);
}

function without<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}

/** A model identifier becomes part of file names, so what is no plain name is refused. */
function readIdentifier(reader: ElementReader, element: XmlElement): string {
  const identifier = reader.required(element, 'modelIdentifier');
  if (/[/\\:\u0000-\u001f\u007f]|^\.*$/.test(identifier)) {
    const what = `the modelIdentifier ${quote(identifier, 60)} cannot be the name of a library`;
    throw reader.fail('identifier', element, 'modelIdentifier', what);
  }
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(identifier)) {
    reader.problem(element, 'modelIdentifier', { code: 'identifier-syntax', args: { value: identifier } });
  }
  return identifier;
}

function readCapabilities(
  reader: ElementReader,
  element: XmlElement | undefined,
  table: CapabilityTable,
): Record<string, boolean | number | string> {
  const defaults = Object.entries(table).filter(([, row]) => typeof row !== 'string');
  const written = Object.entries(element?.attributes ?? {}).map(([name, text]) => {
    const row = Object.hasOwn(table, name) ? table[name] : undefined;
    const value = element === undefined || row === undefined ? text : readCapability(reader, element, name, row);
    return [name, value] as const;
  });
  return Object.fromEntries([...defaults, ...written.filter(([, value]) => value !== undefined)]) as Record<
    string,
    boolean | number | string
  >;
}

function readCapability(
  reader: ElementReader,
  element: XmlElement,
  name: string,
  row: CapabilityRow,
): boolean | number | undefined {
  return typeof row === 'boolean' ? reader.boolean(element, name) : reader.number(element, name);
}
