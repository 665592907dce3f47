/** What the tracer is to do with a library, as the plain text that it reads; made from a model description. */
import { elementCount, shapeOf, sizesOf } from '../../src/fmu/array-size.js';
import type { InterfaceKind, ModelDescription, Variable } from '../../src/fmu/model-description.js';

/** What a scenario says beyond the model description. */
export interface ScenarioOptions {
  /** URI of the unpacked FMU's `resources` folder, as the library is to see it. */
  readonly resources?: string;
  readonly instanceName?: string;
  /** Number of steps of the main part. */
  readonly steps?: number;
  readonly stepSize?: number;
  /** Lines for `--script`, for example `set integer 3 7`, `step`, `free`. */
  readonly script?: readonly string[];
}

/** What our own models say made them; they stand more than others do. */
const OUR_TOOL = 'fmutool fixtures';

const INTERFACES = { coSimulation: 'cs', modelExchange: 'me', scheduledExecution: 'se' } as const;

/** Steps that the tracer makes besides those of the main part are fewer than this. */
const FURTHER_STEPS = 60;

/** The 64 bits of a double in hexadecimal. */
export function bitsOf(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return bytes.toString('hex');
}

/** Text in one line of ASCII and UTF-8. */
export function escaped(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\x0d');
}

/**
 * The scenario for one interface of a model.
 * @throws Error when the model has no such interface
 */
export function scenarioOf(description: ModelDescription, kind: InterfaceKind, options: ScenarioOptions = {}): string {
  const its = description.interfaces.find((one) => one.kind === kind);
  if (its === undefined) throw new Error(`${description.modelName} has no interface for ${kind}`);
  const capabilities = Object.entries(its.capabilities).filter(([, value]) => value === true);
  const lines = [
    `fmi ${description.fmiMajor}`,
    `identifier ${its.modelIdentifier}`,
    `interface ${INTERFACES[kind]}`,
    `guid ${description.token}`,
    `resources ${options.resources ?? ''}`,
    `name ${escaped(options.instanceName ?? 'instance')}`,
    ...experimentLines(description, options),
    `states ${stateCount(description)}`,
    `indicators ${description.numberOfEventIndicators ?? 0}`,
    ...capabilities.map(([name]) => `capability ${name}`),
    `outputDerivativeOrder ${Number(its.capabilities['maxOutputDerivativeOrder'] ?? 0)}`,
    ...description.logCategories.map(({ name }) => `category ${name}`),
    ...partialDerivativeLines(description),
    ...(description.generationTool === OUR_TOOL ? ourLines(description, kind) : []),
    ...description.variables.map((variable) => variableLine(description, variable)),
    ...(options.script ?? []).map((line) => `script ${line}`),
  ];
  return lines.join('\n') + '\n';
}

function experimentLines(description: ModelDescription, options: ScenarioOptions): string[] {
  const { startTime = 0, stopTime = 1, stepSize: usual = 0.1, tolerance } = description.defaultExperiment ?? {};
  const steps = options.steps ?? 8;
  const stepSize = options.stepSize ?? usual;
  const stop = Math.max(stopTime, startTime + stepSize * (steps + FURTHER_STEPS));
  return [
    `start ${bitsOf(startTime)}`,
    `stop ${bitsOf(stop)}`,
    `step ${bitsOf(stepSize)}`,
    `steps ${steps}`,
    ...(tolerance === undefined ? [] : [`tolerance ${bitsOf(tolerance)}`]),
  ];
}

/** Unknowns are derivatives and continuous outputs; knowns are states and continuous inputs. */
function partialDerivativeLines(description: ModelDescription): string[] {
  const { variables, structure } = description;
  const isContinuous = (one: Variable | undefined): one is Variable =>
    one?.type === 'Real' && one.variability === 'continuous';
  const at = (index: number) => variables[index - 1];
  const derivatives = structure.derivatives.map(({ reference }) => at(reference)).filter(isContinuous);
  const outputs = structure.outputs.map(({ reference }) => at(reference)).filter(isContinuous);
  const states = derivatives.map(({ derivative }) => (derivative === undefined ? undefined : at(derivative)));
  const inputs = variables.filter((one) => one.causality === 'input' && isContinuous(one));
  return [
    ...[...derivatives, ...outputs].map(({ valueReference }) => `unknown ${valueReference}`),
    ...[...states.filter(isContinuous), ...inputs].map(({ valueReference }) => `known ${valueReference}`),
  ];
}

/** FMI 1.0 says the number, the later versions name the derivatives, which may be arrays. */
function stateCount(description: ModelDescription): number {
  const { structure, variables, fmiMajor, numberOfContinuousStates } = description;
  if (fmiMajor === 2) return structure.derivatives.length;
  if (numberOfContinuousStates !== undefined) return numberOfContinuousStates;
  return structure.derivatives
    .map(({ reference }) => variables.find(({ valueReference }) => valueReference === reference))
    .reduce((sum, one) => sum + (one === undefined ? 1 : sizeOf(description, one)), 0);
}

function sizeOf(description: ModelDescription, variable: Variable): number {
  return elementCount(shapeOf(variable, sizesOf(description)) ?? []);
}

function ourLines(description: ModelDescription, kind: InterfaceKind): string[] {
  const reference = (name: string) => description.variables.find((one) => one.name === name)?.valueReference;
  const asynchronous = kind === 'coSimulation' ? reference('asynchronous') : undefined;
  const logAction = reference('log_action');
  const stepResult = reference('step_result');
  return [
    'extremes yes',
    ...(asynchronous === undefined ? [] : [`async ${asynchronous}`]),
    ...(logAction === undefined ? [] : [`logAction ${logAction}`]),
    ...(stepResult === undefined ? [] : [`stepResult ${stepResult}`]),
  ];
}

function variableLine(description: ModelDescription, variable: Variable): string {
  const { causality, variability, valueReference } = variable;
  // The standards give inputs, and parameters of FMI 1.0, no `initial`, but their start values are set like exact ones.
  const initial = causality === 'input' || variability === 'parameter' ? 'exact' : (variable.initial ?? 'none');
  const type = variable.type.toLowerCase();
  const items = description.types.find((one) => one.name === variable.declaredType)?.items.length ?? 0;
  const start = variable.start?.[0];
  const size = sizeOf(description, variable);
  return [
    `variable ${type} ${valueReference} ${causality} ${variability} ${initial}`,
    ...(type === 'enumeration' ? [`items=${items}`] : []),
    ...(variable.intermediateUpdate ? ['intermediate'] : []),
    ...(size === 1 ? [] : [`size=${size}`]),
    ...(start === undefined ? [] : [`start=${startText(type, start)}`]),
  ].join(' ');
}

function startText(type: string, start: string): string {
  if (type === 'real' || type.startsWith('float')) return bitsOf(Number(start));
  if (type === 'string') return escaped(start);
  if (type === 'boolean') return start === 'true' || start === '1' ? '1' : '0';
  return start;
}
