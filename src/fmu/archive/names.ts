/**
 * Names of entries: how their bytes are read, and which ones are refused because they would lead an importer that
 * unpacks the FMU out of its folder, or different importers to different files.
 */
import { isAscii, isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import { FmuToolError, quote } from '../error.js';
import { EXTRA, FLAG, extraFields } from './format.js';

/** Upper half of code page 437, which names without the UTF-8 flag are in (APPNOTE appendix D). */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/**
 * The name an entry goes by: that of a Unicode path field if it belongs to this name, else UTF-8 where the flag says so
 * or the bytes happen to be, else code page 437. A reader that does not know the field goes by the plain name, so the two
 * may differ only where the plain one could not be written.
 * @throws FmuToolError `archive-name-encoding` if the flag promises UTF-8 and the bytes are none, `archive-two-names`, and
 *   what {@link checkName} throws
 */
export function decodeName(raw: Buffer, flags: number, extra: Buffer): string {
  const plain = plainName(raw, flags);
  checkName(plain);
  const name = unicodePath(raw, extra);
  if (name === undefined || name === plain) return plain;
  checkName(name);
  if (!sameButForEncoding(raw, name)) {
    const what = `the entry ${quote(plain)} is called ${quote(name)} in an extra field`;
    throw new FmuToolError('archive-two-names', `${what}, so readers see different files; zip the FMU again`);
  }
  return name;
}

function plainName(raw: Buffer, flags: number): string {
  if (isAscii(raw)) return raw.toString('latin1');
  const utf8 = isUtf8(raw);
  if ((flags & FLAG.utf8) !== 0 && !utf8) {
    const shown = quote(raw.toString('latin1'));
    throw new FmuToolError('archive-name-encoding', `the entry ${shown} is flagged UTF-8 but is not; zip it again`);
  }
  if (utf8) return raw.toString('utf8');
  return Array.from(raw, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : CP437[byte - 0x80])).join('');
}

/**
 * Whether the plain name is the other one in an encoding that lacks some of its letters: segments in ASCII are the same.
 * Info-ZIP writes letters that it cannot encode as `#U00e4` and `#L01f525`.
 */
function sameButForEncoding(raw: Buffer, name: string): boolean {
  const escaped = raw.toString('latin1').replace(/#U([0-9a-f]{4})|#L([0-9a-f]{6})/gi, (text, short, long) => {
    const code = Number.parseInt(String(short ?? long), 16);
    return code > 0x7f && code <= 0x10ffff ? String.fromCodePoint(code) : text;
  });
  const [plain, other] = [escaped, name].map((each) => each.split('/'));
  return plain?.length === other?.length && plain?.every((part, at) => alike(part, other?.[at] ?? '')) === true;
}

function alike(first: string, second: string): boolean {
  const ascii = /^[\u0000-\u007f]*$/;
  return first === second || !(ascii.test(first) || ascii.test(second));
}

/** Info-ZIP Unicode path (APPNOTE 4.6.9): counts only while its CRC is that of the plain name. */
function unicodePath(raw: Buffer, extra: Buffer): string | undefined {
  for (const { id, data } of extraFields(extra)) {
    if (id !== EXTRA.unicodePath || data.length < 5 || data[0] !== 1) continue;
    const name = data.subarray(5);
    if (data.readUInt32LE(1) === crc32(raw) && isUtf8(name)) return name.toString('utf8');
  }
  return undefined;
}

/**
 * Refuses a name that is not a plain relative path.
 * @throws FmuToolError with an `archive-name-` code
 */
export function checkName(name: string): void {
  const refuse = (kind: string, what: string): never => {
    throw new FmuToolError(`archive-name-${kind}`, `the entry ${quote(name)} ${what}; zip the FMU again without it`);
  };
  if (name === '') refuse('empty', 'has an empty name');
  if (/[\u0000-\u001f\u007f-\u009f]/.test(name)) refuse('control', 'has a control character in its name');
  if (name.includes('\\')) refuse('backslash', 'has a backslash in its name, where zip wants /');
  if (name.startsWith('/')) refuse('absolute', 'has an absolute name');
  if (/^[A-Za-z]:/.test(name)) refuse('drive', 'has a name with a drive letter');
  const segments = (name.endsWith('/') ? name.slice(0, -1) : name).split('/');
  if (segments.includes('..')) refuse('parent', 'leads out of the archive with ..');
  if (segments.includes('.') || segments.includes('')) refuse('segment', 'has an empty or . segment in its name');
}
