/** Debug output of an endpoint: every message in the log. */
import type { ByteOrder } from '../codec.js';
import type { Log } from './log.js';

/** What shows the messages of the connection with this number. */
export function dumper(
  connection: number,
  log: Log,
): (bytes: Buffer, sender: 'client' | 'server', order: ByteOrder) => void {
  return (bytes, sender) => {
    log({ level: 'debug', event: 'message', text: `${sender}: ${bytes.toString('hex')}`, connection });
  };
}
