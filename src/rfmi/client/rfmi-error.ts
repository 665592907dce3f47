/** Why a server of RFMI did not do what a client asked for. */
import { FmuToolError, quote } from '../../fmu/error.js';
import { shortened } from '../../printable.js';
import { ErrorCode } from '../wire/messages.js';
import { asked } from './asked.js';

/** The four generic responses of the protocol (RFMI 0.91, 1.3), and what may become of a conversation. */
export type RfmiErrorKind =
  | 'fatl' // the server has given up the connection
  | 'eror' // the command failed; the session goes on
  | 'unsp' // the server does not know the command, or not with these options
  | 'nack' // the server declines
  | 'connection' // there is no connection, or it was lost; the cause is a TransportError
  | 'session-lost' // the server is there again, but knows nothing of the session
  | 'timeout' // no answer in time; the connection is given up
  | 'protocol' // the peer does not keep to the protocol; the connection is given up
  | 'closed'; // this side has closed the connection

/** Options of an {@link RfmiError}. */
export interface RfmiErrorOptions {
  /** Code of the command that failed. */
  readonly command?: string | undefined;
  /** The number that the server gave as the cause. */
  readonly errorCode?: number | undefined;
  /** What the server said, as it said it. */
  readonly text?: string | undefined;
  readonly cause?: unknown;
}

/** A command that failed. `code` is `rfmi-` and the kind. */
export class RfmiError extends FmuToolError {
  readonly kind: RfmiErrorKind;
  /** Code of the command that failed, such as `STEP`; undefined if it was none in particular. */
  readonly command: string | undefined;
  /** `errorCode` of the response (see `ErrorCode` in messages.ts), 0 if there was no response. */
  readonly errorCode: number;
  /** The server's own words, up to a length; empty if there was no response. */
  readonly text: string;

  constructor(kind: RfmiErrorKind, message: string, options: RfmiErrorOptions = {}) {
    super(`rfmi-${kind}`, message, { cause: options.cause });
    this.name = 'RfmiError';
    this.kind = kind;
    this.command = options.command;
    this.errorCode = options.errorCode ?? 0;
    this.text = options.text ?? '';
  }
}

/**
 * The time in seconds at which the model has ended the simulation itself, if that is why a step failed.
 * @throws any other error
 */
export function endedByModel(error: unknown): number {
  if (error instanceof RfmiError && error.kind === 'eror' && error.errorCode === ErrorCode.ended) {
    const time = Number(/^\S+(?= )/.exec(error.text)?.[0] ?? NaN);
    if (Number.isFinite(time)) return time;
    throw brokenProtocol(error.command ?? '', 'the text of the error does not begin with the time of the end', error);
  }
  throw error;
}

/** Characters of a server's text that are kept: what a model has printed last is in some. */
const LONGEST = 6000;

const VERBS = {
  fatl: 'ended the connection when it was to',
  eror: 'could not',
  unsp: 'does not know how to',
  nack: 'declined to',
} as const;

/** The error that a generic response stands for. */
export function refusal(
  command: string,
  { code, errorCode, message }: { code: keyof typeof VERBS; errorCode: number; message: string },
): RfmiError {
  const text = shortened(message, LONGEST);
  const said = text === '' ? '; the server does not say why' : `: ${text}`;
  return new RfmiError(code, `the server ${VERBS[code]} ${asked(command)}${said}`, { command, errorCode, text });
}

/** The peer broke the protocol while `command` was carried out. */
export function brokenProtocol(command: string, what: string, cause?: unknown): RfmiError {
  const message = `the server was to ${asked(command)}, and its answer cannot be used: ${what} (is it a server of RFMI?)`;
  return new RfmiError('protocol', message, { command, cause });
}

/** A code that a peer has sent, readable whatever it is. */
export function codeText(number: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number >>> 0);
  return /^[ -~]{4}$/.test(bytes.toString('latin1'))
    ? quote(bytes.toString('latin1'))
    : `0x${number.toString(16).padStart(8, '0')}`;
}
