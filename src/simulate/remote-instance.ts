/**
 * A model of FMI 3.0 on a server of RFMI that has the extension XTND, asked in the words of an instance on this machine: lists
 * of calls become commands, so that the same simulation drives both.
 */
import { FmuToolError } from '../fmu/error.js';
import type { ExtendedCommands, RfmiClient, StepAnswer } from '../rfmi/client/client.js';
import { RfmiError } from '../rfmi/client/rfmi-error.js';
import { elementsOf, resized } from '../rfmi/wire/array-sizes.js';
import type { FrameChoice } from '../rfmi/wire/fields.js';
import { ErrorCode, FrameId } from '../rfmi/wire/messages.js';
import type { Call, CallResult, Outcome } from '../runtime/calls.js';
import { swapValues } from '../runtime/frame-values.js';
import { decodeFrame, HOST_ORDER, type SubFrame } from '../runtime/frames.js';
import { SimulationProblem } from './conversation.js';
import type { DrivenModel } from './driven.js';

/** A frame as the server knows it. */
interface RemoteFrame {
  readonly subFrames: readonly SubFrame[];
  /** Its number, or itself where it has none. */
  readonly choice: FrameChoice;
}

type Setting = Extract<Call, { call: 'set' }>;
type Step = Extract<Call, { call: 'step' }>;

export class RemoteInstance implements DrivenModel {
  readonly #client: RfmiClient;
  readonly #extended: ExtendedCommands;
  readonly #frames = new WeakMap<Uint8Array, RemoteFrame>();
  #experiment: Extract<Call, { call: 'setup' }> | undefined;
  /** What came with the step that the model has ended the simulation with: it need not be asked for it again. */
  #atEnd: { readonly frame: Uint8Array; readonly values: Buffer } | undefined;
  /** Until then what goes wrong on the way is no end of a simulation. */
  #begun = false;

  /** The model that `client` has selected; its instance is made by {@link prepare}. */
  constructor(client: RfmiClient, extended: ExtendedCommands) {
    this.#client = client;
    this.#extended = extended;
  }

  /**
   * Defines frames, and makes the instance (INIT).
   * @throws RfmiError; FmuToolError `model-instantiate`
   */
  async prepare(frames: readonly Uint8Array[]): Promise<void> {
    const now = elementsOf(await this.#extended.dimensions());
    let id: number = FrameId.firstOfClient;
    for (const bytes of frames) {
      const subFrames = decodeFrame(bytes);
      if (subFrames.length === 0) continue;
      if (await this.#define(id, resized(subFrames, now))) this.#frames.set(bytes, { subFrames, choice: id++ });
    }
    await this.#client.beginInitialization().catch((error: unknown) => {
      if (!(error instanceof RfmiError) || error.kind !== 'eror' || error.text === '') throw error;
      throw new FmuToolError('model-instantiate', error.text, { cause: error });
    });
  }

  /**
   * Carries out calls. A step that the model ends the simulation with is an outcome; all else that does not go well is thrown.
   * @throws SimulationProblem what the model does wrong, and after the initialization what happens on the way too;
   * before that RfmiError; FmuToolError `start-value`
   */
  async run(calls: readonly Call[]): Promise<Outcome> {
    try {
      return await this.#run(calls);
    } catch (error) {
      throw this.#explained(error);
    }
  }

  async #run(calls: readonly Call[]): Promise<Outcome> {
    const results: CallResult[] = [];
    let outcome: Outcome = {
      status: 'ok',
      results,
      failed: undefined,
      lastTime: undefined,
      terminated: false,
      log: [],
    };
    for (let place = 0; place < calls.length; place += 1) {
      const [call, next, after] = [calls[place], calls[place + 1], calls[place + 2]];
      if (call === undefined) break;
      const step = call.call === 'step' ? call : call.call === 'set' && next?.call === 'step' ? next : undefined;
      if (step === undefined) {
        results.push(await this.#one(call));
        continue;
      }
      const setting = call.call === 'set' ? call : undefined;
      const following = setting === undefined ? next : after;
      const getting = following?.call === 'get' ? following.frame : undefined;
      const { answer, values } = await this.#step(step, setting, getting);
      if (setting !== undefined) results.push(undefined);
      const lastTime = answer.time === step.time + step.size && !answer.early ? undefined : answer.time;
      const { eventsNeeded: needsEvent, early: isEarly } = answer;
      outcome = { ...outcome, lastTime, needsEvent, isEarly };
      // As a list ends on this machine: the step has no result, and nothing that follows it is carried out.
      if (answer.ended && getting !== undefined && values !== undefined) this.#atEnd = { frame: getting, values };
      if (answer.ended)
        return { ...outcome, status: 'discard', failed: 'STEP', lastTime: answer.time, terminated: true };
      results.push(undefined);
      place += setting === undefined ? 0 : 1;
      if (values === undefined) continue;
      results.push(values);
      place += 1;
    }
    return outcome;
  }

