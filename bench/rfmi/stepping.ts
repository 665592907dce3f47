// A client in the middle of a simulation, which steps as quickly as it can.
import type { RfmiClient } from '../../src/rfmi/client/client.js';
import { RfmiClient as Client } from './built.js';

const STEP = 0.01;
const [INPUTS, OUTPUTS] = [1, 2];

export class Stepping {
  /** As the server counts it. */
  #time = 0;

  private constructor(
    readonly client: RfmiClient,
    readonly values: number[],
    readonly outputs: number,
  ) {}

  /** Connects, selects the FMU and begins a simulation of it. */
  static async begin(port: number, fmu: string): Promise<Stepping> {
    return Stepping.with(await Client.connect({ port }), fmu);
  }

  /** The same for a client that is connected. */
  static async with(client: RfmiClient, fmu: string): Promise<Stepping> {
    await client.selectFmu(fmu);
    const frames = await client.listFrames();
    const count = (id: number): number =>
      frames.find((frame) => frame.id === id)!.subFrames.reduce((sum, { references }) => sum + references.length, 0);
    await client.beginInitialization();
    await client.beginSimulation(0);
    const values = Array.from({ length: count(INPUTS) }, (_, index) => index + 0.5);
    return new Stepping(client, values, count(OUTPUTS));
  }

  async step(): Promise<void> {
    const { client, values } = this;
    const input = values.length > 0 ? INPUTS : 0;
    const answer = await client.step({ time: this.#time, size: STEP, input, output: OUTPUTS, values });
    if (answer.values.length !== this.outputs) throw new Error('a step without its outputs');
    this.#time = answer.time;
  }

  /** Nanoseconds per step. */
  async measure(rounds: number): Promise<number> {
    const begin = process.hrtime.bigint();
    for (let round = 0; round < rounds; round += 1) await this.step();
    return Number(process.hrtime.bigint() - begin) / rounds;
  }

  async end(): Promise<void> {
    await this.client.shutdownSimulation();
    await this.client.shutdown();
  }
}
