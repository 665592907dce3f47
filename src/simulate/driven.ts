/** What simulations have in common that call the model themselves. */
import { setImmediate } from 'node:timers/promises';
import type { ModelInstance } from '../runtime/calls.js';
import { SimulationProblem } from './conversation.js';
import type { EndReason, PausedSimulation, SimulationResult } from './simulation.js';

/** What a simulation asks its model: an instance on this machine, or one on a server. */
export interface DrivenModel extends Pick<ModelInstance, 'run'> {
  /** Told before the first list of calls which frames will be set before most steps and got after them. */
  prepare?(frames: readonly Uint8Array[]): Promise<void>;
}

/** A simulation of a fresh instance. */
export interface DrivenSimulation {
  /** Simulates up to the stop time, or until the model or the signal ends it. */
  run(): Promise<EndReason>;
  /** How many steps were made until now. */
  readonly steps: number;
  /** The time that was reached, in seconds. */
  readonly time: number;
  /** What was saved; undefined: it was not paused. */
  readonly paused: PausedSimulation | undefined;
}

/** What comes of a simulation; a problem of the model is an end like others. */
export async function resultOf(simulation: DrivenSimulation, startTime: number): Promise<SimulationResult> {
  let reason: EndReason;
  let problem: string | undefined;
  try {
    reason = await simulation.run();
  } catch (error) {
    if (!(error instanceof SimulationProblem)) throw error;
    reason = 'problem';
    problem = error.message;
  }
  return { steps: simulation.steps, startTime, stopTime: simulation.time, reason, problem, paused: simulation.paused };
}

/** Milliseconds after which others get their turn in this process: signals, timers, sockets. */
const TURN = 20;

/** Gives others their turn now and then. */
export class Turns {
  #latest = performance.now();

  async give(): Promise<void> {
    if (performance.now() - this.#latest <= TURN) return;
    await setImmediate();
    this.#latest = performance.now();
  }
}
