/**
 * Captured bytes of RFMI as data that people can read. Both directions may be in one stream, one after the other or mixed;
 * whatever is damaged is said, and what follows it is read where that is possible.
 */
import { decodeValues, MalformedValues } from '../../runtime/frame-values.js';
import { type SubFrame, type Value } from '../../runtime/frames.js';
import {
  codeNumber,
  decodeCommand,
  decodeResponse,
  HEADER_LENGTH,
  MalformedMessage,
  type ByteOrder,
} from '../wire/codec.js';
import { Overheard } from './overheard.js';
import type { Sender } from '../wire/framing.js';
import type { Fields } from '../wire/fields.js';
import { COMMANDS, RESPONSES, type Command, type Response } from '../wire/messages.js';

/** A value in a frame. */
export interface DumpedValue {
  /** A number of ValueType. */
  readonly type: number;
  readonly reference: number;
  /** Of the variable, where an 'fsel' was seen before. */
  readonly name: string | undefined;
  /** Of an array: which of its elements this is, from 0, as they lie in memory. */
  readonly element?: number;
  readonly value: Value;
}

/** A message of a capture. */
export interface DumpedMessage {
  /** Where it begins in the capture, in bytes. */
  readonly offset: number;
  /** In bytes, as the message says. */
  readonly length: number;
  readonly order: ByteOrder;
  /** Undefined if the code is in no table and does not look like a command or a response either. */
  readonly from: Sender | undefined;
  /** What the bytes of the code read in little-endian byte order. */
  readonly code: string;
  /** Undefined if the code is in no table. */
  readonly title: string | undefined;
  /** Section of the specification. */
  readonly section: string | undefined;
  readonly flags: number;
  /** The fields by name; undefined if they could not be read, or the code is in no table. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  /** The values in the field `values`; undefined if there are none or their frame is not known. */
  readonly values: readonly DumpedValue[] | undefined;
  /** Everything after the header. */
  readonly body: Buffer;
}

/** Something in a capture that cannot be read. */
export interface DumpProblem {
  /** Of the message, or of where a message should begin. */
  readonly offset: number;
  readonly text: string;
}

/** A capture. */
export interface Dump {
  readonly messages: readonly DumpedMessage[];
  /** In the order of their places. */
  readonly problems: readonly DumpProblem[];
}

interface Known {
  readonly code: string;
  readonly title: string;
  readonly section: string;
  readonly from: Sender;
  /** Fields that are reserved bytes without an agreement on XTND. */
  readonly hidden: readonly string[];
}

const KNOWN = new Map<number, Known>(
  [...rowsOf(COMMANDS, 'client'), ...rowsOf(RESPONSES, 'server')].map((row) => [codeNumber(row.code), row]),
);
KNOWN.set(codeNumber('fat!'), { ...RESPONSES.fatl, code: 'fatl', from: 'server', hidden: [] });

/** Reads a capture. `order` is that of the messages before the first one that shows its byte order. */
export function dumpCapture(bytes: Buffer, order?: ByteOrder): Dump {
  const reader = new CaptureReader(bytes, order);
  reader.read();
  return reader;
}

/** Reads a conversation message by message, as it comes. */
export class LiveDump {
  readonly #overheard = new Overheard();

  /** Reads one message. */
  read(message: Buffer, order: ByteOrder): Dump {
    const reader = new CaptureReader(message, order, this.#overheard);
    reader.read();
    return reader;
  }
}

class CaptureReader implements Dump {
  readonly messages: DumpedMessage[] = [];
  readonly problems: DumpProblem[] = [];
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #overheard: Overheard;
  readonly #orders: Partial<Record<Sender, ByteOrder>>;

  constructor(bytes: Buffer, order: ByteOrder | undefined, overheard = new Overheard()) {
    this.#bytes = bytes;
    this.#overheard = overheard;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#orders = order === undefined ? {} : { client: order, server: order };
  }

  read(): void {
    for (let offset = 0; offset < this.#bytes.length;) offset = this.#message(offset);
  }

  /** Reads the message at `offset` and returns where to go on. */
  #message(offset: number): number {
    const left = this.#bytes.length - offset;
    if (left < HEADER_LENGTH) return this.#stop(offset, `the capture ends within a header: ${left} of 16 bytes`);
    const order = this.#orderAt(offset);
    if (order === undefined) {
      const code = this.#bytes.toString('hex', offset, offset + 4);
      return this.#stop(offset, `the byte order is not known, since ${code} is no code of RFMI (--byte-order)`);
    }
    const little = order === 'little';
    const length =
      this.#view.getUint32(offset + (little ? 12 : 8), little) * 0x1_0000_0000 +
      this.#view.getUint32(offset + (little ? 8 : 12), little);
    const code = letters(this.#bytes.subarray(offset, offset + 4), order);
    if (length < HEADER_LENGTH) {
      return this.#stop(offset, `${code} says that it has ${length} bytes; its header alone has 16`);
    }
    if (length > left) return this.#stop(offset, `${code} has ${length} bytes, and the capture ends after ${left}`);
    this.#decode(offset, length, order, code);
    return offset + length;
  }

  /** Nothing can be read from `offset` on. */
  #stop(offset: number, text: string): number {
    this.problems.push({ offset, text });
    return this.#bytes.length;
  }

