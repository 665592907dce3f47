/**
 * Captured bytes as people have them: as they were on the wire, or written as hex digits, also as `xxd` and `hexdump -C`
 * write them.
 */

/** `00000010  52 46 4d 49 00 00 00 00  18 00 00 00 00 00 00 00  |RFMI............|` */
const HEXDUMP = /^[0-9a-f]{7,} {2}([0-9a-f ]*)\|.*\| *$/i;
/** `00000010: 5246 4d49 0000 0000 1800 0000 0000 0000  RFMI............` */
const XXD = /^[0-9a-f]{7,}: ([0-9a-f]+(?: [0-9a-f]+)*)(?: *| {2}.*)$/i;

/** A text that is no hex. */
export class NotHex extends Error {
  /** Counts from 1. */
  readonly line: number;

  constructor(line: number) {
    super(`line ${line} is not made of pairs of hex digits`);
    this.name = 'NotHex';
    this.line = line;
  }
}

/**
 * The bytes of a capture. Hex digits may stand apart from each other in any way; `#`, `;` and `//` begin a comment.
 * @throws NotHex
 */
export function captureBytes(input: Buffer): Buffer {
  const text = textOf(input);
  if (text === undefined) return input;
  const pieces: Buffer[] = [];
  let number = 0;
  let hexdump = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    number += 1;
    hexdump ||= HEXDUMP.test(line);
    // The last line of hexdump says where the file ends.
    if (hexdump && /^[0-9a-f]{7,}$/i.test(line)) continue;
    const digits = digitsOf(line);
    if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) throw new NotHex(number);
    pieces.push(Buffer.from(digits, 'hex'));
  }
  return Buffer.concat(pieces);
}

/** Every message has bytes below 8, and a text has none; but there are shells that write texts in UTF-16. */
function textOf(input: Buffer): string | undefined {
  if (input[0] === 0xff && input[1] === 0xfe) return input.toString('utf16le', 2);
  return [0, 1, 2, 3, 4, 5, 6, 7].some((byte) => input.includes(byte))
    ? undefined
    : input.toString('utf8').replace(/^\ufeff/, '');
}

function digitsOf(line: string): string {
  const dumped = (HEXDUMP.exec(line) ?? XXD.exec(line))?.[1];
  if (dumped !== undefined) return dumped.replace(/\s/g, '');
  const comment = line.search(/#|;|\/\//);
  return line
    .slice(0, comment < 0 ? undefined : comment)
    .replace(/\b0x/gi, '')
    .replace(/[\s,]/g, '');
}
