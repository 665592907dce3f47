/** What the solver has to know of a model beforehand, from its description. */
import { elementCount } from '../../fmu/array-size.js';
import type { ModelDescription, StructureUnknown } from '../../fmu/model-description.js';

/** The sizes of a model, and what it wants to be told. */
export interface ExchangeInterface {
  /** Number of continuous states. */
  readonly states: number;
  /** Number of event indicators. */
  readonly indicators: number;
  /** Whether the model is to be told of the end of every step. */
  readonly completedStep: boolean;
}

/** The model exchange interface of a model; undefined if it has none. */
export function exchangeInterface(description: ModelDescription): ExchangeInterface | undefined {
  const found = description.interfaces.find(({ kind }) => kind === 'modelExchange');
  if (found === undefined) return undefined;
  const { structure, numberOfContinuousStates, numberOfEventIndicators } = description;
  const notNeeded =
    found.capabilities['completedIntegratorStepNotNeeded'] ??
    found.capabilities['needsCompletedIntegratorStep'] === false;
  return {
    states: numberOfContinuousStates ?? countOf(description, structure.derivatives),
    indicators: numberOfEventIndicators ?? countOf(description, structure.eventIndicators),
    completedStep: notNeeded !== true,
  };
}

/** The numbers in these unknowns: one each, and of arrays (FMI 3.0) as many as they have elements. */
function countOf(description: ModelDescription, unknowns: readonly StructureUnknown[]): number {
  if (description.fmiMajor !== 3 || unknowns.length === 0) return unknowns.length;
  const arrays = new Map(
    description.variables
      .filter(({ dimensions }) => dimensions.length > 0)
      .map((variable) => [variable.valueReference, elementCount(variable, description) ?? 1]),
  );
  return unknowns.reduce((sum, { reference }) => sum + (arrays.get(reference) ?? 1), 0);
}
