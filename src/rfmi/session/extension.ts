/**
 * Commands of the extension XTND (FMI 3.0): the agreement, sizes of arrays, Configuration Mode and Event Mode. What changes
 * the sizes of arrays is in structural-parameters.ts.
 */
import { quote } from '../../fmu/error.js';
import type { Call, CallResult, ClockInterval, EventInfo, Soon } from '../../runtime/calls.js';
import { ValueType } from '../../runtime/frames.js';
import { EXTENSION_VERSION } from '../wire/extension.js';
import { ErrorCode, type Message, type Response } from '../wire/messages.js';
import { carryOut } from './carry-out.js';
import { declined, error } from './failures.js';
import type { Phase } from './phases.js';
import { Settable } from './settable.js';
import type { SessionState } from './state.js';

/** XTND. Event Mode and early return are granted together only: an FMU that returns early mostly wants an event. */
export function agree(state: SessionState, { version, eventMode, earlyReturn }: Message<'XTND'>): Response {
  if (state.extended) return error('XTND: the extension has been agreed on already', ErrorCode.phase);
  if (version < 1) return declined(`there is no version ${version} of the extension`);
  const granted = eventMode && earlyReturn;
  state.agreement = { eventMode: granted };
  return {
    code: 'xtnd',
    version: Math.min(version, EXTENSION_VERSION),
    eventMode: granted,
    earlyReturn: granted,
  };
}

/** XDIM. */
export function getDimensions({ selection: { fmu }, sizes }: SessionState): Response {
  return { code: 'xdim', arrays: sizes.size === 0 ? fmu.arrays : fmu.arraysWith(sizes) };
}

/** XCFG. FMI 3.0, 2.3.5: only where there are parameters that can be set then. */
export function enterConfiguration(state: SessionState): Soon<Response> {
  const before = state.phase === 'initialization';
  if (!state.selection.fmu.values.some(before ? Settable.configuration : Settable.reconfiguration)) {
    return declined(`the FMU has no ${before ? '' : 'tunable '}structural parameters`);
  }
  return enter(state, 'enterConfiguration', before ? 'configuration' : 'reconfiguration', { code: 'xcfg' });
}

/** XCFE: from now on every array has its new size in every frame. */
export function exitConfiguration(state: SessionState): Soon<Response> {
  const next = state.phase === 'configuration' ? 'initialization' : 'simulation';
  return carryOut(state, [{ call: 'exitConfiguration' }], () => {
    state.resize();
    state.phase = next;
    return { code: 'xcfe' };
  });
}

/** XEVT. */
export function enterEvents(state: SessionState): Soon<Response> {
  if (!state.running.eventMode)
    return declined('this instance has no Event Mode: the FMU has none, or it was not agreed on');
  return enter(state, 'enterEvents', 'eventMode', { code: 'xevt' });
}

/** XSTM. */
export function enterStepMode(state: SessionState): Soon<Response> {
  return enter(state, 'enterStepMode', 'simulation', { code: 'xstm' });
}

function enter(
  state: SessionState,
  call: 'enterConfiguration' | 'enterEvents' | 'enterStepMode',
  phase: Phase,
  response: Response,
): Soon<Response> {
  return carryOut(state, [{ call }], () => {
    state.phase = phase;
    return response;
  });
}

/** XUPD. A model that wants to end has nothing but its values left. */
export function updateStates(state: SessionState): Soon<Response> {
  return carryOut(state, [{ call: 'newDiscreteStates' }], ([result]) => {
    const { newDiscreteStatesNeeded, terminateSimulation, nominalsChanged, valuesChanged, nextEventTime } =
      result as EventInfo;
    if (terminateSimulation) state.phase = 'stepFailed';
    return {
      code: 'xupd',
      again: newDiscreteStatesNeeded,
      ended: terminateSimulation,
      nominalsChanged,
      valuesChanged,
      nextTimeDefined: nextEventTime !== undefined,
      nextTime: nextEventTime ?? 0,
    };
  });
}

/** XIVL. FMI 3.0, 2.2.8.3: of input clocks, as fractions where a clock says that it has them. */
export function getIntervals(state: SessionState, { clocks, fractions }: Message<'XIVL'>): Soon<Response> {
  for (const reference of clocks) {
    const variable = state.selection.fmu.values.find(ValueType.Clock, reference)?.variable;
    if (variable?.causality !== 'input') return declined(`no input clock has the value reference ${reference}`);
    if (fractions && !['true', '1'].includes(variable.clock?.['supportsFraction'] ?? '')) {
      return declined(`the clock ${quote(variable.name)} has no fractions as intervals`);
    }
  }
  if (clocks.length === 0) return { code: 'xivl', intervals: [] };
  const call: Call = { call: 'getIntervals', clocks, fraction: fractions };
  return carryOut(state, [call], ([result]) => ({ code: 'xivl', intervals: intervalsIn(result) }));
}

const QUALIFIERS: readonly ClockInterval['qualifier'][] = ['notYetKnown', 'unchanged', 'changed'];

function intervalsIn(result: CallResult): Message<'xivl'>['intervals'] {
  return (result as readonly ClockInterval[]).map(({ counter, resolution, qualifier }) => ({
    seconds: resolution === undefined ? Number(counter) : 0,
    counter: resolution === undefined ? 0n : BigInt(counter),
    resolution: resolution ?? 0n,
    qualifier: QUALIFIERS.indexOf(qualifier),
  }));
}
