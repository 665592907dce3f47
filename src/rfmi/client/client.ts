/**
 * A client of RFMI (RFMI 0.91): connects to a server, chooses one of its models and drives it through a simulation. A
 * method for every command, values as values of JavaScript, and variables by name where that is handier.
 */
import { encodeMessage, type ByteOrder } from '../wire/codec.js';
import { Conversation, decodeAnswer, type ConversationOptions } from './conversation.js';
import type { RfmiTarget } from './dial.js';
import { EXTENSION_VERSION } from '../wire/extension.js';
import { ExtendedCommands } from './extended.js';
import type { FrameChoice, FrameDefinition } from '../wire/fields.js';
import { KnownFrames, frameBytes, frameOf, frameValues, inOrder } from './known-frames.js';
import { FrameId, type CommandCode, type Message } from '../wire/messages.js';
import { RfmiError, brokenProtocol } from './rfmi-error.js';
import { RemoteFmu } from './remote-fmu.js';
import type { SubFrame, Value } from '../../runtime/frames.js';

export type { RfmiPlace, RfmiTarget } from './dial.js';
export type { Agreement, ExtendedCommands } from './extended.js';
export { RemoteFmu, type RfmiVariable } from './remote-fmu.js';

/** Options of {@link RfmiClient.connect}. */
export type RfmiClientOptions = ConversationOptions;

/** A model that a server offers. */
export type OfferedFmu = Message<'lfmu'>['fmus'][number];

/** A step (4.2.9). */
export interface StepCommand extends Partial<Pick<Message<'STEP'>, 'newStep' | 'input' | 'output'>> {
  /** Current time in seconds: that of the last answer, or the start time. */
  readonly time: number;
  /** Seconds. */
  readonly size: number;
  /** Of the input frame: one for each reference; or their bytes in the byte order of the connection. */
  readonly values?: readonly Value[] | Uint8Array | undefined;
}

/** What a step is answered with (4.2.10). */
export interface StepAnswer {
  /** The time now, in seconds: what the server counts. */
  readonly time: number;
  /** Values of the output frame, one for each reference. */
  readonly values: readonly Value[];
  /**
   * The same, as they came in the byte order of the connection: a NaN of JavaScript forgets its bits. They are there
   * until the next command.
   */
  readonly bytes: Buffer;
  /** After an agreement on the extension: whether the model wants an event, returned early, wants to end. */
  readonly eventsNeeded: boolean;
  readonly early: boolean;
  readonly ended: boolean;
}

const NOTHING = new Uint8Array();

export class RfmiClient {
  readonly #conversation: Conversation;
  readonly #frames = new KnownFrames();
  #extended: ExtendedCommands | undefined;
  #selected: RemoteFmu | undefined;

  private constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  /**
   * Connects and begins a session.
   * @throws RfmiError `connection`, `timeout`, `protocol`, or how the server refuses; FmuToolError `rfmi-url`
   */
  static async connect(target: RfmiTarget, options: RfmiClientOptions = {}): Promise<RfmiClient> {
    return new RfmiClient(await Conversation.open(target, options));
  }

  /** What this is connected to, for messages to people. */
  get peer(): string {
    return this.#conversation.peer;
  }

  /** Number of the session. */
  get session(): number {
    return this.#conversation.hello.session;
  }

  /** Version of the protocol that the server speaks. */
  get version(): { readonly major: number; readonly minor: number } {
    const { major, minor } = this.#conversation.hello;
    return { major, minor };
  }

  /** Byte order of the connection, as the server has chosen it. */
  get byteOrder(): ByteOrder {
    return this.#conversation.order;
  }

  /** The model that was selected; undefined before that. */
  get selected(): RemoteFmu | undefined {
    return this.#selected;
  }

  /** The commands of the extension XTND, once it was agreed on. */
  get extended(): ExtendedCommands | undefined {
    return this.#extended;
  }

