// Client and server in one process, and what the server asks of the model for a step, alone: the two parts of a step over
// a network that are not the network.
import type { Call, ModelInstance } from '../../src/runtime/calls.js';
import { encodeFrame, ValueType } from '../../src/runtime/frames.js';
import { Fmu, RfmiClient, RfmiServer, ServedModel, endpointPair } from './built.js';
import { Stepping } from './stepping.js';

export class OneProcess {
  private constructor(
    readonly stepping: Stepping,
    readonly instance: ModelInstance,
    readonly close: () => Promise<void>,
  ) {}

  static async start(file: string, name: string): Promise<OneProcess> {
    const fmu = Fmu.open(file);
    const served = await ServedModel.open(fmu, name);
    fmu.close();
    const server = await RfmiServer.start({ catalogue: [served] });
    const [here, there] = endpointPair();
    server.attach(there);
    const stepping = await Stepping.with(await RfmiClient.connect(here), name);
    const instance = await served.instantiate();
    await instance.run([
      { call: 'setup', startTime: 0 },
      { call: 'enterInitialization' },
      { call: 'exitInitialization' },
    ]);
    return new OneProcess(stepping, instance, async () => {
      await stepping.end();
      await instance.close();
      await server.close();
      await served.close();
    });
  }

  /** Nanoseconds per list of calls: 10 inputs, a step, 10 outputs. */
  async run(rounds: number): Promise<number> {
    const references = Array.from({ length: 10 }, (_, index) => index);
    const inputs = encodeFrame([{ type: ValueType.Real, references }]);
    const outputs = encodeFrame([{ type: ValueType.Real, references: references.map((each) => each + 10) }]);
    const calls: Call[] = [
      { call: 'set', frame: inputs, values: Buffer.alloc(80) },
      { call: 'step', time: 0, size: 0.01, final: true },
      { call: 'get', frame: outputs },
    ];
    const begin = process.hrtime.bigint();
    for (let round = 0; round < rounds; round += 1) {
      const outcome = this.instance.run(calls);
      const { status } = outcome instanceof Promise ? await outcome : outcome;
      if (status !== 'ok') throw new Error(`the model says ${status}`);
    }
    return Number(process.hrtime.bigint() - begin) / rounds;
  }
}
