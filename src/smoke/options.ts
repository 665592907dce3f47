/** What a user may ask of a smoke test. */
import type { ArchiveLimits } from '../fmu/archive/entry.js';
import type { Platform } from '../fmu/platforms.js';
import type { WantedExperiment } from '../simulate/experiment.js';

/** How to test. */
export interface SmokeOptions {
  /** The platforms to test; empty: those that have remoting, or this machine's own. */
  readonly platforms?: readonly Platform[];
  readonly experiment?: WantedExperiment;
  /** Seconds that the FMU may take, all runs of its models together; 60 unless told otherwise. */
  readonly timeout?: number;
  /** Whether the values of every step stay in the result, for curves. */
  readonly keepSamples?: boolean;
  readonly limits?: Partial<ArchiveLimits>;
  /** Ends the test; it then rejects with the signal's reason once everything is given back. */
  readonly signal?: AbortSignal;
  /** Called with what is done now, for a waiting user. */
  readonly onProgress?: (doing: string) => void;
}

/** Seconds, unless told otherwise. */
export const DEFAULT_TIMEOUT = 60;
