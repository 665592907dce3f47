import { describe, expect, it } from 'vitest';
import { captureBytes, NotHex } from '../../src/transport/capture.js';

const HELLO = '52464d4900000000180000000000000001000000' + '00000000';
const read = (text: string | Buffer) => captureBytes(Buffer.from(text as string)).toString('hex');

describe('a capture', () => {
  it('is the bytes themselves', () => {
    expect(read(Buffer.from(HELLO, 'hex'))).toBe(HELLO);
    expect(read('')).toBe('');
    // A whole request of the plug protocol, which has no zero.
    expect(read(Buffer.of(1, 1))).toBe('0101');
  });

  it.each([
    ['digits alone', HELLO],
    ['upper case', HELLO.toUpperCase()],
    ['blanks and lines', '52464D49 00000000\n  18000000 00000000\r\n\n\t0100 0000 00000000\r'],
    ['comments', '# a hello\n52464d49 00000000 ; flags\n1800000000000000 // length\n0100000000000000 # größer als 0'],
    [
      'numbers of C',
      '0x52, 0x46, 0x4d, 0x49, 0, 0, 0, 0,'.replace(/ 0,/g, ' 0x00,') + '\n1800000000000000 0100000000000000',
    ],
    ['a mark of UTF-8 before it', `\ufeff${HELLO}`],
    [
      'xxd',
      '00000000: 5246 4d49 0000 0000 1800 0000 0000 0000  RFMI............\n00000010: 0100 0000 0000 0000                      ........\n',
    ],
    [
      'hexdump -C',
      '00000000  52 46 4d 49 00 00 00 00  18 00 00 00 00 00 00 00  |RFMI....;.#.....|\n' +
        '00000010  01 00 00 00 00 00 00 00                           |........|\n00000018\n',
    ],
  ])('may be hex: %s', (_title, text) => expect(read(text)).toBe(HELLO));

  it('may be hex in UTF-16', () => {
    expect(read(Buffer.from(`\ufeff${HELLO}\r\n`, 'utf16le'))).toBe(HELLO);
  });

  it.each([
    ['words', 'hello', 1],
    ['half a byte', '5246\n4d4\n', 2],
    ['lines that hexdump left out', '52\n46\n*\n', 3],
  ])('is not %s', (_title, text, line) => {
    expect(() => read(text)).toThrow(NotHex);
    expect(() => read(text)).toThrow(`line ${line} is not made of pairs of hex digits`);
  });
});
