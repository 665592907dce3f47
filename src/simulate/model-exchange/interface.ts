/** What the solver has to know of a model beforehand, from its description. */
import { elementCount, shapeOf, sizesOf } from '../../fmu/array-size.js';
import type { ModelDescription, StructureUnknown, Variable } from '../../fmu/model-description.js';

/** The sizes of a model, and what it wants to be told. */
export interface ExchangeInterface {
  /** Number of continuous states. */
  readonly states: number;
  /** Number of event indicators. */
  readonly indicators: number;
  /** Whether the model is to be told of the end of every step. */
  readonly completedStep: boolean;
  /** FMI 3.0: the clocks. */
  readonly clocks?: readonly Variable[] | undefined;
}

/** The model exchange interface of a model whose structural parameters have these values; undefined if it has none. */
export function exchangeInterface(
  description: ModelDescription,
  sizes: ReadonlyMap<number, number> = new Map(),
): ExchangeInterface | undefined {
  const found = description.interfaces.find(({ kind }) => kind === 'modelExchange');
  if (found === undefined) return undefined;
  const { structure, numberOfContinuousStates, numberOfEventIndicators } = description;
  const notNeeded =
    found.capabilities['completedIntegratorStepNotNeeded'] ??
    found.capabilities['needsCompletedIntegratorStep'] === false;
  return {
    states: numberOfContinuousStates ?? countOf(description, sizes, structure.derivatives),
    indicators: numberOfEventIndicators ?? countOf(description, sizes, structure.eventIndicators),
    completedStep: notNeeded !== true,
    clocks: description.variables.filter(({ type }) => type === 'Clock'),
  };
}

/** The numbers in these unknowns: one each, and of arrays (FMI 3.0) as many as they have elements. */
function countOf(
  description: ModelDescription,
  sizes: ReadonlyMap<number, number>,
  unknowns: readonly StructureUnknown[],
): number {
  if (description.fmiMajor !== 3 || unknowns.length === 0) return unknowns.length;
  const sizeOf = sizesOf(description, sizes);
  const counts = new Map<number, number>();
  for (const variable of description.variables) {
    if (variable.dimensions.length === 0) continue;
    counts.set(variable.valueReference, elementCount(shapeOf(variable, sizeOf) ?? []));
  }
  return unknowns.reduce((sum, { reference }) => sum + (counts.get(reference) ?? 1), 0);
}
