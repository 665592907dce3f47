/** What can be simulated, wherever it runs. */
import type { ModelDescription } from '../fmu/model-description.js';
import type { StateOwner } from './saved/state-file.js';
import type { SimulationOptions, SimulationResult } from './simulation.js';
import type { VariableIndex } from './variables.js';

/** An interface of FMI that is simulated. */
export type SimulatedInterface = 'coSimulation' | 'modelExchange';

/** A model that is there and waits to be simulated, once. */
export interface Subject {
  /** What the model is called, for messages and charts. */
  readonly name: string;
  readonly kind: SimulatedInterface;
  readonly description: Pick<ModelDescription, 'defaultExperiment' | 'problems'>;
  readonly index: VariableIndex;
  /** FMI 3.0: names of input clocks that tick only where the inputs say so. */
  readonly triggeredClocks?: readonly string[] | undefined;
  /** The same index where structural parameters (FMI 3.0) have other values than their start values, by value reference. */
  resized?(sizes: ReadonlyMap<number, number>): VariableIndex;
  /** Whether all steps have to be of one size. */
  readonly constantSteps: boolean;

  /** What a saved state of it belongs to; undefined: its state cannot be saved. */
  readonly owner?: StateOwner | undefined;

  /** Simulates the model. */
  simulate(options: SimulationOptions): Promise<SimulationResult>;

  /** Ends the simulation at once, whatever the model is doing: it fails, or ends with a problem. */
  abort(): void;

  /** Ends everything that belongs to it, processes and connections. May be called again. */
  close(): Promise<void>;
}
