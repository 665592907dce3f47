/**
 * Models in TypeScript that keep strictly to the state machine of FMI 2.0.4, 3.2.3: a call that is not legal, or that
 * goes back before the last completed step, fails the test.
 */
import type { Call, CallResult, FmiStatus, ModelInstance, Outcome } from '../../../src/runtime/calls.js';
import { silentEnd } from '../../../src/runtime/farewell.js';
import { ValueType } from '../../../src/runtime/frames.js';
import type { SimulationVariable } from '../../../src/simulate/variables.js';

/** What a model computes with; a model changes it in `event`. */
export interface World {
  time: number;
  states: Float64Array;
  /** By value reference: inputs, parameters and discrete variables. */
  readonly values: Map<number, number>;
}

/** A model's equations. */
export interface Equations {
  readonly states: readonly number[];
  readonly nominals?: readonly number[];
  readonly indicatorCount?: number;
  readonly completedStepNotNeeded?: boolean;
  /** References of inputs, all Real: the continuous ones and the discrete ones. */
  readonly continuousInputs?: readonly number[];
  readonly discreteInputs?: readonly number[];
  derivatives?(world: World): number[];
  indicators?(world: World): number[];
  /** A round of event handling. Undefined: nothing happens. */
  event?(world: World): EventRound | undefined;
  completedStep?(world: World): { enterEventMode?: boolean; terminateSimulation?: boolean };
  /** Value of a variable; by default a state (references from 0) or what was set. */
  output?(world: World, reference: number): number;
  /** Makes a call fail. */
  fail?(world: World, call: Call): FmiStatus | undefined;
}

export interface EventRound {
  readonly again?: boolean;
  readonly terminate?: boolean;
  readonly valuesChanged?: boolean;
  readonly nextEventTime?: number;
}

type Mode = 'instantiated' | 'setUp' | 'initialization' | 'event' | 'continuous' | 'terminated';

const LEGAL: Readonly<Record<Call['call'], readonly Mode[]>> = {
  setup: ['instantiated'],
  enterInitialization: ['setUp'],
  exitInitialization: ['initialization'],
  set: ['setUp', 'initialization', 'event', 'continuous'],
  get: ['initialization', 'event', 'continuous', 'terminated'],
  step: [],
  terminate: ['event', 'continuous'],
  reset: [],
  enterEvents: ['continuous'],
  newDiscreteStates: ['event'],
  enterContinuousTime: ['event'],
  setTime: ['continuous'],
  setStates: ['continuous'],
  getStates: ['event', 'continuous'],
  getNominals: ['event', 'continuous'],
  getDerivatives: ['event', 'continuous'],
  getIndicators: ['event', 'continuous'],
  completedStep: ['continuous'],
  enterConfiguration: ['instantiated'],
  exitConfiguration: [],
  enterStepMode: [],
  getIntervals: ['event'],
  saveState: [],
  loadState: [],
};

export class StrictModel implements ModelInstance {
  readonly equations: Equations;
  /** Lists of calls, and each call by name. */
  lists = 0;
  readonly counts = new Map<Call['call'], number>();
  mode: Mode = 'instantiated';
  readonly world: World;
  #committed = -Infinity;
  #eventsOpen = false;

  constructor(equations: Equations) {
    this.equations = equations;
    this.world = { time: NaN, states: Float64Array.from(equations.states), values: new Map() };
  }

