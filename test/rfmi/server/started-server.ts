/** A server of one integrator within the test's own process, and raw clients of it; all of it ends with the test. */
import { onTestFinished } from 'vitest';
import type { LogEntry } from '../../../src/rfmi/server/log.js';
import { RfmiServer, type RfmiServerOptions } from '../../../src/rfmi/server/server.js';
import { library } from '../../transport/native.js';
import { Integrator } from './integrator.js';
import { RawClient } from './raw-client.js';

/** The library of the tests is that of Linux: elsewhere there is no shared memory. */
export const onLinux = process.platform === 'linux' && process.arch === 'x64';

let lastPort = -(process.pid * 100) - 50;

/** A port of shared memory that nothing has used. */
export function freeMemoryPort(): number {
  lastPort -= 1;
  return lastPort;
}

/** Where the server listens, and how a client gets to it. */
export const ways = {
  TCP: () => 0,
  'shared memory': freeMemoryPort,
};

export interface Started {
  readonly server: RfmiServer;
  readonly fmu: Integrator;
  /** What it has said so far. */
  readonly log: readonly LogEntry[];
  /** A new client that has said nothing yet. */
  readonly join: () => Promise<RawClient>;
}

/** Starts a server that listens at `port`. */
export async function start(port: number, options: Partial<RfmiServerOptions> = {}): Promise<Started> {
  const fmu = new Integrator();
  const log: LogEntry[] = [];
  const clients: RawClient[] = [];
  const server = await RfmiServer.start({
    catalogue: [fmu],
    endpoints: [{ port }],
    library,
    onLog: (entry) => log.push(entry),
    ...options,
  });
  onTestFinished(async () => {
    await Promise.all(clients.map(({ endpoint }) => endpoint.close()));
    await server.close();
  });
  const join = async (): Promise<RawClient> => {
    const client = await RawClient.connect(server.addresses[0]?.port ?? 0);
    clients.push(client);
    return client;
  };
  return { server, fmu, log, join };
}

/** Asks again and again until it is so. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it does not come about: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Inputs of a simulation in steps of half a second. */
export const inputs = Array.from({ length: 20 }, (_, index) => Math.sin(index));
/** What the integrator puts out for these inputs, added up as it does. */
export const outputs: number[] = [];
for (const x of inputs) outputs.push((outputs.at(-1) ?? 0) + 0.5 * x);
