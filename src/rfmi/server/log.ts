/** What a server tells its operator. */
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
  /** Event `bug`: where in fmutool the exception was thrown, in several lines. */
  readonly stack?: string;
  /** Event `message`, at endpoints with debug output: what was received or sent. */
  readonly message?: { readonly sender: Sender; readonly order: ByteOrder; readonly bytes: Buffer };
}

export type Log = (entry: LogEntry) => void;

/** The number of a session as people read it. */
export function sessionName(id: number): string {
  return id.toString(16).padStart(8, '0');
}

/** What was thrown where nothing should be: a fault of fmutool. */
export function bug(error: unknown, what: string, where: Pick<LogEntry, 'connection' | 'session'> = {}): LogEntry {
  const text = `${what}: ${error instanceof Error ? error.message : String(error)} (this is a bug in fmutool)`;
  const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
  return { level: 'error', event: 'bug', text, ...where, ...stack };
}

/** A log that never throws: what `log` throws is said to itself once, and no session is the worse for it. */
export function safeLog(log: Log | undefined): Log {
  return (entry) => {
    try {
      log?.(entry);
    } catch (error) {
      try {
        log?.(bug(error, `the entry '${entry.event}' could not be written`));
      } catch {
        // There is nothing else that could be told.
      }
    }
  };
}
