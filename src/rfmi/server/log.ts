/** What a server tells whoever runs it. */
import type { FmiStatus } from '../../runtime/calls.js';
import type { ByteOrder } from '../wire/codec.js';
import type { Sender } from '../wire/framing.js';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

export interface LogEntry {
  readonly level: LogLevel;
  /** What happened, for programs: kebab-case. */
  readonly event: string;
  /** What happened, for people: one line. */
  readonly text: string;
  /** Number of the connection, counted from 1. */
  readonly connection?: number;
  /** Number of the session in eight hexadecimal digits. */
  readonly session?: string;
  /** Event `fmu`: what the model's logger was told that it is. */
  readonly status?: FmiStatus;
  /** Event `message`, at endpoints with debug output: what was received or sent. */
  readonly message?: { readonly sender: Sender; readonly order: ByteOrder; readonly bytes: Buffer };
}

export type Log = (entry: LogEntry) => void;

/** The number of a session as people read it. */
export function sessionName(id: number): string {
  return id.toString(16).padStart(8, '0');
}
