/** The way to a model in a server of its own: the process, a client of it, and why something went wrong between them. */
import { RfmiClient } from '../rfmi/client/client.js';
import { RfmiError, type RfmiErrorKind } from '../rfmi/client/rfmi-error.js';
import { ErrorCode } from '../rfmi/wire/messages.js';
import type { SmokeServer } from './server-process.js';
import { SideFailure } from './side.js';

export class ServedConnection {
  readonly #start: () => SmokeServer | Promise<SmokeServer>;
  #server: SmokeServer | undefined;
  #client: RfmiClient | undefined;

  constructor(start: () => SmokeServer | Promise<SmokeServer>) {
    this.#start = start;
  }

  get client(): RfmiClient {
    if (this.#client === undefined) throw new Error('bug: not connected; please report it');
    return this.#client;
  }

  /** Starts the server and begins a session with it. Returns how long the latter took, in seconds. */
  async open(): Promise<number> {
    const server = await this.#start();
    this.#server = server;
    const port = await server.listening();
    const dialled = performance.now();
    // The caller limits the time of waiting: a model may be slow. A lost connection is a fault here.
    this.#client = await RfmiClient.connect({ port }, { reconnectMilliseconds: 0 });
    return (performance.now() - dialled) / 1000;
  }

  /**
   * Selects the only model that there is, whose description has to be that of the FMU; before that, `agree` may ask for the
   * extension.
   */
  async select(xml: Buffer, agree?: (client: RfmiClient) => Promise<void>): Promise<void> {
    const offered = await this.client.listFmus();
    const [fmu] = offered;
    if (fmu === undefined || offered.length > 1) throw new SideFailure('protocol', `it offers ${offered.length} FMUs`);
    await agree?.(this.client);
    await this.client.selectFmu(fmu.name);
    if (!xml.equals(await this.client.modelDescription())) {
      throw new SideFailure('protocol', 'its modelDescription.xml is not that of the FMU');
    }
  }

  /** Puts what goes wrong into the words of a failed side. */
  async saying<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof RfmiError ? await this.failureOf(error) : error;
    }
  }

  /** What an error of the protocol says of the side. */
  async failureOf(error: RfmiError): Promise<SideFailure> {
    const kind = KINDS.get(error.errorCode);
    if (error.kind === 'eror' && kind !== undefined) return new SideFailure(kind, error.text || error.message);
    if (GONE.has(error.kind) && this.#server?.runs === false) {
      return new SideFailure('crash', `the server is gone: ${await this.#server.howItEnded()}`);
    }
    if (error.kind === 'eror') return new SideFailure('error', error.text || error.message);
    return new SideFailure(GONE.has(error.kind) ? 'crash' : 'protocol', error.message);
  }

  /** Ends the connection and the server. Never rejects. */
  async end(): Promise<void> {
    await this.#client?.close().catch(() => undefined);
    await this.#server?.end();
  }
}

const KINDS: ReadonlyMap<number, 'discard' | 'error' | 'crash'> = new Map([
  [ErrorCode.discard, 'discard'],
  [ErrorCode.error, 'error'],
  [ErrorCode.fatal, 'crash'],
]);

/** No server is left that could answer. */
const GONE: ReadonlySet<RfmiErrorKind> = new Set(['connection', 'fatl', 'session-lost', 'closed']);
