/** How each kind of field is read and written: one entry per kind, and lists of fields made of them. */
import type { SubFrame } from '../../runtime/frames.js';
import type { FrameChoice, FrameDefinition, Fields } from './fields.js';
import { FrameId } from './messages.js';
import { SUB_FRAME_ENTRIES, type MessageReader } from './message-reader.js';
import type { MessageWriter } from './message-writer.js';

/** A field, ready to be read and written. */
interface FieldCodec {
  /** Undefined for reserved bytes, which have no value. */
  readonly name: string | undefined;
  /** Fewest bytes that it takes. */
  readonly least: number;
  readonly read: (reader: MessageReader) => unknown;
  readonly write: (writer: MessageWriter, value: never) => void;
}

/** Several fields, ready to be read and written. */
export type FieldCodecs = readonly FieldCodec[];

const NO_NUMBERS: readonly number[] = [];

/** Prepares fields once, so that messages cost little. */
export function prepare(fields: Fields): FieldCodecs {
  return fields.map((field) => codecOf(field));
}

/** Reads the fields into `target`. */
export function readFields(codecs: FieldCodecs, reader: MessageReader, target: Record<string, unknown>): void {
  for (const { name, read } of codecs) {
    reader.place = name ?? 'reserved';
    const value = read(reader);
    if (name !== undefined) target[name] = value;
  }
}

/** Writes the fields of `source`. */
export function writeFields(
  codecs: FieldCodecs,
  writer: MessageWriter,
  source: Readonly<Record<string, unknown>>,
): void {
  for (const { name, write } of codecs) write(writer, (name === undefined ? undefined : source[name]) as never);
}

function codecOf({ name, kind, size = 0, item = [] }: Fields[number]): FieldCodec {
  switch (kind) {
    case 'u16':
      return { name, least: 2, read: (reader) => reader.u16(), write: (writer, value: number) => writer.u16(value) };
    case 'u32':
      return { name, least: 4, read: (reader) => reader.u32(), write: (writer, value: number) => writer.u32(value) };
    case 'u64':
      return {
        name,
        least: 8,
        read: (reader) => reader.exactU64(),
        write: (writer, value: bigint) => writer.exactU64(value),
      };
    case 'f64':
      return { name, least: 8, read: (reader) => reader.f64(), write: (writer, value: number) => writer.f64(value) };
    case 'flag':
      return {
        name,
        least: 1,
        read: (reader) => reader.u8() !== 0,
        write: (writer, value: boolean) => writer.u8(value ? 1 : 0),
      };
    case 'extendedFlag':
      return {
        name,
        least: 1,
        read: (reader) => reader.u8() !== 0 && reader.extended,
        write: (writer, value: boolean) => writer.u8(value ? 1 : 0),
      };
    case 'reserved':
      return {
        name: undefined,
        least: size,
        read: (reader) => reader.skip(size),
        write: (writer) => writer.zeros(size),
      };
    case 'text':
      return {
        name,
        least: 5,
        read: (reader) => reader.text(size),
        write: (writer, value: string) => writer.text(value, size),
      };
    case 'list32':
    case 'list64':
      return listOf(name, kind, prepare(item));
    case 'numbers':
      return { name, least: 4, read: readNumbers, write: writeNumbers };
    case 'definition':
      return { name, least: 8, read: readDefinition, write: writeDefinition };
    case 'definitions':
      return { name, least: 4, read: readDefinitions, write: writeDefinitions };
    case 'choice':
      return { name, least: 8, read: readChoice, write: writeChoice };
    case 'values':
      return { name, least: 0, read: readValues, write: writeValues };
    case 'file':
      return { name, least: 1, read: readFile, write: writeFile };
    default:
      throw new Error(`no codec for fields of the kind ${kind}`);
  }
}

