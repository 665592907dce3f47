/** Sessions that have agreed on the extension XTND, over the little FMU of extended-model.ts, and the ways into their phases. */
import { expect } from 'vitest';
import { parseModelDescription } from '../../../src/fmu/model-description.js';
import type { ServedFmu } from '../../../src/rfmi/session/catalogue.js';
import type { Phase } from '../../../src/rfmi/session/phases.js';
import { Session } from '../../../src/rfmi/session/session.js';
import type { Command, Message, Response } from '../../../src/rfmi/wire/messages.js';
import { encodeValues } from '../../../src/runtime/frame-values.js';
import type { ByteOrder, SubFrame, Value } from '../../../src/runtime/frames.js';
import { COMMAND, NONE } from './drive.js';
import { COLUMNS, EXTENDED_XML, ExtendedModel, ROWS, U, UINT64, REAL } from './extended-model.js';

/** A command of each kind, of the specification and of the extension. */
export const ALL = {
  ...COMMAND,
  FSEL: { code: 'FSEL', name: 'extended' },
  XTND: { code: 'XTND', version: 1, eventMode: true, earlyReturn: true },
  XDIM: { code: 'XDIM' },
  XCFG: { code: 'XCFG' },
  XCFE: { code: 'XCFE' },
  XEVT: { code: 'XEVT' },
  XUPD: { code: 'XUPD' },
  XSTM: { code: 'XSTM' },
  XIVL: { code: 'XIVL', fractions: false, clocks: [] },
} as const satisfies Record<string, Command>;

const xml = Buffer.from(EXTENDED_XML);
const description = parseModelDescription(xml);

export class DrivenExtended {
  readonly session: Session;
  readonly models: ExtendedModel[] = [];
  readonly log: string[] = [];

  constructor() {
    const served: ServedFmu = {
      name: 'extended',
      description,
      xml,
      instantiate: (_signal, eventMode = false) => {
        this.models.push(new ExtendedModel(eventMode));
        return Promise.resolve(this.model);
      },
    };
    this.session = new Session([served], { onLog: ({ text }) => this.log.push(text) });
  }

  /** The model that was instantiated last. */
  get model(): ExtendedModel {
    return this.models.at(-1)!;
  }

  async say(...commands: readonly Command[]): Promise<Response> {
    let answer: Response | undefined;
    for (const command of commands) answer = await this.session.handle(command, 'little');
    return answer!;
  }

  async sayIn(order: ByteOrder, command: Command): Promise<Response> {
    return this.session.handle(command, order);
  }

  /** Says commands that are all answered as they should be. */
  async go(...commands: readonly Command[]): Promise<this> {
    for (const command of commands) expect(await this.say(command)).toHaveProperty('code', command.code.toLowerCase());
    return this;
  }

  /** Up to an instance. */
  begin(agreement: Partial<Message<'XTND'>> = {}): Promise<this> {
    return this.go({ ...ALL.XTND, ...agreement }, ALL.FSEL, ALL.INIT);
  }

  /** Up to the first step. */
  async simulate(agreement: Partial<Message<'XTND'>> = {}): Promise<this> {
    await (await this.begin(agreement)).go(ALL.SIMS);
    return this.session.phase === 'eventMode' ? this.go(ALL.XUPD, ALL.XSTM) : this;
  }

  async get(...subFrames: readonly SubFrame[]): Promise<Buffer> {
    const answer = await this.say({ code: 'GETV', frame: subFrames });
    expect(answer).toHaveProperty('code', 'getv');
    return (answer as Message<'getv'>).values;
  }
}

export function setting(subFrames: readonly SubFrame[], values: readonly Value[]): Message<'SETV'> {
  return { code: 'SETV', frame: [...subFrames], values: encodeValues(subFrames, values) };
}

export const SET_U = setting([{ type: REAL, references: [U] }], [5]);
export const SET_ROWS = (rows: bigint): Message<'SETV'> => setting([{ type: UINT64, references: [ROWS] }], [rows]);
export const SET_COLUMNS = (columns: bigint): Message<'SETV'> =>
  setting([{ type: UINT64, references: [COLUMNS] }], [columns]);

/** Ways into the phases that a session with an agreement can be in. */
export const INTO_EXTENDED: Readonly<Record<Exclude<Phase, 'startup'>, (driven: DrivenExtended) => Promise<unknown>>> =
  {
    selection: (driven) => driven.go(ALL.XTND),
    frameSetup: (driven) => driven.go(ALL.XTND, ALL.FSEL),
    initialization: (driven) => driven.begin(),
    experiment: async (driven) => (await driven.begin()).go(ALL.SEXP),
    initializationMode: async (driven) => (await driven.begin()).go(ALL.SEXP, ALL.EINI),
    simulation: (driven) => driven.simulate(),
    eventMode: async (driven) => (await driven.begin()).go(ALL.SIMS),
    configuration: async (driven) => (await driven.begin()).go(ALL.XCFG),
    reconfiguration: async (driven) => (await driven.simulate()).go(ALL.XCFG),
    stepFailed: async (driven) => {
      await driven.simulate();
      driven.model.failures.set('step', { status: 'discard', lastTime: 0.25, terminated: true });
      await driven.go(ALL.STEP);
    },
    error: async (driven) => {
      await driven.simulate();
      driven.model.failures.set('step', { status: 'error' });
      await driven.say(ALL.STEP);
    },
    fatal: async (driven) => {
      await driven.simulate();
      driven.model.failures.set('step', { status: 'fatal' });
      await driven.say(ALL.STEP);
    },
    ended: async (driven) => driven.go(ALL.XTND, ALL.SOFF),
  };

/** A step with nothing set and nothing got. */
export const STEP = { ...ALL.STEP, values: NONE };
