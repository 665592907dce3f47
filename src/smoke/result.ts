/** What a smoke test says of an FMU, as data: texts, documents and pages are made of it. */
import type { InterfaceKind } from '../fmu/model-description.js';
import type { RemotingKind } from '../fmu/remoting-file.js';
import type { Value } from '../runtime/frames.js';
import type { NotFinite } from '../simulate/not-finite.js';
import type { Comparison } from './compare.js';
import type { SmokeExperiment } from './experiment.js';
import type { Recording } from './recording.js';

/** How the tested side was reached; `none`: it was run without a server. */
export type SmokeTransport = 'tcp' | 'shm' | 'none';

/**
 * `pass`: everything compared is equal. `difference`: it is not. `problem`: a run did not come to its end.
 * `not-testable`: nothing can be said of it here, for the reason given.
 */
export type SmokeVerdict = 'pass' | 'difference' | 'problem' | 'not-testable';

/** Something that keeps a test from being a pass. */
export interface SmokeProblem {
  readonly kind: 'difference' | 'timeout' | 'crash' | 'error' | 'discard' | 'protocol' | 'not-reproducible';
  /** One line. */
  readonly message: string;
  /** The side that it was seen on; both: they do the same. */
  readonly side: 'tested' | 'original' | 'both';
  readonly variable?: string;
  /** The step, counted from 1; 0: the initialization. */
  readonly step: number;
  /** Seconds of the simulation. */
  readonly time: number;
  /** Of a difference: the values of both sides. */
  readonly values?: { readonly original: Value; readonly tested: Value };
}

/** The test of one interface of an FMU, on one platform and over one transport. */
export interface SmokeTrial {
  readonly file: string;
  readonly kind: InterfaceKind | undefined;
  /** The platform whose library is tested, as the FMU names its folder; undefined where none was chosen. */
  readonly platform: string | undefined;
  /** The platform that computes. */
  readonly computes: string | undefined;
  /** The remoting that is tested with it; undefined: the FMU's own library, as it is. */
  readonly remoting: RemotingKind | undefined;
  readonly transport: SmokeTransport;
  readonly verdict: SmokeVerdict;
  /** Why it is not testable. */
  readonly reason: string | undefined;
  /** What else a reader should know, a line each. */
  readonly notes: readonly string[];
  /** Outputs of the tested side that are not always finite numbers. */
  readonly notFinite: readonly NotFinite[];
  readonly problems: readonly SmokeProblem[];
  readonly experiment: SmokeExperiment | undefined;
  /** How many steps the tested side has done; of model exchange: rows. */
  readonly steps: number;
  readonly comparison: Comparison | undefined;
  readonly tested: Recording | undefined;
  readonly original: Recording | undefined;
}

/** The FMU that was tested. */
export interface SmokeResult {
  readonly file: string;
  readonly modelName: string;
  readonly fmiVersion: string;
  /** Of the file, in hex. */
  readonly sha256: string;
  /** What its model description has wrong, a line each. */
  readonly warnings: readonly string[];
  readonly trials: readonly SmokeTrial[];
}
