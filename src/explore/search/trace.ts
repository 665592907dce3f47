/** The way from an initial configuration to another one, fired again: a search keeps only the numbers of transitions. */
import { SpaceError, type Configuration, type StateSpace, type Transition } from '../../plug/space.js';
import { hashOf } from './hash.js';
import { NONE, type StateTable } from './state-table.js';

/** A step of a trace. */
export interface TraceStep {
  readonly transition: Transition;
  readonly target: Configuration;
}

/** A way through a state space. */
export interface Trace {
  readonly initial: Configuration;
  readonly steps: readonly TraceStep[];
}

/** The numbers of the configurations on the way by which `state` was found, itself the last one. */
export function wayTo(table: StateTable, state: number): number[] {
  const way: number[] = [];
  for (let each = state; each !== NONE; each = table.predecessorOf(each)) way.push(each);
  return way.reverse();
}

/** The way by which `state` was found. @throws SpaceError where the space does not do again what it has done */
export async function traceTo(space: StateSpace, table: StateTable, state: number): Promise<Trace> {
  const [first = NONE, ...others] = wayTo(table, state);
  const initial = (await space.initialConfigurations())[table.transitionOf(first)];
  if (initial === undefined || !isState(table, first, initial)) throw changed();
  const steps: TraceStep[] = [];
  let source = initial;
  for (const next of others) {
    const transition = (await space.fireableTransitions(source))[table.transitionOf(next)];
    const targets = transition === undefined ? [] : (await space.fire(source, transition)).targets;
    const target = targets.find((each) => isState(table, next, each));
    if (transition === undefined || target === undefined) throw changed();
    steps.push({ transition, target });
    source = target;
  }
  return { initial, steps };
}

function isState(table: StateTable, state: number, configuration: Configuration): boolean {
  const { high, low } = table.hashOf(state);
  const hash = hashOf(configuration);
  return hash.high === high && hash.low === low;
}

function changed(): SpaceError {
  return new SpaceError('the same steps do not lead to the same configurations again, so that there is no trace');
}
