/** From the bytes of a table to its text: UTF-8, or UTF-16 as spreadsheets and Windows tools write it. */
import { csvError } from './csv.js';

/**
 * Decodes a file of text; a byte order mark is left out. UTF-16 is known by its mark, or by the zero that is half of an
 * ASCII letter.
 * @throws FmuToolError `csv` with the line where the bytes are in no encoding that is read
 */
export function decodeTable(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const line = encoding === 'utf-8' ? firstBadLine(bytes) : 1;
    throw csvError(line, `there are bytes that are not ${encoding.toUpperCase()}; save the file as UTF-8`);
  }
}

function encodingOf([first, second]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be';
  return 'utf-8';
}

/** Looks at one line after the other: the end of a line is never part of another character in UTF-8. */
function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let line = 1, start = 0; ; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    if (end < 0) return line;
    try {
      decoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end + 1;
  }
}