  /**
   * Asks for the extension XTND, with Event Mode and early return (XTND); to be called before a model is selected. Undefined:
   * the server does not have it.
   */
  async extend(): Promise<ExtendedCommands | undefined> {
    const wanted = { code: 'XTND', version: EXTENSION_VERSION, eventMode: true, earlyReturn: true } as const;
    const agreement = await this.#ask(wanted).catch((error: unknown) => {
      if (error instanceof RfmiError && (error.kind === 'unsp' || error.kind === 'nack')) return undefined;
      throw error;
    });
    if (agreement === undefined) return undefined;
    if (agreement.version !== EXTENSION_VERSION) {
      throw this.#broken('XTND', `it has version ${agreement.version} of the extension`);
    }
    this.#conversation.bind();
    this.#extended = new ExtendedCommands(agreement, (command) => this.#ask(command), this.#frames);
    return this.#extended;
  }

  /** The models of the server (LFMU). */
  async listFmus(): Promise<readonly OfferedFmu[]> {
    return (await this.#ask({ code: 'LFMU' })).fmus;
  }

  /**
   * Selects a model (FSEL). Frames that were defined before are gone then.
   * @throws RfmiError `nack` or `eror` if there is none of that name
   */
  async selectFmu(name: string): Promise<RemoteFmu> {
    const { name: answered, variables } = await this.#ask({ code: 'FSEL', name });
    this.#frames.clear();
    this.#selected = new RemoteFmu(answered, variables);
    return this.#selected;
  }

  /** The bytes of modelDescription.xml (FXML). */
  async modelDescription(): Promise<Buffer> {
    return (await this.#ask({ code: 'FXML' })).xml;
  }

  /** All frames that are defined (LFRM). */
  async listFrames(): Promise<readonly FrameDefinition[]> {
    const { frames } = await this.#ask({ code: 'LFRM' });
    this.#frames.set(frames);
    return frames;
  }

  /**
   * Defines a frame (DFRM), or defines it anew.
   * @throws RfmiError `nack` if the server declines
   */
  async defineFrame(frame: FrameDefinition): Promise<void> {
    await this.#ask({ code: 'DFRM', frame });
    this.#frames.define(frame);
  }

  /** Makes an instance of the model (INIT). */
  async beginInitialization(): Promise<void> {
    await this.#ask({ code: 'INIT' });
  }

  /** The values of a frame, one for each reference (GETV). */
  async getVariables(frame: FrameChoice): Promise<Value[]> {
    return (await this.#getVariables(frame)).values;
  }

  /** The same, as bytes in the byte order of the connection, which are there until the next command. */
  async getBytes(frame: FrameChoice): Promise<Buffer> {
    return (await this.#getVariables(frame)).bytes;
  }

  /** Sets the values of a frame, one for each reference (SETV). */
  async setVariables(frame: FrameChoice, values: readonly Value[]): Promise<void> {
    const subFrames = await this.#subFrames(frame);
    await this.setBytes(frame, frameBytes(subFrames, values, this.byteOrder));
  }

  /** The same, from bytes in the byte order of the connection. */
  async setBytes(frame: FrameChoice, values: Buffer): Promise<void> {
    await this.#ask({ code: 'SETV', frame, values });
  }

  /**
   * The values of the variables of these names, in their order.
   * @throws RangeError for a name that the selected model does not have
   */
  async get(names: readonly string[]): Promise<Value[]> {
    const { subFrames, order } = frameOf(this.#requireSelected().require(names));
    const values = await this.getVariables(subFrames);
    return inOrder(order, values);
  }

  /**
   * Sets variables by their names.
   * @throws RangeError for a name that the selected model does not have
   */
  async set(values: Readonly<Record<string, Value>> | ReadonlyMap<string, Value>): Promise<void> {
    const entries: readonly (readonly [string, Value])[] =
      values instanceof Map ? [...(values as ReadonlyMap<string, Value>)] : Object.entries(values);
    const { subFrames, order } = frameOf(this.#requireSelected().require(entries.map(([name]) => name)));
    await this.setVariables(
      subFrames,
      order.map((index) => entries[index]?.[1] ?? 0),
    );
  }

  /** Initializes the model in one go (SIMS). Times in seconds. */
  async beginSimulation(startTime: number, stopTime?: number): Promise<void> {
    await this.#ask({ code: 'SIMS', ...experiment(startTime, stopTime) });
  }

  /** FMI 2.0 and 3.0: the first of three steps of {@link beginSimulation} (SEXP). */
  async setupExperiment(startTime: number, stopTime?: number): Promise<void> {
    await this.#ask({ code: 'SEXP', ...experiment(startTime, stopTime) });
  }

  /** The second step (EINI). */
  async enterInitialization(): Promise<void> {
    await this.#ask({ code: 'EINI' });
  }

  /** The third step (XINI). */
  async exitInitialization(): Promise<void> {
    await this.#ask({ code: 'XINI' });
  }

  /**
   * A step (STEP).
   * @throws RfmiError `eror` with the `errorCode` 3 (discarded), 4 (error), 5 (the model is gone) or 6 (it has ended the
   * simulation: see `endedByModel`)
   */
  async step(command: StepCommand): Promise<StepAnswer> {
    const { time, size, newStep = true, input = FrameId.empty, output = FrameId.empty } = command;
    const order = this.byteOrder;
    const { values = NOTHING } = command;
    const bytes =
      values instanceof Uint8Array
        ? Buffer.from(values.buffer, values.byteOffset, values.length)
        : frameBytes(this.#frames.get(input) ?? (await this.#subFrames(input)), values, order);
    const outputs = this.#frames.get(output) ?? (await this.#subFrames(output));
    const message = encodeMessage({ code: 'STEP', time, size, newStep, input, output, values: bytes }, order);
    const step = this.#expect('STEP', await this.#conversation.exchange(message, 'STEP'));
    if (step.output !== output) throw this.#broken('STEP', `it has the frame ${step.output}, not ${output}`);
    const { eventsNeeded, early, ended } = step;
    const read = this.#values('STEP', outputs, step.values);
    return { time: step.time, values: read, bytes: step.values, eventsNeeded, early, ended };
  }

  /** Ends the simulation and frees the model (SDWN). */
  async shutdownSimulation(): Promise<void> {
    await this.#ask({ code: 'SDWN' });
    await this.#extended?.startAgain();
  }

  /** Puts the model back to before its initialization (SRST). */
  async reset(): Promise<void> {
    await this.#ask({ code: 'SRST' });
    await this.#extended?.startAgain();
  }

  /** Ends the session (SOFF) and the connection. */
  async shutdown(): Promise<void> {
    await this.#ask({ code: 'SOFF' });
    await this.close();
  }

  /** Ends the connection alone; a command that waits for its answer is rejected. May be called again. */
  close(): Promise<void> {
    return this.#conversation.close();
  }

  async #ask<Code extends CommandCode>(command: Message<Code>): Promise<Message<Lowercase<Code>>> {
    const { code } = command as { code: CommandCode };
    const bytes = encodeMessage(command as Message<CommandCode>, this.byteOrder);
    return this.#expect(code as Code, await this.#conversation.exchange(bytes, code));
  }

  #expect<Code extends CommandCode>(code: Code, bytes: Buffer): Message<Lowercase<Code>> {
    try {
      const answer = decodeAnswer(bytes, this.byteOrder, code, this.#extended !== undefined);
      if (answer.code !== code.toLowerCase()) throw brokenProtocol(code, `it is '${answer.code}'`);
      return answer as Message<Lowercase<Code>>;
    } catch (error) {
      if (error instanceof RfmiError && (error.kind === 'protocol' || error.kind === 'fatl')) this.#giveUp();
      throw error;
    }
  }

  /** Nothing more can be understood on this connection. */
  #giveUp(): void {
    this.close().catch(() => undefined);
  }

  #broken(command: string, what: string): RfmiError {
    this.#giveUp();
    return brokenProtocol(command, what);
  }

  async #getVariables(frame: FrameChoice): Promise<{ readonly values: Value[]; readonly bytes: Buffer }> {
    const subFrames = await this.#subFrames(frame);
    const { frame: answered, values } = await this.#ask({ code: 'GETV', frame });
    const asked = typeof frame === 'number' ? frame : FrameId.dynamic;
    if (answered !== asked) throw this.#broken('GETV', `it has the frame ${answered}, not ${asked}`);
    return { values: this.#values('GETV', subFrames, values), bytes: values };
  }

  #values(command: string, subFrames: readonly SubFrame[], bytes: Uint8Array): Value[] {
    try {
      return frameValues(subFrames, bytes, this.byteOrder);
    } catch (error) {
      throw this.#broken(command, (error as Error).message);
    }
  }

  async #subFrames(frame: FrameChoice): Promise<readonly SubFrame[]> {
    if (typeof frame !== 'number') return frame;
    const known = this.#frames.get(frame);
    if (known !== undefined) return known;
    await this.listFrames();
    return this.#frames.require(frame);
  }

  #requireSelected(): RemoteFmu {
    if (this.#selected === undefined) throw new TypeError('select a model first');
    return this.#selected;
  }
}

function experiment(
  startTime: number,
  stopTime: number | undefined,
): { startTime: number; stopTime: number; stopTimeDefined: boolean } {
  return { startTime, stopTime: stopTime ?? 0, stopTimeDefined: stopTime !== undefined };
}
