/** What a session remembers from one command to the next. It knows nothing of connections. */
import { warnsWithoutWord, type LogMessage, type ModelInstance, type Outcome } from '../../runtime/calls.js';
import { elementsOf } from '../wire/array-sizes.js';
import type { Catalogue } from './catalogue.js';
import { isTerminable, type Phase } from './phases.js';
import { Allowance } from '../../transport/allowance.js';
import { EarlyValues } from './early-values.js';
import { FrameSet } from './frame-set.js';
import type { SelectedFmu } from './selected-fmu.js';

/** How a session is made. */
export interface SessionOptions {
  /** What all sessions may keep for their clients together. */
  readonly kept?: Allowance;
  /** Told of everything that the FMU's logger is told, also what is not part of an answer. */
  readonly onLog?: (message: LogMessage, fmu: string) => void;
}

/** Bytes that a session keeps for its client in frames and early values. */
const MOST_KEPT = 64 * 2 ** 20;

/** The FMU of the session, from its selection on. */
export interface Selection {
  readonly fmu: SelectedFmu;
  readonly frames: FrameSet;
}

/** The FMU while it is instantiated. */
export interface Running {
  instance: ModelInstance;
  /** Until Initialization Mode, or the start of the simulation. */
  early: EarlyValues;
  /** Current time of the simulation in seconds: the sum of the last step's two numbers. */
  time: number;
  /** The latest time that the model was given: no step begins before it. */
  given: number;
  /** Whether it was made to use Event Mode, and to return early from steps (FMI 3.0). */
  readonly eventMode: boolean;
  /** Structural parameters that were set, by value reference. */
  sizes: ReadonlyMap<number, number>;
  /** The model has said that a step ended elsewhere than it should, and the log has it. */
  strayed: boolean;
}

export class SessionState {
  readonly catalogue: Catalogue;
  phase: Phase = 'selection';
  /** What both sides have agreed on (XTND); undefined: nothing. */
  agreement: { readonly eventMode: boolean } | undefined;
  readonly #end = new AbortController();
  #selection: Selection | undefined;
  #running: Running | undefined;
  readonly #kept: Allowance;
  readonly #onLog: SessionOptions['onLog'];
  #warned = false;

  constructor(catalogue: Catalogue, { kept, onLog }: SessionOptions) {
    this.catalogue = catalogue;
    this.#kept = new Allowance('a session', MOST_KEPT, kept);
    this.#onLog = onLog;
  }

  /** The session has been closed; a command that was under way then changes nothing any more. */
  get closed(): boolean {
    return this.#end.signal.aborted;
  }

  /** Says that the session has been closed, to the code that is making an instance for it. */
  get end(): AbortSignal {
    return this.#end.signal;
  }

  /** From now on the session is closed. */
  close(): void {
    this.#end.abort();
  }

  /** The session keeps nothing any more. */
  forget(): void {
    this.#kept.release();
  }

  /** The selected FMU; the table of phases says where there is one. */
  get selection(): Selection {
    if (this.#selection === undefined) throw new Error(`no FMU is selected in the phase ${this.phase}`);
    return this.#selection;
  }

  /** The selected FMU if there is one. */
  get selected(): SelectedFmu | undefined {
    return this.#selection?.fmu;
  }

  /** The instantiated FMU; the table of phases says where there is one. */
  get running(): Running {
    if (this.#running === undefined) throw new Error(`no FMU is instantiated in the phase ${this.phase}`);
    return this.#running;
  }

  /** Whether both sides have agreed on the extension. */
  get extended(): boolean {
    return this.agreement !== undefined;
  }

  /** Whether an instance of the selected FMU is to use Event Mode. */
  get wantsEventMode(): boolean {
    return this.agreement?.eventMode === true && this.selection.fmu.hasEventMode;
  }

  /** Selects an FMU, with its default frames only. */
  select(fmu: SelectedFmu): void {
    this.#kept.release();
    this.#selection = { fmu, frames: new FrameSet(fmu, this.#kept) };
    this.phase = 'frameSetup';
  }

  /** Begins anew with an instance in the state after instantiation. */
  begin(instance: ModelInstance): void {
    this.#leave();
    this.#running = {
      instance,
      early: new EarlyValues(this.selection.fmu, this.#kept),
      time: 0,
      given: 0,
      eventMode: this.wantsEventMode,
      sizes: new Map(),
      strayed: false,
    };
    this.phase = 'initialization';
  }

  /** Structural parameters that were set since the instance was made, by value reference. */
  get sizes(): ReadonlyMap<number, number> {
    return this.#running?.sizes ?? new Map();
  }

  /** Arrays have the sizes now that structural parameters give them, in every frame. */
  resize(): void {
    const { fmu, frames } = this.selection;
    const elements = elementsOf(fmu.arraysWith(this.sizes));
    frames.resize(elements);
    this.running.early.resize(elements);
  }

  /** What has to do with the instance alone is over. */
  #leave(): void {
    const running = this.#running;
    this.#running = undefined;
    running?.early.forget();
    if (running !== undefined && running.sizes.size > 0) this.selection.frames.resize(this.selection.fmu.elements);
  }

  /** The simulation is set up to start at a time in seconds. */
  startAt(time: number): void {
    this.running.time = time;
    this.running.given = time;
  }

  /** The instance is not to be called again: it has returned fatal, or its client does not wait for it any more. */
  abort(): void {
    this.phase = 'fatal';
    this.#running?.instance.abort();
  }

  /**
   * Gives the instance back: terminates it where FMI asks for that, and frees it. The phase stays. Returns what came of
   * freeing it; undefined: there was none.
   */
  async release(): Promise<Outcome | undefined> {
    const running = this.#running;
    if (running === undefined) return undefined;
    let freed: Outcome;
    try {
      if (isTerminable(this.phase)) this.log(await running.instance.run([{ call: 'terminate' }]));
    } finally {
      this.#leave();
      freed = await running.instance.close();
    }
    this.log(freed);
    return freed;
  }

  /** Passes on what the logger was told, and, once, that the model warns without a word. */
  log(outcome: Outcome): void {
    this.tell(outcome.log);
    if (this.#warned || !warnsWithoutWord(outcome)) return;
    this.#warned = true;
    const text = `a call at ${this.running.time} s returned warning, and the model does not say why (this is said once)`;
    this.tell([{ status: 'warning', category: '', text }]);
  }

  /** Passes on what the logger was told and the model has printed. */
  tell(log: readonly LogMessage[]): void {
    const { name } = this.selection.fmu.served;
    for (const message of log) {
      // A model that was ended because its session was has nothing to complain about.
      if (!this.closed || message.status !== 'fatal') this.#onLog?.(message, name);
    }
  }
}
