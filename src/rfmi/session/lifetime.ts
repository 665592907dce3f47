/** Commands with which an instance begins, begins anew and ends: INIT, SRST, SDWN (RFMI 4.1.1, 4.3) and SOFF (2.2). */
import { FmuToolError } from '../../fmu/error.js';
import type { Soon } from '../../runtime/calls.js';
import { InstantiationError } from '../../runtime/instantiation-error.js';
import { asClause } from '../../runtime/said.js';
import { andThen } from '../../runtime/soon.js';
import { ErrorCode, type Response } from '../wire/messages.js';
import { settle } from './carry-out.js';
import { closed, describe, error } from './failures.js';
import { isTerminable } from './phases.js';
import type { SessionState } from './state.js';

/** INIT instantiates. If that fails, the session is as it was. */
export async function begin(state: SessionState): Promise<Response> {
  const failure = await instantiate(state);
  return failure === undefined ? { code: 'init' } : error(failure);
}

/** SRST. A model that does not manage to reset itself is replaced by a new instance, which FMI says is the same. */
export function reset(state: SessionState): Soon<Response> {
  const { instance } = state.running;
  return andThen(instance.run([{ call: 'reset' }]), (outcome) => {
    const refused = outcome.status === 'discard' || outcome.status === 'error';
    if (!refused || state.closed) {
      return settle(state, outcome, () => {
        state.begin(instance);
        return { code: 'srst' };
      });
    }
    state.log(outcome);
    return replace(state, describe(outcome));
  });
}

/**
 * SDWN: back to the frames, which are as they were. Where the model does not end as it should, when it is terminated or
 * freed or when its library is unloaded, that is the answer, and another SDWN goes on.
 */
export async function shutDown(state: SessionState): Promise<Response> {
  if (isTerminable(state.phase)) {
    const outcome = await state.running.instance.run([{ call: 'terminate' }]);
    const response = await settle(state, outcome, () => ({ code: 'sdwn' }));
    if (state.closed || outcome.status === 'error' || outcome.status === 'fatal') return response;
    state.phase = 'frameSetup'; // it has been terminated
  }
  const freed = await state.release();
  state.phase = freed?.failed === undefined ? 'frameSetup' : 'fatal';
  return freed?.failed === undefined ? { code: 'sdwn' } : error(describe(freed), ErrorCode.fatal);
}

/** SOFF. */
export async function end(state: SessionState): Promise<Response> {
  await state.release();
  state.phase = 'ended';
  return { code: 'soff' };
}

/** A new instance in the place of one that would not be reset. Without it there is no model any more. */
async function replace(state: SessionState, why: string): Promise<Response> {
  state.phase = 'fatal';
  await state.release();
  if (state.closed) return closed();
  const failure = await instantiate(state);
  if (failure === undefined) return { code: 'srst' };
  return error(`${asClause(why)}, and another instance cannot be had: ${failure}`, ErrorCode.fatal);
}

/** Why it failed; undefined if the session has an instance now. */
async function instantiate(state: SessionState): Promise<string | undefined> {
  try {
    const instance = await state.selection.fmu.served.instantiate(state.end, state.wantsEventMode);
    if (!state.closed) {
      state.begin(instance);
      return undefined;
    }
    await instance.close();
    return 'the session has been closed';
  } catch (failure) {
    if (failure instanceof InstantiationError) state.tell(failure.log);
    if (failure instanceof FmuToolError) return failure.message;
    throw failure;
  }
}
