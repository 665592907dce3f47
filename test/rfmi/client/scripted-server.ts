// A server that says what a test has written down, byte by byte, however wrong that is.
import { expect } from 'vitest';
import { RfmiClient } from '../../../src/rfmi/client/client.js';
import { RfmiError } from '../../../src/rfmi/client/rfmi-error.js';
import { endpointPair } from '../../../src/transport/pair.js';
import type { Endpoint } from '../../../src/transport/endpoint.js';

/** A command is answered with this text of hexadecimal digits, or with `silence`, a line that is `cut`, or a `close`. */
export type Reply = string;

/** Text of hexadecimal digits, with blanks where they help, as bytes. */
export function hex(text: string): Buffer {
  return Buffer.from(text.replace(/\s+/g, ''), 'hex');
}

/** The hello of a server with the number of a session, in little-endian byte order. */
export function hello(session = '11000000'): string {
  return `72666d69 00000000 1800000000000000 0100 0000 ${session}`;
}

/** The same in small digits without blanks, as `ScriptedServer.received` has them. */
export function bytes(text: string): string {
  return hex(text).toString('hex');
}

/** The answer of a server that has selected a model with four variables. */
export const SELECT = `6673656c 00000000 6400000000000000
  02000000 6d00 0000
  0400000000000000
  0300 3100 00000000 02000000 75 00 0000
  0301 3100 01000000 02000000 79 00 0000
  0402 4100 02000000 05000000 6e616d65 00 000000
  0302 2100 03000000 02000000 6e 00 0000`;

/** A server for one connection after the other; each of `scripts` is one connection's replies. */
export class ScriptedServer {
  /** All commands that were received, a list for each connection, as hexadecimal digits. */
  readonly received: string[][] = [];
  readonly #scripts: Reply[][];
  #current: Endpoint | undefined;

  constructor(...scripts: Reply[][]) {
    this.#scripts = scripts;
  }

  /** Opens a connection; to be given to `RfmiClient.connect`. */
  readonly dial = (): Promise<Endpoint> => {
    const script = this.#scripts.shift();
    if (script === undefined) throw new Error('no more connections were expected');
    const [here, there] = endpointPair();
    this.#current = there;
    const received: string[] = [];
    this.received.push(received);
    there.handle({
      message: (message) => {
        received.push(message.toString('hex'));
        const reply = script.shift();
        if (reply === 'cut') there.abort();
        else if (reply === 'close') void there.close();
        else if (reply === undefined) throw new Error(`nothing is written down for ${message.toString('hex')}`);
        else if (reply !== 'silence') there.post(hex(reply));
      },
      end: () => undefined,
    });
    return Promise.resolve(here);
  };

  /** Says something without being asked, and resolves when the client has got it. */
  async say(message: string): Promise<void> {
    this.#current?.post(hex(message));
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Cuts the connection there is, and resolves when the client has been told. */
  async cut(): Promise<void> {
    this.#current?.abort();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A client that has said hello to a server with these replies. */
export async function connected(...replies: Reply[]): Promise<{ client: RfmiClient; server: ScriptedServer }> {
  const server = new ScriptedServer([hello(), ...replies]);
  return { client: await RfmiClient.connect(server.dial), server };
}

/** What `work` is rejected with. */
export async function failure(work: Promise<unknown>): Promise<RfmiError> {
  const error: unknown = await work.then(
    () => 'nothing was thrown',
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(RfmiError);
  return error as RfmiError;
}