  /** Codes that are in the table show their byte order; a hello also that of what comes after it. */
  #orderAt(offset: number): ByteOrder | undefined {
    for (const order of ['little', 'big'] as const) {
      const row = KNOWN.get(this.#view.getUint32(offset, order === 'little'));
      if (row === undefined) continue;
      const before = this.#orders[row.from];
      if (before !== undefined && before !== order && row.code.toLowerCase() !== 'rfmi') {
        this.problems.push({ offset, text: `${row.code} is ${order}-endian, what came before it is not` });
      }
      this.#orders[row.from] = order;
      return order;
    }
    return this.#orders.client ?? this.#orders.server;
  }

  #decode(offset: number, length: number, order: ByteOrder, code: string): void {
    const bytes = this.#bytes.subarray(offset, offset + length);
    const row = KNOWN.get(this.#view.getUint32(offset, order === 'little'));
    const head = {
      offset,
      length,
      order,
      from: row?.from ?? guess(code),
      code,
      title: row?.title,
      section: row?.section,
      flags: this.#view.getUint32(offset + 4, order === 'little'),
      body: bytes.subarray(HEADER_LENGTH),
    };
    let message: Command | Response | undefined;
    let frame: readonly SubFrame[] | undefined;
    const { extended } = this.#overheard;
    try {
      if (row?.from === 'client') {
        frame = this.#overheard.command((message = known(decodeCommand(bytes, order, extended))));
      }
      if (row?.from === 'server') {
        frame = this.#overheard.response((message = known(decodeResponse(bytes, order, extended))));
      }
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      this.problems.push({ offset, text: `${code} is malformed: ${error.message}` });
    }
    const values = message !== undefined && 'values' in message ? message.values : undefined;
    const dumped = values === undefined || frame === undefined ? undefined : this.#values(head, frame, values);
    this.messages.push({
      ...head,
      fields: message === undefined ? undefined : fieldsOf(message, row?.hidden ?? [], extended),
      values: dumped,
    });
  }

  #values(
    { offset, order, code }: { readonly offset: number; readonly order: ByteOrder; readonly code: string },
    frame: readonly SubFrame[],
    bytes: Buffer,
  ): DumpedValue[] | undefined {
    try {
      const values = decodeValues(frame, bytes, order);
      let next = 0;
      return frame.flatMap(({ type, references, elements }) =>
        references.flatMap((reference, place) => {
          const name = this.#overheard.nameOf(type, reference);
          const count = elements?.[place] ?? 1;
          next += count;
          return values.slice(next - count, next).map((value, index) => ({
            type,
            reference,
            name,
            ...(elements !== undefined && { element: index }),
            value,
          }));
        }),
      );
    } catch (error) {
      if (!(error instanceof MalformedValues)) throw error;
      this.problems.push({ offset, text: `${code}: ${error.message}` });
      return undefined;
    }
  }
}

function rowsOf(
  table: Readonly<Record<string, { readonly title: string; readonly section: string; readonly fields: Fields }>>,
  from: Sender,
): Known[] {
  return Object.entries(table).map(([code, { title, section, fields }]) => {
    const hidden = fields.filter(({ kind }) => kind === 'extendedFlag').map(({ name }) => name);
    return { code, title, section, from, hidden };
  });
}

/** The code as it is meant, whatever the byte order; as a number where it is not made of letters. */
function letters(bytes: Buffer, order: ByteOrder): string {
  const number = order === 'little' ? bytes.readUInt32LE() : bytes.readUInt32BE();
  const code = Buffer.alloc(4);
  code.writeUInt32LE(number);
  const text = code.toString('latin1');
  return /^[!-~]{4}$/.test(text) ? text : `0x${number.toString(16).padStart(8, '0')}`;
}

/** Commands have upper-case letters, responses lower-case ones (1.2). */
function guess(code: string): Sender | undefined {
  if (/^[A-Z]{4}$/.test(code)) return 'client';
  return /^[a-z]{4}$/.test(code) ? 'server' : undefined;
}

function known<M extends { readonly code: string | undefined }>(message: M): Exclude<M, { readonly code: undefined }> {
  return message as Exclude<M, { readonly code: undefined }>;
}

function fieldsOf(
  message: Command | Response,
  hidden: readonly string[],
  extended: boolean,
): Readonly<Record<string, unknown>> {
  const left = new Set(['code', 'flags', ...(extended ? [] : hidden)]);
  return Object.fromEntries(Object.entries(message).filter(([name]) => !left.has(name)));
}
