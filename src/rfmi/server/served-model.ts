/** An FMU of a catalogue, with the model that is run for it. */
import { FmuToolError } from '../../fmu/error.js';
import { MODEL_DESCRIPTION, type Fmu } from '../../fmu/fmu.js';
import type { ModelDescription } from '../../fmu/model-description.js';
import type { ModelInstance } from '../../runtime/calls.js';
import { Model, type ModelOptions } from '../../runtime/model.js';
import type { ServedFmu } from '../session/catalogue.js';

export class ServedModel implements ServedFmu {
  readonly name: string;
  readonly description: ModelDescription;
  readonly xml: Buffer;
  readonly #model: Model;

  private constructor(name: string, fmu: Fmu, model: Model) {
    this.name = name;
    this.description = fmu.modelDescription;
    this.xml = fmu.archive.read(MODEL_DESCRIPTION);
    this.#model = model;
  }

  /**
   * Unpacks what is needed of the FMU, which may be closed afterwards.
   * @throws FmuToolError `rfmi-no-co-simulation`, and what {@link Model.open} throws
   */
  static async open(fmu: Fmu, name: string, options: ModelOptions = {}): Promise<ServedModel> {
    if (!fmu.modelDescription.interfaces.some(({ kind }) => kind === 'coSimulation')) {
      const text = 'RFMI knows co-simulation only, and the FMU is not made for it (see fmutool info)';
      throw new FmuToolError('rfmi-no-co-simulation', text, { path: fmu.path });
    }
    return new ServedModel(name, fmu, await Model.open(fmu, options));
  }

  /** @throws FmuToolError what keeps the model from being instantiated */
  instantiate(signal?: AbortSignal, eventMode?: boolean): Promise<ModelInstance> {
    return this.#model.instantiate({ kind: 'coSimulation', signal, eventMode });
  }

  /** Frees all instances and removes what was unpacked. May be called again. */
  close(): Promise<void> {
    return this.#model.close();
  }
}
