/**
 * How the fields of plug messages lie in bytes. Everything that reads a layout, the search for the end of a message on a
 * stream included, runs the same generator: it asks for the next bytes by their number and is given them. All numbers are
 * signed, 32 bits, little-endian.
 */
import { malformed } from './malformed.js';

/** Sizes in bytes that both sides of the dialect `fixed` know, and that it does not send. */
export interface KnownSizes {
  readonly configuration: number;
  readonly transition: number;
}

/** What a configuration, or a part of it, is made of, for people. */
export interface Item {
  readonly type: string;
  readonly name: string;
  readonly icon: string;
  readonly children: readonly Item[];
}

/** Most entries of lists in one message, counted together: each costs more memory than its bytes. */
export const MOST_ENTRIES = 1 << 20;
/** Items within items, at most. */
const DEEPEST = 64;

/** Asks for bytes by their number and ends with what they mean. */
export type Reading<T> = Generator<number, T, Buffer>;

/** What reading one message needs to know. */
export interface Reader {
  /** None in the dialect `prefixed`. */
  readonly known: KnownSizes | undefined;
  /** Entries of lists that may still come. */
  entriesLeft: number;
}

/** Collects the bytes of a message. */
export class Writer {
  readonly known: KnownSizes | undefined;
  readonly #pieces: Uint8Array[] = [];

  constructor(known?: KnownSizes) {
    this.known = known;
  }

  number(value: number): void {
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeInt32LE(value);
    this.#pieces.push(bytes);
  }

  raw(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
  }

  sized(bytes: Uint8Array): void {
    this.number(bytes.length);
    this.raw(bytes);
  }

  message(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}

interface Layout<T> {
  read(reader: Reader): Reading<T>;
  write(writer: Writer, value: T): void;
}

function* number(): Reading<number> {
  return (yield 4).readInt32LE();
}

function* size(what: string): Reading<number> {
  const value = yield* number();
  if (value < 0) throw malformed(`a ${what} of ${value}`);
  return value;
}

function* count(reader: Reader): Reading<number> {
  const value = yield* size('count');
  reader.entriesLeft -= value;
  if (reader.entriesLeft < 0) throw malformed(`more than ${MOST_ENTRIES} entries`);
  return value;
}

function* bytesOf(length: number): Reading<Buffer> {
  return length === 0 ? Buffer.alloc(0) : yield length;
}

function* sizedBytes(): Reading<Buffer> {
  return yield* bytesOf(yield* size('size'));
}

/** A negative size is said to mean that there is no text. */
function* sizedText(): Reading<string> {
  const length = yield* number();
  return (yield* bytesOf(Math.max(0, length))).toString('utf8');
}

function* entries<T>(reader: Reader, one: () => Reading<T>): Reading<T[]> {
  const result: T[] = [];
  for (let left = yield* count(reader); left > 0; --left) result.push(yield* one());
  return result;
}

function* itemsWithin(reader: Reader, depth: number): Reading<Item[]> {
  if (depth > DEEPEST) throw malformed(`items within items, more than ${DEEPEST} deep`);
  return yield* entries(reader, function* () {
    const type = yield* sizedText();
    const name = yield* sizedText();
    const icon = yield* sizedText();
    return { type, name, icon, children: yield* itemsWithin(reader, depth + 1) };
  });
}

function writeItems(writer: Writer, items: readonly Item[], depth = 1): void {
  if (depth > DEEPEST + 1) throw new RangeError(`items within items, more than ${DEEPEST} deep`);
  writer.number(items.length);
  for (const { type, name, icon, children } of items) {
    for (const text of [type, name, icon]) writer.sized(Buffer.from(text));
    writeItems(writer, children, depth + 1);
  }
}

/** Zero bytes behind `bytes` up to `length`; undefined stands for no such length. */
function padded(bytes: Uint8Array, length: number | undefined): Uint8Array {
  if (length === undefined || bytes.length === length) return bytes;
  if (bytes.length > length) throw new RangeError(`${bytes.length} bytes where both sides know of ${length}`);
  return Buffer.concat([bytes], length);
}

/** Bytes of which both sides know how many they are. */
function knownBytes(which: keyof KnownSizes): Layout<Uint8Array> {
  const sizeIn = (known: KnownSizes | undefined): number => {
    if (known === undefined) throw new TypeError(`the size of a ${which} is not known`);
    return known[which];
  };
  return {
    read: ({ known }) => bytesOf(sizeIn(known)),
    write: (writer, value) => writer.raw(padded(value, sizeIn(writer.known))),
  };
}

function listOf<T>(
  read: (reader: Reader) => Reading<T>,
  write: (writer: Writer, value: T) => void,
): Layout<readonly T[]> {
  return {
    read: (reader) => entries(reader, () => read(reader)),
    write: (writer, values) => {
      writer.number(values.length);
      for (const value of values) write(writer, value);
    },
  };
}

export const LAYOUTS = {
  sized: {
    read: sizedBytes,
    write: (writer, value) => writer.sized(value),
  } satisfies Layout<Uint8Array>,
  configuration: knownBytes('configuration'),
  transition: knownBytes('transition'),
  /** Where the size of a configuration is known, each has it. */
  configurations: listOf(sizedBytes, (writer, value: Uint8Array) =>
    writer.sized(padded(value, writer.known?.configuration)),
  ),
  transitions: listOf(sizedBytes, (writer, value: Uint8Array) => writer.sized(value)),
  /** The size of all, once. */
  uniform: {
    *read(reader) {
      const total = yield* count(reader);
      const each = yield* size('size');
      // A few bytes could otherwise stand for a million entries.
      if (each === 0 && total > 1) throw malformed(`${total} entries of no bytes`);
      const result: Uint8Array[] = [];
      while (result.length < total) result.push(yield* bytesOf(each));
      return result;
    },
    write: (writer, values) => {
      const each = writer.known?.transition;
      if (each === undefined) throw new TypeError('the size of a transition is not known');
      writer.number(values.length);
      writer.number(each);
      for (const value of values) writer.raw(padded(value, each));
    },
  } satisfies Layout<readonly Uint8Array[]>,
  text: {
    read: sizedText,
    write: (writer, value) => writer.sized(Buffer.from(value)),
  } satisfies Layout<string>,
  texts: listOf(sizedText, (writer, value: string) => writer.sized(Buffer.from(value))),
  numbers: listOf(number, (writer, value: number) => writer.number(value)),
  flags: {
    *read(reader) {
      const bytes = yield* bytesOf(yield* count(reader));
      return Array.from(bytes, (byte) => byte !== 0);
    },
    write: (writer, values) => {
      writer.sized(Buffer.from(values.map(Number)));
    },
  } satisfies Layout<readonly boolean[]>,
  items: {
    read: (reader) => itemsWithin(reader, 1),
    write: (writer, value) => writeItems(writer, value),
  } satisfies Layout<readonly Item[]>,
} as const;

export type LayoutName = keyof typeof LAYOUTS;
