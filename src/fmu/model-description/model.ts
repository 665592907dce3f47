/**
 * What a modelDescription.xml says, in one set of types for FMI 1.0, 2.0 and 3.0, so that nothing above has to know
 * which version it looks at. Words keep the spelling of their own standard.
 */
import type { FmiMajor } from '../fmi-major.js';
import type { TextPosition } from '../error.js';
import type { ModelProblem } from './problem.js';

/** What kind of use an interface is for. */
export type InterfaceKind = 'coSimulation' | 'modelExchange' | 'scheduledExecution';

/** Data type of a variable: the element name of FMI 1 and 2 (first line) or FMI 3. */
export type VariableType =
  // prettier-ignore
  | 'Real'
  | 'Integer'
  | 'Boolean'
  | 'String'
  | 'Enumeration'
  | 'Float32'
  | 'Float64'
  | 'Int8'
  | 'UInt8'
  | 'Int16'
  | 'UInt16'
  | 'Int32'
  | 'UInt32'
  | 'Int64'
  | 'UInt64'
  | 'Binary'
  | 'Clock';

/** Causality; `internal` and `none` are FMI 1 only. */
export type Causality =
  | 'parameter'
  | 'calculatedParameter'
  | 'structuralParameter'
  | 'input'
  | 'output'
  | 'local'
  | 'independent'
  | 'internal'
  | 'none';

/** Variability; `parameter` is FMI 1 only. */
export type Variability = 'constant' | 'fixed' | 'tunable' | 'discrete' | 'continuous' | 'parameter';

/** How a variable gets its first value (FMI 2 and 3). */
export type Initial = 'exact' | 'approx' | 'calculated';

/**
 * Place of an element: an offset into the decoded text, to be given to {@link SourceText.position}. It is a number and
 * not an object because a model may have a million of them.
 */
export type SourceOffset = number;

/** The decoded text of the model description, to say where something is. */
export interface SourceText {
  readonly text: string;
  /** Line and column, from 1, of an offset. */
  position(offset: SourceOffset): TextPosition;
  /** Line and column of an attribute's name in the tag that begins at `offset`; of the tag if it has no such one. */
  attributePosition(offset: SourceOffset, attribute: string): TextPosition;
}

/** One way to use the model. */
export interface ModelInterface {
  readonly kind: InterfaceKind;
  /** Base name of the library, and in FMI 1 the prefix of its functions. */
  readonly modelIdentifier: string;
  /** Capability flags: what is written, and the standard's default for every other one that has a default. */
  readonly capabilities: Readonly<Record<string, boolean | number | string>>;
  /** Names of the capabilities that are written in the file. */
  readonly explicitCapabilities: readonly string[];
  /** FMI 2: names below `sources/`. FMI 3 lists its sources elsewhere (buildDescription.xml). */
  readonly sourceFiles: readonly string[];
  /** FMI 1 co-simulation: whether the model needs its tool. */
  readonly implementation: 'standAlone' | 'tool' | undefined;
  readonly at: SourceOffset;
}

/** Size of one dimension of an array: fixed, or the value of a structural parameter (FMI 3, 2.4.7.2). */
export type Dimension = { readonly start: number } | { readonly valueReference: number };

/** Another name of a variable (FMI 3, 2.4.7.5). */
export interface VariableAlias {
  readonly name: string;
  readonly description: string | undefined;
  readonly displayUnit: string | undefined;
}

/** Attributes that types and variables share. Values of the variable's own type are kept as they are written. */
export interface TypeAttributes {
  readonly quantity: string | undefined;
  readonly unit: string | undefined;
  readonly displayUnit: string | undefined;
  readonly relativeQuantity: boolean;
  readonly unbounded: boolean;
  readonly min: string | undefined;
  readonly max: string | undefined;
  readonly nominal: string | undefined;
  /** Binary: MIME type of the content. */
  readonly mimeType: string | undefined;
  /** Binary: largest size in bytes. */
  readonly maxSize: string | undefined;
  /** Clock: everything that describes its interval, as written. */
  readonly clock: Readonly<Record<string, string>> | undefined;
}

