/** Commands that lead from an instance to a simulation: SIMS, or SEXP, EINI and XINI (RFMI 4.2.1 to 4.2.8). */
import { ownTolerance } from '../../fmu/own-tolerance.js';
import type { Call, Soon } from '../../runtime/calls.js';
import type { Message, Response } from '../wire/messages.js';
import { carryOut, halfWay } from './carry-out.js';
import { declined } from './failures.js';
import type { Phase } from './phases.js';
import type { SessionState } from './state.js';

type Experiment = Message<'SEXP'> | Message<'SIMS'>;

/** SIMS: what SEXP, EINI and XINI do one after the other. */
export function beginSimulation(state: SessionState, command: Message<'SIMS'>): Soon<Response> {
  const mistake = mistakeIn(command);
  if (mistake !== undefined) return declined(mistake);
  const calls: Call[] = [setup(state, command), ...enterCalls(state), { call: 'exitInitialization' }];
  const done = (): Response => {
    state.startAt(command.startTime);
    state.phase = initialized(state);
    return { code: 'sims' };
  };
  return carryOut(state, calls, done, halfWay);
}

/** SEXP. */
export function setUpExperiment(state: SessionState, command: Message<'SEXP'>): Soon<Response> {
  const mistake = mistakeIn(command);
  if (mistake !== undefined) return declined(mistake);
  return carryOut(state, [setup(state, command)], () => {
    state.startAt(command.startTime);
    state.phase = 'experiment';
    return { code: 'sexp' };
  });
}

/** EINI, and what SETV has set that only Initialization Mode takes. */
export function enterInitialization(state: SessionState): Soon<Response> {
  const done = (): Response => {
    state.phase = 'initializationMode';
    return { code: 'eini' };
  };
  return carryOut(state, enterCalls(state), done, halfWay);
}

/** XINI. */
export function exitInitialization(state: SessionState): Soon<Response> {
  return carryOut(state, [{ call: 'exitInitialization' }], () => {
    state.phase = initialized(state);
    return { code: 'xini' };
  });
}

/** FMI 3.0, 4.2.1: the initialization leads to Event Mode where that is used. */
function initialized({ running }: SessionState): Phase {
  return running.eventMode ? 'eventMode' : 'simulation';
}

function enterCalls(state: SessionState): Call[] {
  const kept = state.running.early.keptCall();
  return kept === undefined ? [{ call: 'enterInitialization' }] : [{ call: 'enterInitialization' }, kept];
}

function setup({ selection }: SessionState, { startTime, stopTime, stopTimeDefined }: Experiment): Call {
  const { served } = selection.fmu;
  const tolerance = served.tolerance ?? ownTolerance(served.description);
  return {
    call: 'setup',
    startTime,
    ...(stopTimeDefined && { stopTime }),
    ...(tolerance !== undefined && { tolerance }),
  };
}

function mistakeIn({ startTime, stopTime, stopTimeDefined }: Experiment): string | undefined {
  if (!Number.isFinite(startTime)) return `a simulation cannot start at the time ${startTime}`;
  if (stopTimeDefined && Number.isNaN(stopTime)) return 'a simulation cannot stop at the time NaN';
  return undefined;
}