  /** A step with what is set right before it and got right after it, in one command as far as there are frames for that. */
  async #step(
    { time, size, final }: Step,
    setting: Setting | undefined,
    getting: Uint8Array | undefined,
  ): Promise<{ readonly answer: StepAnswer; readonly values: Buffer | undefined }> {
    const given = setting === undefined ? undefined : this.#frameOf(setting.frame);
    if (setting !== undefined && typeof given?.choice !== 'number') await this.#set(setting);
    const wanted = getting === undefined ? undefined : this.#frameOf(getting);
    const [input, output] = [numberOf(given), numberOf(wanted)];
    const values =
      setting === undefined || given === undefined || input === FrameId.empty
        ? undefined
        : this.#toServer(given, setting.values);
    const answer = await this.#client.step({ time, size, newStep: final, input, output, values });
    if (wanted === undefined || output === FrameId.empty) return { answer, values: undefined };
    return { answer, values: this.#fromServer(wanted, answer.bytes) };
  }

  async #one(call: Call): Promise<CallResult> {
    const [client, extended] = [this.#client, this.#extended];
    switch (call.call) {
      case 'setup':
        this.#experiment = call;
        return undefined;
      case 'set':
        return this.#set(call);
      case 'get':
        return call.frame === this.#atEnd?.frame ? this.#atEnd.values : this.#get(this.#frameOf(call.frame));
      case 'enterConfiguration':
        return nothing(extended.enterConfiguration());
      case 'exitConfiguration':
        return nothing(extended.exitConfiguration());
      case 'enterInitialization':
        await client.setupExperiment(this.#experiment?.startTime ?? 0, this.#experiment?.stopTime);
        return nothing(client.enterInitialization());
      case 'exitInitialization':
        await client.exitInitialization();
        this.#begun = true;
        return undefined;
      case 'enterEvents':
        return nothing(extended.enterEventMode());
      case 'newDiscreteStates':
        return extended.updateDiscreteStates();
      case 'enterStepMode':
        return nothing(extended.enterStepMode());
      case 'getIntervals':
        return extended.intervals(call.clocks, call.fraction);
      case 'terminate':
        return nothing(client.shutdownSimulation());
      default:
        throw new Error(`bug: ${call.call} is no call of co-simulation; please report it`);
    }
  }

  /** Whether the frame is defined now; a server may have enough of them. */
  async #define(id: number, subFrames: readonly SubFrame[]): Promise<boolean> {
    try {
      await this.#client.defineFrame({ id, subFrames });
      return true;
    } catch (error) {
      if (error instanceof RfmiError && (error.kind === 'nack' || error.kind === 'unsp')) return false;
      throw error;
    }
  }

  #frameOf(bytes: Uint8Array): RemoteFrame {
    const known = this.#frames.get(bytes);
    if (known !== undefined) return known;
    const subFrames = decodeFrame(bytes);
    const frame = { subFrames, choice: subFrames.length === 0 ? FrameId.empty : subFrames };
    this.#frames.set(bytes, frame);
    return frame;
  }

  async #set({ frame: bytes, values }: Setting): Promise<undefined> {
    const frame = this.#frameOf(bytes);
    if (frame.subFrames.length > 0) await this.#client.setBytes(frame.choice, this.#toServer(frame, values));
    return undefined;
  }

  async #get(frame: RemoteFrame): Promise<Buffer> {
    if (frame.subFrames.length === 0) return Buffer.alloc(0);
    return this.#fromServer(frame, await this.#client.getBytes(frame.choice));
  }

  #toServer({ subFrames }: RemoteFrame, values: Uint8Array): Buffer {
    const bytes = Buffer.from(values.buffer, values.byteOffset, values.length);
    return this.#client.byteOrder === HOST_ORDER ? bytes : swapValues(subFrames, bytes, HOST_ORDER);
  }

  /** In the byte order of this machine; a copy, since what a client gives is there until the next command. */
  #fromServer({ subFrames }: RemoteFrame, bytes: Buffer): Buffer {
    const { byteOrder } = this.#client;
    return byteOrder === HOST_ORDER ? Buffer.from(bytes) : swapValues(subFrames, bytes, byteOrder);
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof RfmiError)) return error;
    const { kind, text, command, message } = error;
    if (isOfModel(error)) return new SimulationProblem(text === '' ? message : text, { cause: error });
    // What the server says names the variable and why it cannot be set; that it was SETV is of no use to the user.
    if (kind === 'nack' && command === 'SETV' && !this.#begun && text !== '') {
      return new FmuToolError('start-value', text, { cause: error });
    }
    return this.#begun || kind === 'closed' ? new SimulationProblem(message, { cause: error }) : error;
  }
}

/** The number of a frame that is defined; that of the empty one for all others. */
function numberOf(frame: RemoteFrame | undefined): number {
  return typeof frame?.choice === 'number' ? frame.choice : FrameId.empty;
}

async function nothing(done: Promise<void>): Promise<undefined> {
  await done;
  return undefined;
}

/** Whether the model is at fault, and not its server or the way there. */
export function isOfModel({ kind, errorCode }: RfmiError): boolean {
  const codes: readonly number[] = [ErrorCode.discard, ErrorCode.error, ErrorCode.fatal];
  return kind === 'eror' && codes.includes(errorCode);
}
