/** What is known of a model that is to be simulated from its description alone, wherever it runs. */
import type { ModelDescription } from '../fmu/model-description.js';
import type { Subject } from './subject.js';
import { indexOfAll } from './variables.js';

/** A model of which everything that its description has can be simulated: FMI 3.0 included. */
export function describedSubject(
  description: ModelDescription,
): Pick<Subject, 'name' | 'description' | 'index' | 'triggeredClocks'> & Required<Pick<Subject, 'resized'>> {
  return {
    name: description.modelName,
    description,
    index: indexOfAll(description),
    resized: (sizes) => indexOfAll(description, sizes),
    triggeredClocks: description.variables
      .filter(({ causality, clock }) => causality === 'input' && clock?.['intervalVariability'] === 'triggered')
      .map(({ name }) => name),
  };
}

/** Whether the model's author says that steps may not differ (FMI 1.0 3.3, FMI 2.0.4 4.3.1, FMI 3.0 4.3.1). */
export function takesConstantSteps({ interfaces }: Pick<ModelDescription, 'interfaces'>): boolean {
  const found = interfaces.find(({ kind }) => kind === 'coSimulation');
  return found !== undefined && found.capabilities['canHandleVariableCommunicationStepSize'] !== true;
}

/** Whether the model can be co-simulated with Event Mode (FMI 3.0, 4.3.1). */
export function hasEventMode({ interfaces }: Pick<ModelDescription, 'interfaces'>): boolean {
  const found = interfaces.find(({ kind }) => kind === 'coSimulation');
  return found?.capabilities['hasEventMode'] === true;
}
