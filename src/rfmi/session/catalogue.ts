/** What a server has to offer. */
import type { ModelDescription } from '../../fmu/model-description.js';
import type { ModelInstance } from '../../runtime/calls.js';

/** An FMU that is served: it has a co-simulation interface, and a library that this machine can run. */
export interface ServedFmu {
  /** Unique within the catalogue. */
  readonly name: string;
  readonly description: ModelDescription;
  /** modelDescription.xml as it lies in the FMU. */
  readonly xml: Buffer;
  /** The relative tolerance that it is set up with, which no command has; its own unless told otherwise. */
  readonly tolerance?: number | undefined;
  /**
   * A new instance for co-simulation. The signal says that its client does not wait for it any more; then it is given
   * up as soon as that can be done. `eventMode`: Event Mode is used, and steps may return early (FMI 3.0).
   * @throws FmuToolError whatever keeps it from being instantiated
   */
  instantiate(signal?: AbortSignal, eventMode?: boolean): Promise<ModelInstance>;
}

/** The FMUs of a server, in the order in which they are listed. */
export type Catalogue = readonly ServedFmu[];
