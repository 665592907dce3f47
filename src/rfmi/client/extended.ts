/**
 * What a client can say after an agreement on the extension XTND (docs/rfmi.md): a method for every command of it. It is
 * for FMUs of FMI 3.0.
 */
import type { ClockInterval, EventInfo } from '../../runtime/calls.js';
import { elementsOf, type SizedArray } from '../wire/array-sizes.js';
import type { Message } from '../wire/messages.js';
import type { KnownFrames } from './known-frames.js';

/** What was agreed on: the version, and whether Event Mode and early return are used. */
export type Agreement = Pick<Message<'xtnd'>, 'version' | 'eventMode' | 'earlyReturn'>;

type ExtendedCode = 'XDIM' | 'XCFG' | 'XCFE' | 'XEVT' | 'XUPD' | 'XSTM' | 'XIVL';

/** Sends a command and gives its answer. */
type Ask = <Code extends ExtendedCode>(command: Message<Code>) => Promise<Message<Lowercase<Code>>>;

/** Numbers of fmi3IntervalQualifier. */
const QUALIFIERS = ['notYetKnown', 'unchanged', 'changed'] as const;

export class ExtendedCommands {
  readonly agreement: Agreement;
  readonly #ask: Ask;
  readonly #frames: KnownFrames;
  /** Whether arrays may have other sizes than after the instantiation. */
  #configured = false;

  /** `frames` are those that are defined; their arrays get other sizes. */
  constructor(agreement: Agreement, ask: Ask, frames: KnownFrames) {
    this.agreement = agreement;
    this.#ask = ask;
    this.#frames = frames;
  }

  /** The sizes that all arrays have now (XDIM). */
  async dimensions(): Promise<readonly SizedArray[]> {
    return (await this.#ask({ code: 'XDIM' })).arrays;
  }

  /** Configuration or Reconfiguration Mode, in which structural parameters are set (XCFG). */
  async enterConfiguration(): Promise<void> {
    await this.#ask({ code: 'XCFG' });
    this.#configured = true;
  }

  /** The end of it (XCFE); the frames that are defined have their new sizes then. */
  async exitConfiguration(): Promise<void> {
    await this.#ask({ code: 'XCFE' });
    this.#frames.resize(elementsOf(await this.dimensions()));
  }

  /** The instance has gone or begins anew: its arrays have the sizes again that they began with. */
  async startAgain(): Promise<void> {
    if (!this.#configured) return;
    this.#configured = false;
    this.#frames.resize(elementsOf(await this.dimensions()));
  }

  /** Event Mode, from between two steps (XEVT). */
  async enterEventMode(): Promise<void> {
    await this.#ask({ code: 'XEVT' });
  }

  /** Updates the discrete states (XUPD). */
  async updateDiscreteStates(): Promise<EventInfo> {
    const { again, ended, nominalsChanged, valuesChanged, nextTimeDefined, nextTime } = await this.#ask({
      code: 'XUPD',
    });
    return {
      newDiscreteStatesNeeded: again,
      terminateSimulation: ended,
      nominalsChanged,
      valuesChanged,
      nextEventTime: nextTimeDefined ? nextTime : undefined,
    };
  }

  /** Step Mode, from Event Mode (XSTM). */
  async enterStepMode(): Promise<void> {
    await this.#ask({ code: 'XSTM' });
  }

  /** Intervals of input clocks, by value reference, one for each (XIVL); `fractions`: as counter and resolution. */
  async intervals(clocks: readonly number[], fractions: boolean): Promise<ClockInterval[]> {
    const { intervals } = await this.#ask({ code: 'XIVL', clocks: [...clocks], fractions });
    return intervals.map(({ seconds, counter, resolution, qualifier }) => ({
      counter: resolution === 0n ? seconds : counter,
      resolution: resolution === 0n ? undefined : resolution,
      qualifier: QUALIFIERS[qualifier] ?? 'notYetKnown',
    }));
  }
}
