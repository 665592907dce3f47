/** Sessions over fake FMUs, and the ways into their phases. */
import { expect } from 'vitest';
import { FmuToolError } from '../../../src/fmu/error.js';
import { parseModelDescription } from '../../../src/fmu/model-description.js';
import type { ServedFmu } from '../../../src/rfmi/session/catalogue.js';
import type { Command, Response } from '../../../src/rfmi/wire/messages.js';
import { Session, type SessionOptions } from '../../../src/rfmi/session/session.js';
import type { LogMessage } from '../../../src/runtime/calls.js';
import type { ByteOrder } from '../../../src/runtime/frames.js';
import { ONE, THREE, TWO, type FakeFmu } from './fake-fmus.js';
import { FakeModel } from './fake-model.js';

export const NONE = Buffer.alloc(0);
export const EXPERIMENT = { startTime: 0, stopTime: 0, stopTimeDefined: false } as const;

/** A command of each kind that is allowed somewhere. */
export const COMMAND = {
  RFMI: { code: 'RFMI', major: 1, minor: 0, session: 0 },
  SOFF: { code: 'SOFF' },
  LFMU: { code: 'LFMU' },
  FSEL: { code: 'FSEL', name: 'two' },
  FXML: { code: 'FXML' },
  LFRM: { code: 'LFRM' },
  DFRM: { code: 'DFRM', frame: { id: 0x8000_0000, subFrames: [] } },
  INIT: { code: 'INIT' },
  GETV: { code: 'GETV', frame: 2 },
  SETV: { code: 'SETV', frame: 0, values: NONE },
  SIMS: { code: 'SIMS', ...EXPERIMENT },
  SEXP: { code: 'SEXP', ...EXPERIMENT },
  EINI: { code: 'EINI' },
  XINI: { code: 'XINI' },
  STEP: { code: 'STEP', time: 0, size: 0.5, newStep: true, input: 0, output: 0, values: NONE },
  SDWN: { code: 'SDWN' },
  SRST: { code: 'SRST' },
} as const satisfies Record<string, Command>;

/** A session over the three fake FMUs that remembers what was instantiated and logged. */
export class Driven {
  readonly session: Session;
  readonly models: FakeModel[] = [];
  readonly log: (LogMessage & { fmu: string })[] = [];
  /** The next instance cannot be had, for this reason. */
  refuse: string | undefined;
  /** Done with each model as it is made. */
  prepare: (model: FakeModel) => void = () => undefined;

  constructor(slow = false, options: SessionOptions = {}) {
    const served = [ONE, TWO, THREE].map((fmu) => this.#serve(fmu, slow));
    this.session = new Session(served, { onLog: (message, fmu) => this.log.push({ ...message, fmu }), ...options });
  }

  /** The model that was instantiated last. */
  get model(): FakeModel {
    return this.models.at(-1)!;
  }

  /** Answers to commands, one after the other; the last one. */
  async say(...commands: readonly Command[]): Promise<Response> {
    let answer: Response | undefined;
    for (const command of commands) answer = await this.session.handle(command, 'little');
    return answer!;
  }

  async sayIn(order: ByteOrder, command: Command): Promise<Response> {
    return this.session.handle(command, order);
  }

  /** Selects an FMU and instantiates it. */
  async begin(name = 'two'): Promise<this> {
    expect((await this.say({ ...COMMAND.FSEL, name })).code).toBe('fsel');
    expect((await this.say(COMMAND.INIT)).code).toBe('init');
    return this;
  }

  /** The same, and starts a simulation at 0. */
  async simulate(name = 'two'): Promise<this> {
    await this.begin(name);
    expect((await this.say(COMMAND.SIMS)).code).toBe('sims');
    return this;
  }

  #serve(fmu: FakeFmu, slow: boolean): ServedFmu {
    const xml = Buffer.from(fmu.xml);
    const instantiate = (): Promise<FakeModel> => {
      const why = this.refuse;
      this.refuse = undefined;
      if (why !== undefined) return Promise.reject(new FmuToolError('model-instantiate', why));
      const model = new FakeModel(fmu, slow);
      this.models.push(model);
      this.prepare(model);
      return Promise.resolve(model);
    };
    return { name: fmu.name, description: parseModelDescription(xml), xml, instantiate };
  }
}

/** Bytes from hex, with blanks. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replace(/\s/g, ''), 'hex');
}
