/** Messages of RFMI to bytes and back, for every row of the table in messages.ts. */
import type { ByteOrder } from '../../runtime/frames.js';
import { prepare, readFields, writeFields, type FieldCodecs } from './field-codec.js';
import type { Fields } from './fields.js';
import { MalformedMessage } from './malformed.js';
import { MessageReader, MOST_ENTRIES } from './message-reader.js';
import { MessageWriter } from './message-writer.js';
import { COMMANDS, RESPONSES, type Command, type Response, type UnknownMessage } from './messages.js';

export type { ByteOrder } from '../../runtime/frames.js';
export { MalformedMessage } from './malformed.js';

/** Bytes that every message begins with: code, flags, length (1.2). */
export const HEADER_LENGTH = 16;

interface MessageCodec {
  readonly code: string;
  readonly number: number;
  readonly fields: FieldCodecs;
}

const COMMAND_CODECS = Object.entries(COMMANDS).map(codecOf);
const RESPONSE_CODECS = Object.entries(RESPONSES).map(codecOf);
const BY_CODE = new Map([...COMMAND_CODECS, ...RESPONSE_CODECS].map((codec) => [codec.code, codec]));
const COMMANDS_BY_NUMBER = new Map(COMMAND_CODECS.map((codec) => [codec.number, codec]));
const RESPONSES_BY_NUMBER = new Map(RESPONSE_CODECS.map((codec) => [codec.number, codec]));
// 1.3.1 gives the number of 'fatl' and calls it 'fat!'.
RESPONSES_BY_NUMBER.set(codeNumber('fat!'), codecOf(['fatl', RESPONSES.fatl]));

const WRITERS: Readonly<Record<ByteOrder, MessageWriter>> = {
  little: new MessageWriter('little'),
  big: new MessageWriter('big'),
};

/** A message as bytes. */
export function encodeMessage(message: Command | Response, order: ByteOrder): Buffer {
  const codec = BY_CODE.get(message.code);
  if (codec === undefined) throw new TypeError(`there is no message '${message.code}'`);
  const writer = WRITERS[order];
  writer.begin();
  writer.u32(codec.number);
  writer.u32(message.flags ?? 0);
  writer.u64(0);
  writeFields(codec.fields, writer, message);
  return writer.finish();
}

/**
 * The command in `bytes`, which are one whole message. Values and files are views of `bytes`.
 * `extended`: both sides have agreed on the extension (XTND), so that sub-frames may be of arrays.
 * @throws MalformedMessage
 */
export function decodeCommand(bytes: Uint8Array, order: ByteOrder, extended = false): Command | UnknownMessage {
  const reader = new MessageReader(bytes, order, MOST_ENTRIES.command, extended);
  return decode(reader, COMMANDS_BY_NUMBER) as Command | UnknownMessage;
}

/**
 * The response in `bytes`, which are one whole message. Values and files are views of `bytes`.
 * `extended`: both sides have agreed on the extension (XTND), so that sub-frames may be of arrays.
 * @throws MalformedMessage
 */
export function decodeResponse(bytes: Uint8Array, order: ByteOrder, extended = false): Response | UnknownMessage {
  const reader = new MessageReader(bytes, order, MOST_ENTRIES.response, extended);
  return decode(reader, RESPONSES_BY_NUMBER) as Response | UnknownMessage;
}

/** The number whose bytes read `code` in little-endian byte order. */
export function codeNumber(code: string): number {
  return Buffer.from(code, 'latin1').readUInt32LE();
}

function codecOf([code, { fields }]: readonly [string, { readonly fields: Fields }]): MessageCodec {
  return { code, number: codeNumber(code), fields: prepare(fields) };
}

function decode(reader: MessageReader, codecs: ReadonlyMap<number, MessageCodec>): object {
  const number = reader.u32();
  const flags = reader.u32();
  const length = reader.u64();
  const there = reader.bytes.length;
  if (length !== there) {
    throw new MalformedMessage(`the message says that it has ${length} bytes, and has ${there}`);
  }
  const codec = codecs.get(number);
  if (codec === undefined) return { code: undefined, number, flags };
  const message: Record<string, unknown> = { code: codec.code, flags };
  readFields(codec.fields, reader, message);
  return message;
}
