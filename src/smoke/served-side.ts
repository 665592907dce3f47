/** The side that is tested: the FMU in a server, driven over the network or shared memory as any client drives it. */
import type { RfmiClient } from '../rfmi/client/client.js';
import type { FrameDefinition } from '../rfmi/wire/fields.js';
import { FrameId } from '../rfmi/wire/messages.js';
import { endedByModel } from '../rfmi/client/rfmi-error.js';
import { swapValues } from '../runtime/frame-values.js';
import { HOST_ORDER, type SubFrame } from '../runtime/frames.js';
import type { SmokeExperiment } from './experiment.js';
import { ServedConnection } from './served-connection.js';
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
  readonly #connection: ServedConnection;
  readonly #expected: Expected;

  constructor(start: () => SmokeServer | Promise<SmokeServer>, expected: Expected) {
    this.#connection = new ServedConnection(start);
    this.#expected = expected;
  }

  async begin({ startTime, announcedStop }: SmokeExperiment): Promise<{ connect: number; initialize: number }> {
    return this.#connection.saying(async () => {
      const connect = await this.#connection.open();
      const { client } = this.#connection;
      await this.#lookAround(client);
      const initializing = performance.now();
      await client.beginInitialization();
      await client.beginSimulation(startTime, announcedStop);
      const begun = performance.now();
      return { connect, initialize: (begun - initializing) / 1000 };
    });
  }

  get({ subFrames }: Signals): Promise<Buffer> {
    return this.#connection.saying(async () => {
      if (subFrames.length === 0) return Buffer.alloc(0);
      const client = this.#connection.client;
      return this.#native(subFrames, await client.getBytes(subFrames));
    });
  }

  step(time: number, size: number, inputs: Buffer): Promise<Buffer | ModelEnd> {
    return this.#connection.saying(async () => {
      const client = this.#connection.client;
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
    return this.#connection.saying(async () => {
      const client = this.#connection.client;
      await client.shutdownSimulation();
      await client.shutdown();
      return [];
    });
  }

  async end(): Promise<void> {
    await this.#connection.end();
  }

  /** What a client sees before it simulates has to be what is in the FMU. */
  async #lookAround(client: RfmiClient): Promise<void> {
    const { xml, inputs, outputs } = this.#expected;
    await this.#connection.select(xml);
    const listed = new Set(client.selected?.variables.map(({ name }) => name));
    const missing = [...inputs.names, ...outputs.names].find((name) => !listed.has(name));
    if (missing !== undefined)
      throw new SideFailure('protocol', `its list of variables lacks ${JSON.stringify(missing)}`);
    const frames = await client.listFrames();
    requireFrame(frames, FrameId.inputs, inputs.subFrames, 'inputs');
    requireFrame(frames, FrameId.outputs, outputs.subFrames, 'outputs');
  }

  #native(subFrames: readonly SubFrame[], bytes: Buffer): Buffer {
    const order = this.#connection.client.byteOrder;
    return order === HOST_ORDER ? bytes : swapValues(subFrames, bytes, order);
  }
}

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