function listOf(name: string, count: 'list32' | 'list64', item: FieldCodecs): FieldCodec {
  const least = item.reduce((sum, field) => sum + field.least, 0);
  const wide = count === 'list64';
  return {
    name,
    least: wide ? 8 : 4,
    read: (reader) => {
      const items: object[] = [];
      for (let left = reader.entries(wide ? reader.u64() : reader.u32(), least); left > 0; --left) {
        const value: Record<string, unknown> = {};
        readFields(item, reader, value);
        items.push(value);
      }
      return items;
    },
    write: (writer, values: readonly Record<string, unknown>[]) => {
      if (wide) writer.u64(values.length);
      else writer.u32(values.length);
      for (const value of values) writeFields(item, writer, value);
    },
  };
}

function readNumbers(reader: MessageReader): readonly number[] {
  return readSoMany(reader, reader.u32());
}

function readSoMany(reader: MessageReader, count: number): readonly number[] {
  if (reader.entries(count, 4) === 0) return NO_NUMBERS;
  const numbers: number[] = [];
  for (let left = count; left > 0; --left) numbers.push(reader.u32());
  return numbers;
}

function writeNumbers(writer: MessageWriter, numbers: readonly number[]): void {
  writer.u32(numbers.length);
  for (const number of numbers) writer.u32(number);
}

function readSubFrames(reader: MessageReader): SubFrame[] {
  const subFrames: SubFrame[] = [];
  for (let left = reader.entries(reader.u32(), 8, SUB_FRAME_ENTRIES); left > 0; --left) {
    const type = reader.u16();
    // Reserved in the specification, where it means nothing.
    const arrays = (reader.u16() & 1) === 1 && reader.extended;
    const references = readNumbers(reader);
    subFrames.push(
      arrays ? { type, references, elements: readSoMany(reader, references.length) } : { type, references },
    );
  }
  return subFrames;
}

function writeSubFrames(writer: MessageWriter, subFrames: readonly SubFrame[]): void {
  writer.u32(subFrames.length);
  for (const { type, references, elements } of subFrames) {
    writer.u16(type);
    writer.u16(elements === undefined ? 0 : 1);
    writeNumbers(writer, references);
    for (const number of elements ?? NO_NUMBERS) writer.u32(number);
  }
}

function readDefinition(reader: MessageReader): FrameDefinition {
  return { id: reader.u32(), subFrames: readSubFrames(reader) };
}

function writeDefinition(writer: MessageWriter, { id, subFrames }: FrameDefinition): void {
  writer.u32(id);
  writeSubFrames(writer, subFrames);
}

function readDefinitions(reader: MessageReader): FrameDefinition[] {
  const definitions: FrameDefinition[] = [];
  for (let left = reader.entries(reader.u32(), 8); left > 0; --left) definitions.push(readDefinition(reader));
  return definitions;
}

function writeDefinitions(writer: MessageWriter, definitions: readonly FrameDefinition[]): void {
  writer.u32(definitions.length);
  for (const definition of definitions) writeDefinition(writer, definition);
}

function readChoice(reader: MessageReader): FrameChoice {
  const id = reader.u32();
  if (id === FrameId.dynamic) return readSubFrames(reader);
  reader.skip(4);
  return id;
}

function writeChoice(writer: MessageWriter, choice: FrameChoice): void {
  if (typeof choice !== 'number') {
    writeDefinition(writer, { id: FrameId.dynamic, subFrames: choice });
    return;
  }
  writer.u32(choice);
  writer.zeros(4);
}

function readValues(reader: MessageReader): Buffer {
  reader.align(8);
  return reader.rest();
}

function writeValues(writer: MessageWriter, values: Buffer): void {
  writer.align(8);
  writer.bytes(values);
}

function readFile(reader: MessageReader): Buffer {
  const bytes = reader.rest();
  if (bytes.at(-1) !== 0) throw reader.malformed('the file does not end with a zero');
  return bytes.subarray(0, -1);
}

function writeFile(writer: MessageWriter, bytes: Buffer): void {
  writer.bytes(bytes);
  writer.u8(0);
}
