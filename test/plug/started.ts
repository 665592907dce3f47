/** A server of a state space within the test's own process, its log, and clients of it; all of it ends with the test. */
import { once } from 'node:events';
import net from 'node:net';
import { onTestFinished } from 'vitest';
import { PlugClient, type PlugClientOptions } from '../../src/plug/client/client.js';
import { PlugServer, type PlugServerOptions } from '../../src/plug/server/server.js';
import type { LogEntry } from '../../src/transport/log.js';
import { PATIENCE } from '../patience.js';
import { PetriNet, PHILOSOPHERS } from './petri-net.js';

/** Milliseconds that whatever is waited for may take. */
export const DEADLINE = 20_000 * PATIENCE;

export interface Started {
  readonly server: PlugServer;
  /** What it has said so far. */
  readonly log: readonly LogEntry[];
  readonly client: (options?: PlugClientOptions) => Promise<PlugClient>;
  readonly raw: () => Promise<RawSocket>;
}

/** Starts a server, of the philosophers unless told otherwise. */
export async function start(options: Partial<PlugServerOptions> = {}): Promise<Started> {
  const log: LogEntry[] = [];
  const space = options.space ?? new PetriNet(PHILOSOPHERS);
  const server = await PlugServer.start({ port: 0, onLog: (entry) => log.push(entry), ...options, space });
  onTestFinished(() => server.close());
  const { host, port, dialect } = server;
  return {
    server,
    log,
    client: async (clientOptions) => {
      const client = await PlugClient.connect({ host, port, dialect, sizes: {} }, clientOptions);
      onTestFinished(() => client.close());
      return client;
    },
    raw: () => RawSocket.connect(port),
  };
}

/** A client that sends and reads bytes and shares no code with the protocol's own. */
export class RawSocket {
  readonly socket: net.Socket;
  #read = Buffer.alloc(0);
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (piece: Buffer) => {
      this.#read = Buffer.concat([this.#read, piece]);
      this.#wake();
    });
    for (const event of ['end', 'close']) {
      socket.once(event, () => {
        this.#ended = true;
        this.#wake();
      });
    }
  }

  static async connect(port: number): Promise<RawSocket> {
    const socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
    onTestFinished(() => void socket.destroy());
    await once(socket, 'connect');
    return new RawSocket(socket);
  }

  /** Hex digits, with blanks where they help, or bytes. */
  say(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes.replace(/\s/g, ''), 'hex') : bytes);
  }

  /** The next so many bytes. */
  async hear(length: number): Promise<Buffer> {
    await this.#until(() => this.#read.length >= length || this.#ended);
    if (this.#read.length < length)
      throw new Error(`the server has closed after ${this.#read.length} of ${length} bytes`);
    const heard = this.#read.subarray(0, length);
    this.#read = this.#read.subarray(length);
    return heard;
  }

  /** Bytes that have come and have not been asked for. */
  get unread(): number {
    return this.#read.length;
  }

  async number(): Promise<number> {
    return (await this.hear(4)).readInt32LE();
  }

  /** Resolves to what came before the end. */
  async closed(): Promise<Buffer> {
    await this.#until(() => this.#ended);
    return this.#read;
  }

  #until(condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('nothing comes')), DEADLINE);
      this.#wake = () => {
        if (!condition()) return;
        clearTimeout(timer);
        resolve();
      };
      this.#wake();
    });
  }
}

/** Asks again and again until it is so. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`it does not come about: ${String(condition)}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
