/**
 * What outlives a connection of a client: the session. Where a connection is lost, another one is opened with the number
 * of the session, the command that has no answer yet is repeated byte for byte, and the layers above do not notice
 * (RFMI 0.91, 2).
 */
import { TransportError } from '../../transport/endpoint.js';
import { decodeResponse, encodeMessage, MalformedMessage, type ByteOrder } from '../wire/codec.js';
import { asked } from './asked.js';
import { attemptUntil, dialOf, type DialOptions, type RfmiTarget } from './dial.js';
import { byteOrderOf } from '../wire/framing.js';
import { Line } from './line.js';
import type { Message } from '../wire/messages.js';
import { RfmiError, brokenProtocol, codeText, refusal } from './rfmi-error.js';

/** How a client connects, waits and gives up. */
export interface ConversationOptions extends DialOptions {
  /** Milliseconds to keep trying until the server is there; without it one attempt. */
  readonly waitUntilConnectedMilliseconds?: number | undefined;
  /** Milliseconds to keep trying to get back to the session when a connection is lost; 0 gives up at once. */
  readonly reconnectMilliseconds?: number | undefined;
  /** Milliseconds that an answer may take; without it as long as it takes. */
  readonly timeoutMilliseconds?: number | undefined;
  /** Byte order to ask for; the server decides. Little unless told otherwise. */
  readonly byteOrder?: ByteOrder | undefined;
}

/** Versions of the protocol: major and minor. */
const VERSION = { major: 1, minor: 0 } as const;
/** Milliseconds that a server may take to say hello: a peer that takes longer is no server. */
const HELLO_TIME = 10_000;
/** Milliseconds to try to get back, unless told otherwise. */
const RECONNECT = 10_000;
/** Milliseconds to try while no server listens any more: one that is started again has lost its sessions. */
const NO_SERVER = 1000;

/** What can be asked in any session, as long as nothing was agreed on and no FMU is selected. */
const ANYWHERE: ReadonlySet<string> = new Set(['XTND', 'LFMU', 'FSEL']);
/** How often a server may close the connection, or stop in the middle of a message, in the place of the same answer. */
const WORDLESS = 2;
/** How often a connection may be lost, for whatever reason, before the same command is answered. */
const MOST_LOSSES = 100;

export class Conversation {
  readonly #options: ConversationOptions;
  readonly #dialling: ReturnType<typeof dialOf>;
  #line: Line;
  #hello: Message<'rfmi'>;
  #order: ByteOrder;
  #answered: Uint8Array | undefined;
  /** Whether the session has more than its number: without an agreement and an FMU any other session is as good. */
  #bound = false;
  #turn: Promise<unknown> | undefined;
  #closed = false;

  private constructor(options: ConversationOptions, dialling: ReturnType<typeof dialOf>, opened: Opened) {
    this.#options = options;
    this.#dialling = dialling;
    this.#line = opened.line;
    this.#hello = opened.hello;
    this.#order = opened.order;
  }

  /** @throws RfmiError `connection`, `timeout`, `protocol`, `fatl`, `eror`, `unsp`, `nack` */
  static async open(target: RfmiTarget, options: ConversationOptions): Promise<Conversation> {
    const dialling = dialOf(target, options);
    const deadline = performance.now() + (options.waitUntilConnectedMilliseconds ?? 0);
    const attempt = async (): Promise<Opened> =>
      greet(new Line(await dialling.dial()), options.byteOrder ?? 'little', 0, options.timeoutMilliseconds);
    const opened = await attemptUntil(attempt, () => deadline, dialling.where);
    return new Conversation(options, dialling, opened);
  }

  /** What the server is, for messages to people. */
  get peer(): string {
    return this.#line.endpoint.peer;
  }

  /** The server's hello: the session and the version. */
  get hello(): Message<'rfmi'> {
    return this.#hello;
  }

  /** The byte order of all messages. */
  get order(): ByteOrder {
    return this.#order;
  }

  /** From now on no other session is as good as this one. */
  bind(): void {
    this.#bound = true;
  }

