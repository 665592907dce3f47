/** Plug messages to bytes and back, by the table of messages. */
import { LAYOUTS, MOST_ENTRIES, Writer, type KnownSizes, type Reader, type Reading } from './layouts.js';
import { malformed } from './malformed.js';
import { MESSAGES, type Answer, type Dialect, type Field, type Request, type RequestName } from './messages.js';

/** First byte of every request. */
const OPENING = 1;

/** A dialect with what its two sides know. */
export type Tongue =
  | { readonly dialect: 'prefixed'; readonly known?: undefined }
  | { readonly dialect: 'fixed'; readonly known: KnownSizes };

const NAMES = Object.keys(MESSAGES) as RequestName[];
const BY_KIND = new Map(NAMES.map((name) => [MESSAGES[name].kind as number, name]));

/** Whether a dialect has this request. */
export function speaks(dialect: Dialect, name: RequestName): boolean {
  const row = MESSAGES[name];
  return !('only' in row) || row.only === dialect;
}

/** Whether a server of this dialect answers this request at all. */
export function isAnswered(dialect: Dialect, name: RequestName): boolean {
  return MESSAGES[name].answer.some((field: Field<string, unknown>) => field[dialect] !== undefined);
}

/** Whether a request begins with these bytes; undefined if they are too few to tell. */
export function beginsRequest(bytes: Uint8Array, dialect: Dialect): boolean | undefined {
  const [opening, kind] = bytes;
  if (opening === undefined) return undefined;
  if (opening !== OPENING || kind === undefined) return opening === OPENING ? undefined : false;
  const name = BY_KIND.get(kind);
  return name !== undefined && speaks(dialect, name);
}

export function encodeRequest(request: Request, tongue: Tongue): Buffer {
  const { name, ...values } = request;
  if (!speaks(tongue.dialect, name)) throw new TypeError(`the dialect ${tongue.dialect} has no request '${name}'`);
  const writer = new Writer(tongue.known);
  writer.raw(Buffer.of(OPENING, MESSAGES[name].kind));
  writeFields(writer, MESSAGES[name].request, values, tongue.dialect);
  return writer.message();
}

export function encodeAnswer<Name extends RequestName>(name: Name, answer: Answer<Name>, tongue: Tongue): Buffer {
  const writer = new Writer(tongue.known);
  writeFields(writer, MESSAGES[name].answer, answer, tongue.dialect);
  return writer.message();
}

/** @throws TransportError `corrupt` */
export function decodeRequest(bytes: Buffer, tongue: Tongue): Request {
  return decodeWhole(bytes, readRequest(tongue));
}

/** @throws TransportError `corrupt` */
export function decodeAnswer<Name extends RequestName>(name: Name, bytes: Buffer, tongue: Tongue): Answer<Name> {
  return decodeWhole(bytes, readAnswer(name, tongue));
}

/** @throws TransportError `corrupt` (by the bytes that are given) */
export function* readRequest(tongue: Tongue): Reading<Request> {
  const opening = yield 2;
  const name = BY_KIND.get(opening.readUInt8(1));
  if (name === undefined || beginsRequest(opening, tongue.dialect) !== true) {
    throw malformed(`a request begins with the bytes ${opening.toString('hex')} (dialect ${tongue.dialect})`);
  }
  return { name, ...(yield* readFields(MESSAGES[name].request, tongue)) } as Request;
}

/** @throws TransportError `corrupt` (by the bytes that are given) */
export function* readAnswer<Name extends RequestName>(name: Name, tongue: Tongue): Reading<Answer<Name>> {
  return (yield* readFields(MESSAGES[name].answer, tongue)) as Answer<Name>;
}

function writeFields(
  writer: Writer,
  fields: readonly Field<string, unknown>[],
  values: Readonly<Record<string, unknown>>,
  dialect: Dialect,
): void {
  for (const field of fields) {
    const layout = field[dialect];
    // The table pairs each field's type with layouts of that type.
    if (layout !== undefined) LAYOUTS[layout].write(writer, values[field.name] as never);
  }
}

function* readFields(
  fields: readonly Field<string, unknown>[],
  { dialect, known }: Tongue,
): Reading<Record<string, unknown>> {
  const reader: Reader = { known, entriesLeft: MOST_ENTRIES };
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const layout = field[dialect];
    values[field.name] = layout === undefined ? undefined : yield* LAYOUTS[layout].read(reader);
  }
  return values;
}

function decodeWhole<T>(bytes: Buffer, reading: Reading<T>): T {
  let at = 0;
  let step = reading.next();
  while (step.done !== true) {
    const end = at + step.value;
    if (end > bytes.length) throw malformed(`it ends after ${bytes.length} bytes and has at least ${end}`);
    step = reading.next(bytes.subarray(at, end));
    at = end;
  }
  if (at < bytes.length) throw malformed(`${bytes.length - at} bytes follow its end`);
  return step.value;
}
