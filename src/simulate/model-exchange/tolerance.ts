/** Which tolerances the solver can keep to. */
import { FmuToolError } from '../../fmu/error.js';

/** Relative, where neither the user nor the model says so. */
export const DEFAULT_TOLERANCE = 1e-6;
/** Below it rounding alone makes greater errors, above it no digit of a state is right. */
const LEAST = 1e-14;
const MOST = 1;

/**
 * The tolerance of the solver, relative to each state.
 * @throws FmuToolError `experiment` if no solver can keep to it
 */
export function solverTolerance(wanted: number = DEFAULT_TOLERANCE): number {
  if (wanted >= LEAST && wanted <= MOST) return wanted;
  throw new FmuToolError(
    'experiment',
    `no solver can keep to the tolerance ${wanted}; choose a --tolerance from ${LEAST} to ${MOST}`,
  );
}
