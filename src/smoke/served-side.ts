/** The side that is tested: the FMU in a server, driven over the network or shared memory as any client drives it. */
import { RfmiClient } from '../rfmi/client/client.js';
import type { FrameDefinition } from '../rfmi/wire/fields.js';
import { ErrorCode, FrameId } from '../rfmi/wire/messages.js';
import { endedByModel, RfmiError, type RfmiErrorKind } from '../rfmi/client/rfmi-error.js';
import { swapValues } from '../runtime/frame-values.js';
import { HOST_ORDER, type SubFrame } from '../runtime/frames.js';
import type { SmokeExperiment } from './experiment.js';
import type { SmokeServer } from './server-process.js';
import { ModelEnd, SideFailure, type Side } from './side.js';
import type { Signals } from './signals.js';

/** What the server has to offer. */
export interface Expected {
  /** modelDescription.xml of the FMU. */
  readonly xml: Buffer;
  readonly inputs: Signals;
  readonly outputs: Signals;
}

export class ServedSide implements Side {
  readonly #start: () => SmokeServer | Promise<SmokeServer>;
  readonly #expected: Expected;
  #server: SmokeServer | undefined;
  #client: RfmiClient | undefined;

  constructor(start: () => SmokeServer | Promise<SmokeServer>, expected: Expected) {
    this.#start = start;
    this.#expected = expected;
  }

  async begin({ startTime, announcedStop }: SmokeExperiment): Promise<{ connect: number; initialize: number }> {
    return this.#saying(async () => {
      const server = await this.#start();
      this.#server = server;
      const port = await server.listening();
      const dialled = performance.now();
      // The caller limits the time of waiting: a model may be slow. A lost connection is a fault here.
      this.#client = await RfmiClient.connect({ port }, { reconnectMilliseconds: 0 });
      const connected = performance.now();
      await this.#lookAround(this.#client);
      const initializing = performance.now();
      await this.#client.beginInitialization();
      await this.#client.beginSimulation(startTime, announcedStop);
      const begun = performance.now();
      return { connect: (connected - dialled) / 1000, initialize: (begun - initializing) / 1000 };
    });
  }

  get({ subFrames }: Signals): Promise<Buffer> {
    return this.#saying(async () => {
      if (subFrames.length === 0) return Buffer.alloc(0);
      const client = this.#requireClient();
      return this.#native(subFrames, await client.getBytes(subFrames));
    });
  }

  step(time: number, size: number, inputs: Buffer): Promise<Buffer | ModelEnd> {
    return this.#saying(async () => {
      const client = this.#requireClient();
      const { inputs: given, outputs } = this.#expected;
      const values = client.byteOrder === HOST_ORDER ? inputs : swapValues(given.subFrames, inputs, HOST_ORDER);
      const command = { time, size, input: FrameId.inputs, output: FrameId.outputs, values };
      const answer = await client.step(command).catch(endedByModel);
      if (typeof answer === 'number') return new ModelEnd(answer);
      if (answer.time !== time + size) {
        throw new SideFailure('protocol', `the server counts ${answer.time} s where ${time + size} s is due`);
      }
      return this.#native(outputs.subFrames, answer.bytes);
    });
  }

  finish(): Promise<readonly string[]> {
    return this.#saying(async () => {
      const client = this.#requireClient();
      await client.shutdownSimulation();
      await client.shutdown();
      return [];
    });
  }

  async end(): Promise<void> {
    await this.#client?.close().catch(() => undefined);
    await this.#server?.end();
  }

  /** What a client sees before it simulates has to be what is in the FMU. */
  async #lookAround(client: RfmiClient): Promise<void> {
    const offered = await client.listFmus();
    const [fmu] = offered;
    if (fmu === undefined || offered.length > 1) throw new SideFailure('protocol', `it offers ${offered.length} FMUs`);
    const { variables } = await client.selectFmu(fmu.name);
    const { xml, inputs, outputs } = this.#expected;
    const listed = new Set(variables.map(({ name }) => name));
    const missing = [...inputs.names, ...outputs.names].find((name) => !listed.has(name));
    if (missing !== undefined)
      throw new SideFailure('protocol', `its list of variables lacks ${JSON.stringify(missing)}`);
    if (!xml.equals(await client.modelDescription())) {
      throw new SideFailure('protocol', 'its modelDescription.xml is not that of the FMU');
    }
    const frames = await client.listFrames();
    requireFrame(frames, FrameId.inputs, inputs.subFrames, 'inputs');
    requireFrame(frames, FrameId.outputs, outputs.subFrames, 'outputs');
  }

  #native(subFrames: readonly SubFrame[], bytes: Buffer): Buffer {
    const order = this.#requireClient().byteOrder;
    return order === HOST_ORDER ? bytes : swapValues(subFrames, bytes, order);
  }

  #requireClient(): RfmiClient {
    if (this.#client === undefined) throw new Error('bug: not connected; please report it');
    return this.#client;
  }

  /** Puts what goes wrong into the words of a failed side. */
  async #saying<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RfmiError)) throw error;
      const kind = KINDS.get(error.errorCode);
      if (error.kind === 'eror' && kind !== undefined) throw new SideFailure(kind, error.text || error.message);
      if (GONE.has(error.kind) && this.#server?.runs === false) {
        throw new SideFailure('crash', `the server is gone: ${await this.#server.howItEnded()}`);
      }
      if (error.kind === 'eror') throw new SideFailure('error', error.text || error.message);
      throw new SideFailure(GONE.has(error.kind) ? 'crash' : 'protocol', error.message);
    }
  }
}

const KINDS: ReadonlyMap<number, 'discard' | 'error' | 'crash'> = new Map([
  [ErrorCode.discard, 'discard'],
  [ErrorCode.error, 'error'],
  [ErrorCode.fatal, 'crash'],
]);

/** No server is left that could answer. */
const GONE: ReadonlySet<RfmiErrorKind> = new Set(['connection', 'fatl', 'session-lost', 'closed']);

function requireFrame(
  frames: readonly FrameDefinition[],
  id: number,
  expected: readonly SubFrame[],
  what: string,
): void {
  const found = frames.find((frame) => frame.id === id)?.subFrames;
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  throw new SideFailure('protocol', `its frame of the ${what} does not hold the ${what} of the FMU`);
}
