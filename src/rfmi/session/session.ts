/**
 * A session of RFMI 0.91 after its hello: a state machine from command to response, without I/O and without any memory of
 * connections, so that it goes on exactly where it was when its client comes back on another one.
 */
import type { Soon } from '../../runtime/calls.js';
import type { ByteOrder } from '../../runtime/frames.js';
import type { Catalogue } from './catalogue.js';
import { codeNumber } from '../wire/codec.js';
import type { Command, Response, UnknownMessage } from '../wire/messages.js';
import { isOfExtension, refusal, type Phase } from './phases.js';
import { getValues, setValues } from './exchange-values.js';
import { beginSimulation, enterInitialization, exitInitialization, setUpExperiment } from './experiment.js';
import {
  agree,
  enterConfiguration,
  enterEvents,
  enterStepMode,
  exitConfiguration,
  getDimensions,
  getIntervals,
  updateStates,
} from './extension.js';
import { closed, unsupported } from './failures.js';
import { begin, end, reset, shutDown } from './lifetime.js';
import { defineFrame, getXml, listFmus, listFrames, selectFmu } from './setup.js';
import { SessionState, type SessionOptions } from './state.js';
import { step } from './step.js';

export type { SessionOptions } from './state.js';

export class Session {
  readonly #state: SessionState;
  #pending: Promise<unknown> | undefined;
  #closing: Promise<void> | undefined;

  constructor(catalogue: Catalogue, options: SessionOptions = {}) {
    this.#state = new SessionState(catalogue, options);
  }

  /** Whether a client would lose anything with it. */
  get lasting(): boolean {
    return this.#state.phase !== 'selection' || this.#state.extended;
  }

  /** Whether both sides have agreed on the extension, so that sub-frames of commands may be of arrays. */
  get extended(): boolean {
    return this.#state.extended;
  }

  /** Where the session stands. */
  get phase(): Phase {
    return this.#state.phase;
  }

  /**
   * Answers a command, whatever it is; commands come one after the other. `order` is the byte order of the values in the
   * command and in the answer. The answer is there at once unless the model takes its time. After 'soff' the session has
   * ended.
   */
  handle(command: Command | UnknownMessage, order: ByteOrder): Soon<Response> {
    const response = this.#answer(command, order);
    if (!(response instanceof Promise)) return response;
    const pending = response.finally(() => {
      if (this.#pending === pending) this.#pending = undefined;
    });
    this.#pending = pending;
    return pending;
  }

  /** Ends the session, whatever is under way: the model is terminated and freed, or aborted if it is busy. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const state = this.#state;
    state.close();
    try {
      if (this.#pending !== undefined) {
        state.abort();
        await Promise.allSettled([this.#pending]);
      }
    } finally {
      await state.release();
      state.forget();
      state.phase = 'ended';
    }
  }

  #answer(command: Command | UnknownMessage, order: ByteOrder): Soon<Response> {
    const state = this.#state;
    const { code, flags } = command;
    if (state.closed) return closed();
    if (code === undefined) return unsupported(`the command ${codeName(command.number)} is not known`);
    if (isOfExtension(code) && code !== 'XTND' && !state.extended)
      return unsupported(`the command ${codeName(codeNumber(code))} is not known`);
    if (flags !== undefined && flags !== 0) {
      return unsupported(`the flags 0x${flags.toString(16).padStart(8, '0')} of ${code} have no meaning; send 0`);
    }
    const refused = refusal(code, state.phase, state.selected?.major, state.extended);
    if (refused !== undefined) return refused;
    switch (command.code) {
      case 'STEP':
        return step(state, command, order);
      case 'GETV':
        return getValues(state, command, order);
      case 'SETV':
        return setValues(state, command, order);
      case 'LFMU':
        return listFmus(state);
      case 'FSEL':
        return selectFmu(state, command);
      case 'FXML':
        return getXml(state);
      case 'LFRM':
        return listFrames(state);
      case 'DFRM':
        return defineFrame(state, command);
      case 'INIT':
        return begin(state);
      case 'SIMS':
        return beginSimulation(state, command);
      case 'SEXP':
        return setUpExperiment(state, command);
      case 'EINI':
        return enterInitialization(state);
      case 'XINI':
        return exitInitialization(state);
      case 'SRST':
        return reset(state);
      case 'SDWN':
        return shutDown(state);
      case 'SOFF':
        return end(state);
      case 'XTND':
        return agree(state, command);
      case 'XDIM':
        return getDimensions(state);
      case 'XCFG':
        return enterConfiguration(state);
      case 'XCFE':
        return exitConfiguration(state);
      case 'XEVT':
        return enterEvents(state);
      case 'XUPD':
        return updateStates(state);
      case 'XSTM':
        return enterStepMode(state);
      case 'XIVL':
        return getIntervals(state, command);
      case 'RFMI':
        // The table has refused it: a session is past its startup.
        throw new Error('RFMI in a session');
    }
  }
}

/** A code that is in no table: its number, and its letters if it has such. */
function codeName(number: number): string {
  const letters = [0, 8, 16, 24].map((shift) => String.fromCharCode((number >>> shift) & 0xff)).join('');
  const hex = `0x${number.toString(16).toUpperCase().padStart(8, '0')}`;
  return /^[!-~]{4}$/.test(letters) ? `${hex} (${letters})` : hex;
}
