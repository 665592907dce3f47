/** Calls of a running model, and what their outcome means for the session (FMI 2.0.4, 2.1.3). */
import type { Call, CallResult, Outcome, Soon } from '../../runtime/calls.js';
import { ErrorCode, type Response } from '../wire/messages.js';
import { closed, describe, error } from './failures.js';
import type { SessionState } from './state.js';

/** What becomes of the session when the model discards a call, and the answer if it is not the usual one. */
type Discarded = (state: SessionState, outcome: Outcome) => Soon<Response> | undefined;

/**
 * Carries out calls and answers with `done` if they went well. Discard leaves the session as it was, unless `discarded` has
 * something else to say; after an error only a reset or the end is possible, after a fatal one only the end.
 */
export function carryOut(
  state: SessionState,
  calls: readonly Call[],
  done: (results: readonly CallResult[], outcome: Outcome) => Response,
  discarded?: Discarded,
): Soon<Response> {
  const outcome = state.running.instance.run(calls);
  return outcome instanceof Promise
    ? outcome.then((settled) => settle(state, settled, done, discarded))
    : settle(state, outcome, done, discarded);
}

/** A list of which a later call was discarded has left the model between two phases: only a reset helps. */
export function halfWay(state: SessionState, outcome: Outcome): Response | undefined {
  if (outcome.results.length === 0) return undefined;
  state.phase = 'error';
  const text = `the initialization cannot go on; reset (SRST) or shut down (SDWN); ${describe(outcome)}`;
  return error(text, ErrorCode.error);
}

/** Answers for the outcome of a list of calls: see {@link carryOut}. */
export function settle(
  state: SessionState,
  outcome: Outcome,
  done: (results: readonly CallResult[], outcome: Outcome) => Response,
  discarded?: Discarded,
): Soon<Response> {
  if (outcome.log.length > 0 || outcome.status === 'warning') state.log(outcome);
  if (state.closed) return closed();
  switch (outcome.status) {
    case 'ok':
    case 'warning':
      return done(outcome.results, outcome);
    case 'discard':
      return discarded?.(state, outcome) ?? error(describe(outcome), ErrorCode.discard);
    case 'error':
      state.phase = 'error';
      return error(describe(outcome), ErrorCode.error);
    case 'fatal':
      state.abort();
      return error(describe(outcome), ErrorCode.fatal);
  }
}
