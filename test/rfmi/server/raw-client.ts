// A client that says what it is told to say, message by message, in either byte order.
import { decodeResponse, encodeMessage, type ByteOrder } from '../../../src/rfmi/wire/codec.js';
import { RfmiFraming } from '../../../src/rfmi/wire/framing.js';
import type { Command, Response } from '../../../src/rfmi/wire/messages.js';
import type { ConnectOptions, Endpoint } from '../../../src/transport/endpoint.js';
import { connect } from '../../../src/transport/ports.js';
import { library } from '../../transport/native.js';

export class RawClient {
  readonly endpoint: Endpoint;
  readonly order: ByteOrder;
  #session = 0;

  constructor(endpoint: Endpoint, order: ByteOrder = 'little') {
    this.endpoint = endpoint;
    this.order = order;
  }

  static async connect(port: number, options: ConnectOptions = {}): Promise<RawClient> {
    return new RawClient(await connect(port, { library, framing: () => new RfmiFraming('server'), ...options }));
  }

  /** The number of the session, from {@link hello} on. */
  get session(): number {
    return this.#session;
  }

  async send(command: Command | Buffer): Promise<void> {
    await this.endpoint.send(Buffer.isBuffer(command) ? command : encodeMessage(command, this.order));
  }

  /** The next answer; undefined when the server has closed. */
  async receive(): Promise<Response | undefined> {
    const bytes = await this.endpoint.receive();
    if (bytes === undefined) return undefined;
    const response = decodeResponse(bytes, this.order);
    if (response.code === undefined) throw new Error(`an answer with the number ${response.number}`);
    return response;
  }

  async ask(command: Command | Buffer): Promise<Response> {
    await this.send(command);
    const response = await this.receive();
    if (response === undefined) throw new Error('the server has closed');
    return response;
  }

  /** Says hello; returns the number of the session that was given. */
  async hello(session = 0): Promise<number> {
    const response = await this.ask({ code: 'RFMI', major: 1, minor: 0, session });
    if (response.code !== 'rfmi') throw new Error(`no hello but ${response.code}`);
    this.#session = response.session;
    return this.#session;
  }

  /** Hello and the selection of the FMU `name`: from here on there is something to come back to. */
  async select(name = 'integrator'): Promise<void> {
    await this.hello();
    const { code } = await this.ask({ code: 'FSEL', name });
    if (code !== 'fsel') throw new Error(`FSEL: ${code}`);
  }

  /** The same, up to its first step. */
  async begin(name = 'integrator'): Promise<void> {
    await this.select(name);
    const commands: Command[] = [{ code: 'INIT' }, { code: 'SIMS', startTime: 0, stopTime: 0, stopTimeDefined: false }];
    for (const command of commands) {
      const { code } = await this.ask(command);
      if (code !== command.code.toLowerCase()) throw new Error(`${command.code}: ${code}`);
    }
  }

  /** A step of 0.5 seconds with the input `x`; returns the output. */
  async step(time: number, x: number): Promise<number> {
    return outputOf(await this.ask(stepCommand(time, x)));
  }
}

/** A step of 0.5 seconds of the integrator. */
export function stepCommand(time: number, x: number): Command {
  const values = Buffer.alloc(8);
  values.writeDoubleLE(x);
  return { code: 'STEP', time, size: 0.5, newStep: true, input: 1, output: 2, values };
}

export function outputOf(response: Response | undefined): number {
  if (response?.code !== 'step') throw new Error(`no step but ${JSON.stringify(response)}`);
  return response.values.readDoubleLE();
}
