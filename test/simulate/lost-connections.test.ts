// A simulation whose connection is lost again and again computes what an undisturbed one does.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Fmu, MODEL_DESCRIPTION } from '../../src/fmu/fmu.js';
import { RfmiClient } from '../../src/rfmi/client/client.js';
import { RfmiServer } from '../../src/rfmi/server/server.js';
import { Model } from '../../src/runtime/model.js';
import { simulateCoSimulation } from '../../src/simulate/co-simulation.js';
import { simulationVariables } from '../../src/simulate/variables.js';
import { TransportError, type Endpoint, type Handler, type Origin } from '../../src/transport/endpoint.js';
import { endpointPair } from '../../src/transport/pair.js';
import { connect } from '../../src/transport/ports.js';
import { RfmiFraming } from '../../src/rfmi/wire/framing.js';

const everything = fileURLToPath(new URL('../../fixtures/fmus/everything.fmu', import.meta.url));

/** How connections to the server are opened. */
type Way = 'in memory' | 'over TCP' | 'over shared memory';

/** A connection that can be lost for both sides at any time. */
class Losable implements Endpoint {
  readonly #inner: Endpoint;
  #handler: Handler | undefined;

  constructor(inner: Endpoint) {
    this.#inner = inner;
  }

  get peer(): string {
    return this.#inner.peer;
  }

  get origin(): Origin {
    return this.#inner.origin;
  }

  /** What happens when the network is gone. */
  lose(): void {
    this.#inner.abort();
    this.#handler?.end(new TransportError('lost', 'the connection was lost'));
  }

  handle(handler: Handler): void {
    this.#handler = handler;
    this.#inner.handle(handler);
  }

  post = (message: Uint8Array): boolean => this.#inner.post(message);
  send = (message: Uint8Array): Promise<void> => this.#inner.send(message);
  receive = (): Promise<Buffer | undefined> => this.#inner.receive();
  pause = (): void => this.#inner.pause();
  resume = (): void => this.#inner.resume();
  close = (linger?: number): Promise<void> => this.#inner.close(linger);
  abort = (): void => this.#inner.abort();
}

/** The rows of a simulation; every `often`th one and the next lose the connection, 0: none. */
async function rows(way: Way, often: number): Promise<{ rows: unknown[]; connections: number }> {
  const fmu = Fmu.open(everything);
  const { modelDescription: description } = fmu;
  const xml = fmu.archive.read(MODEL_DESCRIPTION);
  const model = await Model.open(fmu);
  fmu.close();
  const server = await RfmiServer.start({
    catalogue: [{ name: 'm', description, xml, instantiate: () => model.instantiate({ kind: 'coSimulation' }) }],
    endpoints: way === 'in memory' ? [] : [{ port: way === 'over TCP' ? 0 : -(process.pid + 0x200000) }],
  });
  let endpoint: Losable | undefined;
  let connections = 0;
  const dial = async (): Promise<Endpoint> => {
    connections += 1;
    const port = server.addresses[0]?.port;
    if (port !== undefined)
      return (endpoint = new Losable(await connect(port, { framing: () => new RfmiFraming('server') })));
    const [here, there] = endpointPair();
    server.attach(there);
    return (endpoint = new Losable(here));
  };
  try {
    const client = await RfmiClient.connect(dial, { timeoutMilliseconds: 20_000 });
    await client.selectFmu('m');
    const record = simulationVariables(description).filter(({ causality }) => causality === 'output');
    const all: unknown[] = [];
    const result = await simulateCoSimulation(client, {
      experiment: { startTime: 0, stopTime: 2, stepSize: 0.05, tolerance: undefined },
      constantSteps: false,
      startValues: [],
      inputs: undefined,
      record,
      onRow: (time, values) => {
        all.push([time, ...values]);
        // Now and then while a step is under way, and now and then between two.
        if (often === 0) return;
        if (all.length % often === 0) endpoint?.lose();
        else if (all.length % often === 1) setImmediate(() => endpoint?.lose());
      },
    });
    expect(result).toMatchObject({ reason: 'stop-time', steps: 40 });
    await client.shutdown();
    return { rows: all, connections };
  } finally {
    await server.close();
    await model.close();
  }
}

describe('connections that are lost', { timeout: 60_000 }, () => {
  it.each(['in memory', 'over TCP', 'over shared memory'] as const)('change nothing: %s', async (way) => {
    const undisturbed = await rows(way, 0);
    const disturbed = await rows(way, 4);
    expect(undisturbed.connections).toBe(1);
    expect(disturbed.connections).toBeGreaterThan(5);
    expect(disturbed.rows).toEqual(undisturbed.rows);
  });
});
