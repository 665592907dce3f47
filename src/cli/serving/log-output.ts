/** The log of a server on stderr: text for people, or a line of JSON for each entry. */
import { LiveDump } from '../../rfmi/dump/dump.js';
import type { Log, LogEntry } from '../../rfmi/server/log.js';
import { rfmiDumpText } from '../formats/rfmi-dump-text.js';
import type { Paint } from '../paint.js';
import { printable } from '../report.js';
import type { ServeOptions } from './settings.js';

/** Where the log goes, as the options want it. `--quiet` leaves what is wrong. */
export function logOutput({ logFormat, quiet }: Pick<ServeOptions, 'logFormat' | 'quiet'>, paint: Paint): Log {
  const write = logFormat === 'json' ? asJson : new TextLog(paint).text;
  return (entry) => {
    if (quiet === true && (entry.level === 'info' || entry.level === 'debug')) return;
    process.stderr.write(`${write(new Date().toISOString(), entry)}\n`);
  };
}

function asJson(time: string, { message, ...entry }: LogEntry): string {
  const shown = message && { message: { ...message, bytes: message.bytes.toString('hex') } };
  return JSON.stringify({ time, ...entry, ...shown });
}

/** Knows of each connection what has been said, without which values in messages have no names. */
class TextLog {
  readonly #paint: Paint;
  readonly #dumps = new Map<number, LiveDump>();

  constructor(paint: Paint) {
    this.#paint = paint;
  }

  readonly text = (time: string, entry: LogEntry): string => {
    const { level, event, text, connection, session } = entry;
    const number = connection !== undefined && `#${connection}`;
    const who = [number, session].filter((each) => typeof each === 'string').join(' ');
    if (connection !== undefined && event === 'disconnected') this.#dumps.delete(connection);
    return `${time} ${level}${who === '' ? '' : ` ${who}`}: ${printable(text)}${this.#shown(entry)}`;
  };

  #shown({ message, connection }: LogEntry): string {
    if (message === undefined || connection === undefined) return '';
    const dump = this.#dumps.get(connection) ?? new LiveDump();
    this.#dumps.set(connection, dump);
    return `\n${rfmiDumpText(dump.read(message.bytes, message.order), this.#paint)}`;
  }
}