/** A variable of the model. */
export interface Variable extends TypeAttributes {
  readonly name: string;
  readonly valueReference: number;
  readonly type: VariableType;
  readonly description: string | undefined;
  /** As written, else the standard's default. */
  readonly causality: Causality;
  /** As written, else the standard's default. */
  readonly variability: Variability;
  /** As written, else the standard's default; undefined where the standard allows none. */
  readonly initial: Initial | undefined;
  /** Which of causality, variability and initial are written in the file. */
  readonly explicit: readonly ('causality' | 'variability' | 'initial')[];
  readonly declaredType: string | undefined;
  /** Start values as written: one, or one for each element of an array; strings and binaries (hex) one each. */
  readonly start: readonly string[] | undefined;
  /** FMI 1: `fixed` as written. */
  readonly fixed: boolean | undefined;
  /** This is the derivative of: 1-based index (FMI 2) or value reference (FMI 3). */
  readonly derivative: number | undefined;
  readonly reinit: boolean;
  readonly canHandleMultipleSetPerTimeInstant: boolean | undefined;
  readonly intermediateUpdate: boolean;
  /** FMI 3: value reference of the variable that holds the previous value. */
  readonly previous: number | undefined;
  /** FMI 3: value references of the clocks this variable belongs to. */
  readonly clocks: readonly number[] | undefined;
  readonly dimensions: readonly Dimension[];
  readonly aliases: readonly VariableAlias[];
  /** FMI 1: whether this is another name of the variable with the same value reference. */
  readonly alias: 'noAlias' | 'alias' | 'negatedAlias' | undefined;
  /** FMI 1: names of the inputs an output depends on; undefined where nothing is said. */
  readonly directDependency: readonly string[] | undefined;
  readonly at: SourceOffset;
}

/** How values of a unit are shown: `display = factor * value + offset` (or divided by, where `inverse`). */
export interface DisplayUnit {
  readonly name: string;
  readonly factor: number;
  readonly offset: number;
  readonly inverse: boolean;
}

/** A unit; `base` has the exponents of the SI base units and the factor and offset to them. */
export interface Unit {
  readonly name: string;
  readonly base: Readonly<Record<string, number>> | undefined;
  readonly displayUnits: readonly DisplayUnit[];
  readonly at: SourceOffset;
}

/** One literal of an enumeration; FMI 1 numbers them from 1. */
export interface EnumerationItem {
  readonly name: string;
  readonly value: string;
  readonly description: string | undefined;
}

/** A named type that variables refer to with `declaredType`. */
export interface TypeDefinition extends TypeAttributes {
  readonly name: string;
  readonly type: VariableType;
  readonly description: string | undefined;
  readonly items: readonly EnumerationItem[];
  readonly at: SourceOffset;
}

/** A category of log messages. */
export interface LogCategory {
  readonly name: string;
  readonly description: string | undefined;
}

/** The simulation the model's author suggests; times in seconds (of the independent variable). */
export interface DefaultExperiment {
  readonly startTime: number | undefined;
  readonly stopTime: number | undefined;
  readonly tolerance: number | undefined;
  readonly stepSize: number | undefined;
}

/** One row of the model structure. */
export interface StructureUnknown {
  /** 1-based index of the variable (FMI 2) or its value reference (FMI 3). */
  readonly reference: number;
  /** The same kind of number for each variable it depends on; undefined: depends on all of them. */
  readonly dependencies: readonly number[] | undefined;
  readonly dependenciesKind: readonly string[] | undefined;
  readonly at: SourceOffset;
}

/** What depends on what (FMI 2 and 3; empty for FMI 1, whose variables say it themselves). */
export interface ModelStructure {
  readonly outputs: readonly StructureUnknown[];
  readonly derivatives: readonly StructureUnknown[];
  readonly initialUnknowns: readonly StructureUnknown[];
  readonly eventIndicators: readonly StructureUnknown[];
  readonly clockedStates: readonly StructureUnknown[];
}

/** A whole modelDescription.xml. */
export interface ModelDescription {
  /** As written, for example `3.0.1`. */
  readonly fmiVersion: string;
  readonly fmiMajor: FmiMajor;
  readonly modelName: string;
  /** `guid` (FMI 1 and 2) or `instantiationToken` (FMI 3). */
  readonly token: string;
  readonly description: string | undefined;
  readonly author: string | undefined;
  readonly version: string | undefined;
  readonly copyright: string | undefined;
  readonly license: string | undefined;
  readonly generationTool: string | undefined;
  readonly generationDateAndTime: string | undefined;
  readonly variableNamingConvention: string;
  /** As written (FMI 1 and 2); FMI 3 lists event indicators in the model structure. */
  readonly numberOfEventIndicators: number | undefined;
  /** As written (FMI 1); later versions list the derivatives in the model structure. */
  readonly numberOfContinuousStates: number | undefined;
  readonly interfaces: readonly ModelInterface[];
  readonly units: readonly Unit[];
  readonly types: readonly TypeDefinition[];
  readonly logCategories: readonly LogCategory[];
  readonly defaultExperiment: DefaultExperiment | undefined;
  readonly variables: readonly Variable[];
  readonly structure: ModelStructure;
  /** What breaks the standard without keeping the model from being understood, in the order of the file. */
  readonly problems: readonly ModelProblem[];
  readonly source: SourceText;
}
