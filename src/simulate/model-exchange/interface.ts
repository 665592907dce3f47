/** What the solver has to know of a model beforehand, from its description. */
import type { ModelDescription } from '../../fmu/model-description.js';

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
    states: numberOfContinuousStates ?? structure.derivatives.length,
    indicators: numberOfEventIndicators ?? structure.eventIndicators.length,
    completedStep: notNeeded !== true,
  };
}
