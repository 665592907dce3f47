/** The log of a server on stderr: text for people, or a line of JSON for each entry. */
import { LiveDump } from '../../rfmi/dump/dump.js';
import type { Log, LogEntry } from '../../rfmi/server/log.js';
import { rfmiDumpText } from '../formats/rfmi-dump-text.js';
import { stderr } from '../output/channel.js';
import type { Line } from '../output/line.js';
import type { ServeOptions } from './settings.js';

/** Where the log goes, as the options want it. `--quiet` leaves what is wrong. */
export function logOutput({ logFormat, quiet }: Pick<ServeOptions, 'logFormat' | 'quiet'>): Log {
  const texts = new TextLog();
  return (entry) => {
    if (quiet === true && (entry.level === 'info' || entry.level === 'debug')) return;
    const time = new Date().toISOString();
    if (logFormat === 'json') stderr.json(asJson(time, entry));
    else stderr.lines(texts.lines(time, entry));
  };
}

function asJson(time: string, { message, ...entry }: LogEntry): object {
  const shown = message && { message: { ...message, bytes: message.bytes.toString('hex') } };
  return { time, ...entry, ...shown };
}

/** Knows of each connection what has been said, without which values in messages have no names. */
class TextLog {
  readonly #dumps = new Map<number, LiveDump>();

  lines(time: string, entry: LogEntry): Line[] {
    const { level, event, text, connection, session } = entry;
    const number = connection !== undefined && `#${connection}`;
    const who = [number, session].filter((each) => typeof each === 'string').join(' ');
    if (connection !== undefined && event === 'disconnected') this.#dumps.delete(connection);
    return [`${time} ${level}${who === '' ? '' : ` ${who}`}: ${text}`, ...stackLines(entry), ...this.#shown(entry)];
  }

  #shown({ message, connection }: LogEntry): Line[] {
    if (message === undefined || connection === undefined) return [];
    const dump = this.#dumps.get(connection) ?? new LiveDump();
    this.#dumps.set(connection, dump);
    return rfmiDumpText(dump.read(message.bytes, message.order));
  }
}

/** Where something was thrown, below the entry: its first line says what the entry says already. */
function stackLines({ stack }: LogEntry): Line[] {
  return stack?.split('\n').filter((line) => line.startsWith('    at ')) ?? [];
}
