/**
 * When a variable may be set: the tables of the FMI standards as bits, so that a session never makes a call that the
 * standard forbids and says at once which variable it is about.
 */
import type { FmiMajor } from '../../fmu/fmi-major.js';
import type { Variable } from '../../fmu/model-description.js';

/** States of an FMU in which something may be set. */
export const Settable = {
  /** FMI 1.0 and later: instantiated, before the initialization. */
  instantiated: 1,
  /** FMI 2.0 and 3.0: Initialization Mode. */
  initialization: 2,
  /** Between two steps, where there is no Event Mode. */
  stepping: 4,
  /** FMI 3.0: Configuration Mode, before the initialization. */
  configuration: 8,
  /** FMI 3.0: Reconfiguration Mode, between two steps. */
  reconfiguration: 16,
  /** FMI 3.0: Event Mode. */
  events: 32,
  /** FMI 3.0: between two steps, where there is Event Mode, to which belongs what does not change continuously. */
  continuous: 64,
} as const;

/** A sum of {@link Settable}: where `variable` may be set. */
export function settableOf(major: FmiMajor, variable: Variable): number {
  if (variable.variability === 'constant') return 0;
  if (major === 1) return settableInFmi1(variable);
  return major === 2 ? settableInFmi2(variable) : settableInFmi3(variable);
}

/** FMI 1.0 for co-simulation, 3.2: before the initialization what has a start value, later the inputs. */
function settableInFmi1({ causality, variability, start }: Variable): number {
  const input = causality === 'input';
  const before = input || start !== undefined ? Settable.instantiated : 0;
  return before | (input && variability !== 'parameter' ? Settable.stepping : 0);
}

/** FMI 2.0.4, 4.2.4, notes 1, 3 and 4 of its table; FMI 3.0, 2.3.2, 2.3.3 and 4.2.1 say the same of what it has too. */
function settableInFmi2({ causality, variability, initial }: Variable): number {
  if (causality === 'independent') return 0;
  const input = causality === 'input';
  const tunable = causality === 'parameter' && variability === 'tunable';
  return (
    (initial === 'exact' || initial === 'approx' ? Settable.instantiated : 0) |
    (initial === 'exact' || input ? Settable.initialization : 0) |
    (input || tunable ? Settable.stepping : 0)
  );
}

/** FMI 3.0, 2.3.4 to 2.3.7 and 4.2.1, for what FMI 2.0 has not: structural parameters, clocks, Event Mode. */
function settableInFmi3(variable: Variable): number {
  const { type, causality, variability } = variable;
  const input = causality === 'input';
  const tunable = variability === 'tunable';
  if (causality === 'structuralParameter') {
    return Settable.configuration | (tunable ? Settable.reconfiguration : 0);
  }
  if (type === 'Clock') return input ? Settable.events : 0;
  return (
    settableInFmi2(variable) |
    (input || (causality === 'parameter' && tunable) ? Settable.events : 0) |
    (input && variability === 'continuous' ? Settable.continuous : 0)
  );
}
