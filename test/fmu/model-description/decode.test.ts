import { describe, expect, it } from 'vitest';
import { decodeXml } from '../../../src/fmu/model-description/decode.js';
import { parseModelDescription } from '../../../src/fmu/model-description.js';
import { toolError } from '../expect-error.js';
import { FMI2 } from './documents.js';

const UTF8_MARK = [0xef, 0xbb, 0xbf];
const declared = (encoding: string, content = '<a/>'): string =>
  `<?xml version="1.0" encoding="${encoding}"?>${content}`;
const utf16 = (text: string, bigEndian = false): Buffer => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
};

describe('the encoding of a model description', () => {
  it.each([
    ['UTF-8', Buffer.from(declared('UTF-8', 'ä€😀')), 'ä€😀'],
    ['utf-8 in lower case and single quotes', Buffer.from(declared('utf-8', 'ä').replaceAll('"', "'")), 'ä'],
    ['UTF-8 with a byte order mark', Buffer.from([...UTF8_MARK, ...Buffer.from(declared('UTF-8', 'ä'))]), 'ä'],
    ['UTF-8 that is not declared', Buffer.from('<a>ä</a>'), '<a>ä</a>'],
    ['a replacement character that is really there', Buffer.from(declared('UTF-8', '\uFFFD')), '\uFFFD'],
    ['UTF-16 little-endian', utf16(declared('UTF-16', 'ä😀')), 'ä😀'],
    ['UTF-16 big-endian', utf16(declared('utf-16', 'ä😀'), true), 'ä😀'],
    ['UTF-16BE by its full name', utf16(declared('UTF-16BE', 'ä'), true), 'ä'],
    ['UTF-16 that is not declared', utf16('<a>ä</a>'), '<a>ä</a>'],
    ['ISO-8859-1', Buffer.from(declared('ISO-8859-1', 'äÿ\u0092'), 'latin1'), 'äÿ\u0092'],
    ['windows-1252', Buffer.concat([Buffer.from(declared('windows-1252')), Buffer.from([0x80, 0x92, 0xe4])]), '€’ä'],
    ['US-ASCII', Buffer.from(declared('US-ASCII', 'plain')), 'plain'],
    ['ISO-8859-15', Buffer.concat([Buffer.from(declared('ISO-8859-15')), Buffer.from([0xa4])]), '€'],
    ['Shift_JIS', Buffer.concat([Buffer.from(declared('Shift_JIS')), Buffer.from([0x83, 0x41])]), 'ア'],
  ])('may be %s', (_what, bytes, end) => {
    expect(decodeXml(bytes).endsWith(end)).toBe(true);
    expect(decodeXml(bytes)).toMatch(/^</);
  });

  it('makes no difference to the model', () => {
    const text = FMI2.replace('modelName="Two"', 'modelName="Zwölf"');
    const latin = Buffer.from(text.replace('UTF-8', 'ISO-8859-1'), 'latin1');
    const wide = utf16(text.replace('UTF-8', 'UTF-16'));
    for (const bytes of [latin, wide]) {
      const model = parseModelDescription(bytes);
      expect(model.modelName).toBe('Zwölf');
      expect(model.variables).toHaveLength(4);
    }
  });

  it.each([
    ['a UTF-8 mark and ISO-8859-1', Buffer.from([...UTF8_MARK, ...Buffer.from(declared('ISO-8859-1'))]), [1, 31]],
    ['a UTF-16 mark and UTF-8', utf16(declared('UTF-8')), [1, 31]],
    ['a big-endian mark and UTF-16LE', utf16(declared('UTF-16LE'), true), [1, 31]],
    ['no mark and UTF-16', Buffer.from(declared('UTF-16')), [1, 31]],
    ['UTF-16 without a mark', utf16(declared('UTF-16')).subarray(2), [1, 1]],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), [1, 1]],
    ['an unknown encoding', Buffer.from(declared('klingon')), [1, 1]],
    ['ISO-8859-1 bytes in UTF-8', Buffer.from(`${declared('UTF-8')}\n\n <ü/>`, 'latin1'), [3, 3]],
    ['a replacement character and then a bad byte', Buffer.from([0x3c, 0xef, 0xbf, 0xbd, 0x0a, 0xc3]), [2, 1]],
    ['umlauts in US-ASCII', Buffer.from(`${declared('US-ASCII')}\nü`, 'latin1'), [2, 1]],
    ['half a character in UTF-16', Buffer.concat([utf16('<a/>'), Buffer.from([0, 0xd8])]), undefined],
  ])('is refused, with the place: %s', (_what, bytes, place) => {
    const error = toolError(() => decodeXml(bytes));
    expect(error.code).toBe('model-description-encoding');
    if (place !== undefined) expect(error.position).toEqual({ line: place[0], column: place[1] });
  });
});
