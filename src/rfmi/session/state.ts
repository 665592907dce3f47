/** What a session remembers from one command to the next. It knows nothing of connections. */
import { warnsWithoutWord, type LogMessage, type ModelInstance, type Outcome } from '../../runtime/calls.js';
import type { Catalogue } from './catalogue.js';
import type { Phase } from './phases.js';
import { EarlyValues } from './early-values.js';
import { FrameSet, type FrameLimits } from './frame-set.js';
import type { SelectedFmu } from './selected-fmu.js';

/** How a session is made. */
export interface SessionOptions {
  /** What a client may define. */
  readonly limits?: Partial<FrameLimits>;
  /** Told of everything that the FMU's logger is told, also what is not part of an answer. */
  readonly onLog?: (message: LogMessage, fmu: string) => void;
}

const DEFAULT_LIMITS: FrameLimits = { frames: 1024, references: 4_000_000 };

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
  /** Current time of the simulation in seconds. */
  time: number;
}

export class SessionState {
  readonly catalogue: Catalogue;
  phase: Phase = 'selection';
  readonly #end = new AbortController();
  #selection: Selection | undefined;
  #running: Running | undefined;
  readonly #limits: FrameLimits;
  readonly #onLog: SessionOptions['onLog'];
  #warned = false;

  constructor(catalogue: Catalogue, { limits, onLog }: SessionOptions) {
    this.catalogue = catalogue;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#onLog = onLog;
  }

  /** The session has been closed; a command that was under way then changes nothing any more. */
  get closed(): boolean {
    return this.#end.signal.aborted;
  }

  /** Says that the session has been closed, to whoever is making an instance for it. */
  get end(): AbortSignal {
    return this.#end.signal;
  }

  /** From now on the session is closed. */
  close(): void {
    this.#end.abort();
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

  /** Selects an FMU, with its default frames only. */
  select(fmu: SelectedFmu): void {
    this.#selection = { fmu, frames: new FrameSet(fmu, this.#limits) };
    this.phase = 'frameSetup';
  }

  /** Begins anew with an instance in the state after instantiation. */
  begin(instance: ModelInstance): void {
    this.#running = { instance, early: new EarlyValues(this.selection.fmu), time: 0 };
    this.phase = 'initialization';
  }

  /** The instance is not to be called again: it has returned fatal, or nobody waits for it any more. */
  abort(): void {
    this.phase = 'fatal';
    this.#running?.instance.abort();
  }

  /** Gives the instance back: terminates it where FMI asks for that, and frees it. The phase stays. */
  async release(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    if (this.phase === 'simulation') this.log(await running.instance.run([{ call: 'terminate' }]));
    await running.instance.close();
    this.#running = undefined;
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
