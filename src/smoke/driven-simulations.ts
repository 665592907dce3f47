/** The simulations that sides are driven by. */
import type { ModelDescription } from '../fmu/model-description.js';
import { hasEventMode } from '../simulate/described-subject.js';
import { simulateFmi3CoSimulation } from '../simulate/fmi3-co-simulation.js';
import { exchangeInterface } from '../simulate/model-exchange/interface.js';
import { simulateModelExchange } from '../simulate/model-exchange/simulate.js';
import type { Simulate } from './driven-run.js';

/** Model exchange: the same solver drives whichever library it is given. */
export function exchangeSimulation(description: ModelDescription): Simulate {
  const sizes = exchangeInterface(description);
  if (sizes === undefined) throw new Error('bug: no model exchange; please report it');
  return async (model, options, atEnd) => {
    const result = await simulateModelExchange(model, sizes, options);
    if (result.reason !== 'problem') await atEnd();
    return result;
  };
}

/** Co-simulation of FMI 3.0, with Event Mode where the FMU has it. */
export function fmi3Simulation(description: ModelDescription, constantSteps: boolean): Simulate {
  const eventMode = hasEventMode(description);
  return (model, options, beforeEnd) =>
    simulateFmi3CoSimulation(model, description, { ...options, constantSteps, eventMode, beforeEnd });
}
