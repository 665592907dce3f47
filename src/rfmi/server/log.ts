/** What a server of RFMI tells its operator. */
import type { FmiStatus } from '../../runtime/calls.js';
import type * as common from '../../transport/log.js';
import type { ByteOrder } from '../wire/codec.js';
import type { Sender } from '../wire/framing.js';

export interface LogEntry extends common.LogEntry {
  /** Number of the session in eight hexadecimal digits. */
  readonly session?: string;
  /** Event `fmu`: what the model's logger was told that it is. */
  readonly status?: FmiStatus;
  /** Event `message`, at endpoints with debug output: what was received or sent. */
  readonly message?: { readonly sender: Sender; readonly order: ByteOrder; readonly bytes: Buffer };
}

export type Log = common.Log<LogEntry>;

/** The number of a session as people read it. */
export function sessionName(id: number): string {
  return id.toString(16).padStart(8, '0');
}