  run(calls: readonly Call[]): Outcome {
    this.lists += 1;
    const results: CallResult[] = [];
    const done = { lastTime: undefined, terminated: false, log: [] };
    for (const call of calls) {
      if (!LEGAL[call.call].includes(this.mode)) throw new Error(`${call.call} in ${this.mode}`);
      this.counts.set(call.call, (this.counts.get(call.call) ?? 0) + 1);
      const status = this.equations.fail?.(this.world, call);
      if (status !== undefined && status !== 'ok' && status !== 'warning') {
        const log = [{ status, category: 'test', text: `no ${call.call} today` }];
        return { ...done, status, results, failed: call.call, log };
      }
      results.push(this.#carryOut(call));
    }
    return { ...done, status: 'ok', results, failed: undefined };
  }

  abort(): void {
    throw new Error('no test aborts this model');
  }

  close(): Promise<Outcome> {
    return Promise.resolve(silentEnd());
  }

  #carryOut(call: Call): CallResult {
    const { equations, world } = this;
    switch (call.call) {
      case 'setup':
        world.time = call.startTime;
        this.mode = 'setUp';
        return undefined;
      case 'enterInitialization':
        this.mode = 'initialization';
        return undefined;
      case 'exitInitialization':
        this.mode = 'event';
        return undefined;
      case 'set':
        this.#set(referencesOf(call.frame), new Float64Array(Uint8Array.from(call.values).buffer));
        return undefined;
      case 'get': {
        const values = referencesOf(call.frame).map(
          (reference) =>
            equations.output?.(world, reference) ?? world.states[reference] ?? world.values.get(reference)!,
        );
        return Buffer.from(Float64Array.from(values).buffer);
      }
      case 'terminate':
        this.mode = 'terminated';
        return undefined;
      case 'enterEvents':
        this.mode = 'event';
        this.#eventsOpen = true;
        this.#committed = world.time;
        return undefined;
      case 'newDiscreteStates': {
        const round = equations.event?.(world) ?? {};
        this.#eventsOpen = round.again === true;
        return {
          newDiscreteStatesNeeded: round.again ?? false,
          terminateSimulation: round.terminate ?? false,
          nominalsChanged: false,
          valuesChanged: round.valuesChanged ?? false,
          nextEventTime: round.nextEventTime,
        };
      }
      case 'enterContinuousTime':
        if (this.#eventsOpen) throw new Error('the event has not come to its end');
        this.mode = 'continuous';
        this.#committed = world.time;
        return undefined;
      case 'setTime':
        if (call.time < this.#committed) throw new Error(`back to ${call.time}, before ${this.#committed}`);
        world.time = call.time;
        return undefined;
      case 'setStates':
        if (call.states.length !== world.states.length) throw new Error(`${call.states.length} states`);
        world.states = call.states.slice();
        return undefined;
      case 'getStates':
        return world.states.slice();
      case 'getNominals':
        return Float64Array.from(equations.nominals ?? equations.states.map(() => 1));
      case 'getDerivatives':
        return Float64Array.from(equations.derivatives?.(world) ?? []);
      case 'getIndicators':
        return Float64Array.from(equations.indicators?.(world) ?? []);
      case 'completedStep':
        if (equations.completedStepNotNeeded === true) throw new Error('completedStep is not wanted');
        this.#committed = world.time;
        return { enterEventMode: false, terminateSimulation: false, ...equations.completedStep?.(world) };
      default:
        throw new Error(`${call.call} is none of model exchange`);
    }
  }

  #set(references: readonly number[], values: Float64Array): void {
    references.forEach((reference, index) => {
      if (this.mode === 'continuous' && this.equations.continuousInputs?.includes(reference) !== true) {
        throw new Error(`variable ${reference} may not be set in continuous-time mode`);
      }
      this.world.values.set(reference, values[index]!);
    });
  }
}

/** The references in a frame with at most one sub-frame, of reals (RFMI 0.91, 1.1.4). */
function referencesOf(frame: Uint8Array): number[] {
  const words = new Uint32Array(Uint8Array.from(frame).buffer);
  return words[0] === 0 ? [] : [...words.subarray(3)];
}

/** A Real variable with the reference as its name. */
export function real(
  reference: number,
  causality: SimulationVariable['causality'] = 'output',
  variability: SimulationVariable['variability'] = 'continuous',
): SimulationVariable {
  const name = `v${reference}`;
  return {
    name,
    reference,
    type: ValueType.Real,
    negated: false,
    causality,
    variability,
    unit: undefined,
    description: undefined,
    items: [],
  };
}
