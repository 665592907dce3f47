// Tables as they come out of spreadsheets, numpy, Windows and MATLAB.
import { describe, expect, it } from 'vitest';
import { decodeTable } from '../../src/simulate/table-text.js';

const text = 'time,u\n0,1\n1,2\n';
const utf16le = Buffer.from(text, 'utf16le');
const utf16be = Buffer.from(utf16le).swap16();

describe('a table of text', () => {
  it.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little endian, with a mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16le])],
    ['UTF-16, big endian, with a mark', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be])],
    ['UTF-16, little endian, without one', utf16le],
    ['UTF-16, big endian, without one', utf16be],
  ])('is read as %s', (_, bytes) => {
    expect(decodeTable(bytes)).toBe(text);
  });

  it('may be empty, or one letter', () => {
    expect(decodeTable(Buffer.alloc(0))).toBe('');
    expect(decodeTable(Buffer.from('t'))).toBe('t');
  });

  it('keeps letters beyond ASCII', () => {
    expect(decodeTable(Buffer.from('Wärme, 温度'))).toBe('Wärme, 温度');
  });

  it('names the line of bytes that are no UTF-8', () => {
    const latin1 = Buffer.from('time,W\u00e4rme\n0,1\n', 'latin1');
    expect(() => decodeTable(latin1)).toThrow('line 1: there are bytes that are not UTF-8; save the file as UTF-8');
    const late = Buffer.concat([Buffer.from('time,u\n0,1\n'), Buffer.from([0x31, 0xe4])]);
    expect(() => decodeTable(late)).toThrow('line 3: there are bytes that are not UTF-8');
  });

  it('says so of half a unit of UTF-16', () => {
    const half = Buffer.concat([Buffer.from([0xff, 0xfe]), utf16le.subarray(0, 3)]);
    expect(() => decodeTable(half)).toThrow('not UTF-16LE');
  });
});
