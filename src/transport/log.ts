/** What a server tells its operator. */

export type LogLevel = 'debug' | 'info' | 'warning' | 'error';

/** What every server has to tell; protocols add optional fields to it. */
export interface LogEntry {
  readonly level: LogLevel;
  /** What happened, for programs: kebab-case. */
  readonly event: string;
  /** What happened, for people: one line. */
  readonly text: string;
  /** Number of the connection, counted from 1. */
  readonly connection?: number;
  /** Event `bug`: where in fmutool the exception was thrown, in several lines. */
  readonly stack?: string;
}

export type Log<Entry extends LogEntry = LogEntry> = (entry: Entry) => void;

/** What was thrown where nothing should be: a fault of fmutool. `where` says of which connection, or whatever else it was. */
export function bug(error: unknown, what: string, where: object = {}): LogEntry {
  const text = `${what}: ${error instanceof Error ? error.message : String(error)} (this is a bug in fmutool)`;
  const stack = error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {};
  return { level: 'error', event: 'bug', text, ...where, ...stack };
}

/** A log that never throws: what `log` throws is said to itself once, and no connection is the worse for it. */
export function safeLog<Entry extends LogEntry>(log: Log<Entry> | undefined): Log<Entry> {
  return (entry) => {
    try {
      log?.(entry);
    } catch (error) {
      try {
        // A protocol adds optional fields only.
        log?.(bug(error, `the entry '${entry.event}' could not be written`) as Entry);
      } catch {
        // There is nothing else that could be told.
      }
    }
  };
}
