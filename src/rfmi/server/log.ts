/** What a server tells whoever runs it. */

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

export interface LogEntry {
  readonly level: LogLevel;
  /** What happened, for programs: kebab-case. */
  readonly event: string;
  /** What happened, for people: one line; several where a message is shown (event `message`). */
  readonly text: string;
  /** Number of the connection, counted from 1. */
  readonly connection?: number;
  /** Number of the session in eight hexadecimal digits. */
  readonly session?: string;
}

export type Log = (entry: LogEntry) => void;

/** The number of a session as people read it. */
export function sessionName(id: number): string {
  return id.toString(16).padStart(8, '0');
}
