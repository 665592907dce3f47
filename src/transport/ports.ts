/** One way to open both kinds of transport: the sign of the port chooses. */
import type { ConnectOptions, Endpoint, Listener, TransportOptions } from './endpoint.js';
import { connectSharedMemory } from './shared-memory.js';
import { listenSharedMemory } from './shared-memory-listener.js';
import { connectTcp, listenTcp } from './tcp.js';

/**
 * Listens: on TCP if `port` is not negative (0: any free one), else over shared memory.
 * @throws TransportError `in-use`, `denied`, `no-memory`, `unavailable`, `system`
 */
export async function listen(port: number, options?: TransportOptions): Promise<Listener> {
  return port < 0 ? listenSharedMemory(checked(port), options) : listenTcp(checked(port), options);
}

/**
 * Connects to the server that listens on `port`.
 * @throws TransportError `no-server`, `timeout`, `denied`, `full`, `mismatch`, `no-memory`, `unavailable`, `system`
 */
export async function connect(port: number, options?: ConnectOptions): Promise<Endpoint> {
  return port < 0 ? connectSharedMemory(checked(port), options) : connectTcp(checked(port), options);
}

function checked(port: number): number {
  const fits = Number.isInteger(port) && port >= -0x8000_0000 && port <= 0xffff;
  if (!fits) throw new RangeError(`no port: ${port} (an integer from -2147483648 to 65535)`);
  return port;
}
