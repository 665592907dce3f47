/** What causality, variability and initial are where a file does not say: the tables of the standards. */
import type { Causality, Initial, Variability, VariableType } from './model.js';

/** FMI 3.0, 2.4.7.4: parameters are fixed, floats continuous, everything else discrete. */
export function defaultVariability(type: VariableType, causality: Causality): Variability {
  if (/parameter$/i.test(causality)) return 'fixed';
  return type === 'Float32' || type === 'Float64' ? 'continuous' : 'discrete';
}

/**
 * The default of `initial` for a causality and variability; undefined where the standard has none. FMI 2.0, 2.2.7 and
 * FMI 3.0, 2.4.7.5: the tables are the same but for inputs, which FMI 3 gives `exact`.
 */
export function defaultInitial(
  major: 2 | 3,
  type: VariableType,
  causality: Causality,
  variability: Variability,
): Initial | undefined {
  if (type === 'Clock') return undefined;
  switch (causality) {
    case 'parameter':
    case 'structuralParameter':
      return 'exact';
    case 'calculatedParameter':
      return 'calculated';
    case 'input':
      return major === 3 ? 'exact' : undefined;
    case 'output':
    case 'local':
      return variability === 'constant' ? 'exact' : 'calculated';
    default:
      return undefined;
  }
}
