/** The tolerance that a model is set up with where the user does not say another one. */
import type { ModelDescription } from './model-description.js';

/** The relative tolerance that the model's author suggests; undefined if there is none, or none that makes sense. */
export function ownTolerance({ defaultExperiment }: Pick<ModelDescription, 'defaultExperiment'>): number | undefined {
  const tolerance = defaultExperiment?.tolerance;
  return tolerance !== undefined && Number.isFinite(tolerance) && tolerance > 0 ? tolerance : undefined;
}
