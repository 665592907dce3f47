/**
 * From the bytes of an XML file to its text: byte order mark, declared encoding, and a clear answer where the two or
 * the bytes themselves disagree (XML 1.0, 4.3.3 and appendix F).
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { FmuToolError, quote } from '../error.js';
import { atPlace } from './problem.js';
import { LineText } from './source-text.js';

/** Where windows-1252 differs from ISO-8859-1, from 0x80; written out because TextDecoder confuses the two. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const MARKS: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/** How much is looked at at once in the search for a bad byte, in bytes. */
const PIECE = 64 * 1024;

/** `<?xml version="1.0" encoding="..."`: group 1 is everything before the encoding's name, group 2 the name. */
const DECLARATION = /^(<\?xml\s+version\s*=\s*(?:"[^"]*"|'[^']*')\s+encoding\s*=\s*["'])([^"'<>]*)["']/;

/**
 * Decodes an XML file; a byte order mark is left out.
 * @throws FmuToolError `model-description-encoding` with the position, if encoding and bytes contradict each other or
 * the encoding is unknown
 */
export function decodeXml(bytes: Buffer): string {
  const mark = MARKS.find(([start]) => start.every((byte, index) => bytes[index] === byte));
  const body = bytes.subarray(mark?.[0].length ?? 0);
  const marked = mark?.[1];
  if (marked?.startsWith('utf-32') === true) throw encodingError('is in UTF-32, which no FMU tool reads', 1, 1);
  if (marked === undefined && (body[0] === 0 || (body[0] === 0x3c && body[1] === 0))) {
    throw encodingError('looks like UTF-16 but has no byte order mark', 1, 1);
  }
  const head =
    marked?.startsWith('utf-16') === true
      ? decode(body.subarray(0, 1024), marked, false)
      : body.toString('latin1', 0, 1024);
  const declaration = DECLARATION.exec(head);
  const declared = declaration?.[2]?.toLowerCase();
  if (declared !== undefined && (marked ?? 'utf-8').startsWith('utf-16') !== declared.startsWith('utf-16')) {
    throw contradiction(declaration, marked);
  }
  if (marked === 'utf-8' && declared !== undefined && declared !== 'utf-8' && declared !== 'utf8') {
    throw contradiction(declaration, marked);
  }
  if (marked !== undefined && /^utf-16.e$/.test(declared ?? '') && declared !== marked) {
    throw contradiction(declaration, marked);
  }
  return decode(body, marked ?? declared ?? 'utf-8', true);
}

function decode(bytes: Buffer, encoding: string, fatal: boolean): string {
  if (/^(iso[-_]?8859-1|latin-?1|l1|cp819)$/.test(encoding)) return bytes.toString('latin1');
  if (/^(windows-1252|cp-?1252)$/.test(encoding)) {
    return decodeWindows1252(bytes);
  }
  if (/^(us-)?ascii$/.test(encoding)) {
    if (isAscii(bytes)) return bytes.toString('latin1');
    throw badBytes(
      bytes,
      bytes.findIndex((byte) => byte >= 0x80),
      encoding,
    );
  }
  const decoder = decoderFor(encoding, fatal);
  try {
    return decoder.decode(bytes);
  } catch (error) {
    if (encoding === 'utf-8' || encoding === 'utf8') throw badBytes(bytes, firstBadUtf8(bytes), encoding);
    throw new FmuToolError('model-description-encoding', `has bytes that are not ${encoding}; ${ADVICE}`, {
      cause: error,
    });
  }
}

/** By way of UTF-16: a replacement of each character in the text would make a text of each for a while. */
function decodeWindows1252(bytes: Buffer): string {
  const wide = Buffer.allocUnsafe(bytes.length * 2);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const code = byte >= 0x80 && byte < 0xa0 ? WINDOWS_1252.charCodeAt(byte - 0x80) : byte;
    wide[2 * at] = code & 0xff;
    wide[2 * at + 1] = code >>> 8;
  }
  return wide.toString('utf16le');
}

function decoderFor(encoding: string, fatal: boolean): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal, ignoreBOM: true });
  } catch {
    throw encodingError(`declares the unknown encoding ${quote(encoding)}`, 1, 1);
  }
}

/** Where the first byte is that is not UTF-8. */
function firstBadUtf8(bytes: Buffer): number {
  let start = 0;
  for (;;) {
    let end = start + PIECE;
    // Not in the middle of a character, whose further bytes begin with the bits 10.
    while (end < bytes.length && end > start && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
    const piece = bytes.subarray(start, end === start ? start + PIECE : end);
    if (end >= bytes.length || !isUtf8(piece)) return start + badInPiece(piece);
    start = end;
  }
}

/** Where a lenient decoder puts a replacement character that is not in the bytes. */
function badInPiece(bytes: Buffer): number {
  const replacement = Buffer.from('\uFFFD');
  const text = bytes.toString('utf8');
  let offset = 0;
  let from = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', from)) {
    offset += Buffer.byteLength(text.slice(from, at));
    if (!bytes.subarray(offset, offset + 3).equals(replacement)) return offset;
    offset += 3;
    from = at + 1;
  }
  return offset;
}

const ADVICE = 'save it in the encoding that it declares, best UTF-8';

function badBytes(bytes: Buffer, at: number, encoding: string): FmuToolError {
  const before = new LineText(bytes.toString('utf8', 0, at));
  const { line, column } = before.position(before.text.length);
  const byte = (bytes[at] ?? 0).toString(16).padStart(2, '0');
  return encodingError(`has the byte 0x${byte}, which is not ${encoding.toUpperCase()} there`, line, column);
}

function contradiction(declaration: RegExpExecArray | null, marked: string | undefined): FmuToolError {
  const before = new LineText(declaration?.[1] ?? '');
  const { line, column } = before.position(before.text.length);
  const actual =
    marked === undefined ? 'has no byte order mark' : `begins with the byte order mark of ${marked.toUpperCase()}`;
  return encodingError(`declares the encoding ${quote(declaration?.[2] ?? '')} but ${actual}`, line, column);
}

function encodingError(what: string, line: number, column: number): FmuToolError {
  const message = atPlace({ line, column }, `${what}; ${ADVICE}`);
  return new FmuToolError('model-description-encoding', message, { position: { line, column } });
}