  /**
   * Sends a command and waits for its answer, after those that were asked before.
   * @throws RfmiError `connection`, `session-lost`, `timeout`, `protocol`, `closed`
   */
  exchange(message: Uint8Array, command: string): Promise<Buffer> {
    const before = this.#turn;
    const answer = before === undefined ? this.#exchange(message, command) : this.#after(before, message, command);
    this.#turn = answer;
    const done = (): void => {
      if (this.#turn === answer) this.#turn = undefined;
    };
    answer.then(done, done);
    return answer;
  }

  /** Ends the connection. What waits for an answer is rejected; the session is the server's, until it times out. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#line.close();
  }

  async #after(before: Promise<unknown>, message: Uint8Array, command: string): Promise<Buffer> {
    await before.catch(() => undefined);
    return this.#exchange(message, command);
  }

  async #exchange(message: Uint8Array, command: string): Promise<Buffer> {
    let apart = false;
    let wordless = 0;
    for (let losses = 1; ; ++losses) {
      const unsaid = this.#line.ended !== undefined;
      try {
        if (apart) await this.#setApart(message);
        const answer = await this.#line.exchange(message, command, this.#options.timeoutMilliseconds);
        this.#answered = message;
        this.#bound ||= command === 'FSEL';
        return answer;
      } catch (error) {
        if (!(error instanceof TransportError)) throw error;
        const isWordless = !unsaid && (error.code === 'closed' || error.code === 'timeout');
        if (isWordless && ++wordless > WORDLESS) throw refused(error, command, message.length);
        if (losses > MOST_LOSSES) throw connectionError(`${error.message}, for the ${losses}th time`, command, error);
        await this.#return(error, command);
        apart ||= unsaid;
      }
    }
  }

  /** Goes back to the session after `loss`. */
  async #return(loss: TransportError, command: string): Promise<void> {
    const within = this.#options.reconnectMilliseconds ?? RECONNECT;
    const { dial, again, where } = this.#dialling;
    if (!again || within <= 0 || this.#closed || loss.code === 'too-long' || loss.code === 'corrupt') {
      throw connectionError(loss.message, command, loss);
    }
    const begin = performance.now();
    const session = this.#hello.session;
    const opened = await attemptUntil(
      async () => greet(new Line(await dial()), this.#order, session, this.#options.timeoutMilliseconds),
      ({ code }) => begin + (code === 'no-server' ? Math.min(within, NO_SERVER) : within),
      where,
    ).catch((error: unknown) => {
      const what = error instanceof RfmiError ? `; then: ${error.message}` : '';
      throw new RfmiError('connection', `${loss.message} (the server was to ${asked(command)})${what}`, {
        command,
        cause: error,
      });
    });
    this.#line = opened.line;
    if (opened.hello.session !== session && (this.#bound || !ANYWHERE.has(command))) {
      await this.#leave(opened);
      throw new RfmiError('session-lost', `the connection to ${where} was lost, and with it the session`, { command });
    }
    this.#hello = opened.hello;
    if (opened.order !== this.#order) {
      const reason = brokenProtocol('RFMI', 'after reconnecting the server uses another byte order');
      this.#line.give(reason);
      throw reason;
    }
  }

  /**
   * The server takes a first message that is the same as the last one of the lost connection for a repetition. Where the
   * last one has been answered and `message` is a new command, something harmless has to stand between them.
   */
  async #setApart(message: Uint8Array): Promise<void> {
    if (this.#answered === undefined || Buffer.compare(this.#answered, message) !== 0) return;
    await this.#line.exchange(encodeMessage({ code: 'LFRM' }, this.#order), 'LFRM', this.#options.timeoutMilliseconds);
  }

  /** Ends the new session that came in the place of the old one. */
  async #leave({ line, order }: Opened): Promise<void> {
    await line.exchange(encodeMessage({ code: 'SOFF' }, order), 'SOFF', HELLO_TIME).catch(() => undefined);
    await line.close();
  }
}

function connectionError(message: string, command: string, cause: unknown): RfmiError {
  return new RfmiError('connection', `${message} (the server was to ${asked(command)})`, { command, cause });
}

/** The server does not get over the command: shared memory, for one, ends over a message that is much too long. */
function refused(loss: TransportError, command: string, length: number): RfmiError {
  const what = `when the server was to ${asked(command)}, again and again`;
  if (loss.code === 'timeout') {
    return new RfmiError('connection', `${loss.message} ${what}`, { command, cause: loss });
  }
  const why = `its message of ${length} bytes may be longer than the server accepts (its --max-message, --max-packet)`;
  return new RfmiError('connection', `${loss.message} ${what}; ${why}`, { command, cause: loss });
}

interface Opened {
  readonly line: Line;
  readonly hello: Message<'rfmi'>;
  readonly order: ByteOrder;
}

/**
 * Begins a session, or goes on with `session` (2.1).
 * @throws RfmiError; TransportError when the connection is lost
 */
async function greet(line: Line, order: ByteOrder, session: number, limit = HELLO_TIME): Promise<Opened> {
  try {
    const hello = encodeMessage({ code: 'RFMI', ...VERSION, session }, order);
    const bytes = await line.exchange(hello, 'RFMI', Math.min(limit, HELLO_TIME));
    const chosen = byteOrderOf(bytes, 'server');
    if (chosen === undefined) throw brokenProtocol('RFMI', `it ${beginning(bytes)}`);
    return { line, hello: helloIn(bytes, chosen), order: chosen };
  } catch (error) {
    line.give(error as Error);
    throw error;
  }
}

function beginning(bytes: Buffer): string {
  return bytes.length < 4 ? `has ${bytes.length} bytes` : `begins with ${codeText(bytes.readUInt32LE())}`;
}

function helloIn(bytes: Buffer, order: ByteOrder): Message<'rfmi'> {
  const hello = decodeAnswer(bytes, order, 'RFMI');
  if (hello.code !== 'rfmi') throw brokenProtocol('RFMI', `it is '${hello.code}'`);
  if (hello.major !== VERSION.major) {
    throw brokenProtocol('RFMI', `the server speaks version ${hello.major}.${hello.minor} of RFMI, and this is 1.0`);
  }
  if (hello.session === 0) throw brokenProtocol('RFMI', 'the number of the session is 0');
  return hello;
}

/**
 * The answer to `command` in `bytes`; `extended`: both sides have agreed on the extension.
 * @throws RfmiError `protocol`, and the four that the server answers with
 */
export function decodeAnswer(
  bytes: Buffer,
  order: ByteOrder,
  command: string,
  extended = false,
): Exclude<ReturnType<typeof decodeResponse>, { code: undefined | 'fatl' | 'eror' | 'unsp' | 'nack' }> {
  let answer: ReturnType<typeof decodeResponse>;
  try {
    answer = decodeResponse(bytes, order, extended);
  } catch (error) {
    if (!(error instanceof MalformedMessage)) throw error;
    throw brokenProtocol(command, error.message, error);
  }
  switch (answer.code) {
    case undefined:
      throw brokenProtocol(command, `its code is ${codeText(answer.number)}`);
    case 'fatl':
    case 'eror':
    case 'unsp':
    case 'nack':
      throw refusal(command, answer);
    default:
      return answer;
  }
}
