// Text of others is shown so that a terminal, a page or a chart cannot be made to do anything with it.
import { describe, expect, it } from 'vitest';
import { fc } from './random.js';
import { printable, printableJson, shortened } from '../src/printable.js';

const unseen: readonly (readonly [string, string, string])[] = [
  ['the beginning of an escape sequence', '\u001b[31m', '\\u001b[31m'],
  ['a bell, a backspace and NUL', 'a\u0007b\u0008c\0', 'a\\u0007b\\u0008c\\u0000'],
  ['ends of lines and tabs', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
  ['DEL', '\u007f', '\\u007f'],
  ['the escape sequences of C1', '\u009b2J\u0090\u0085', '\\u009b2J\\u0090\\u0085'],
  ['separators of lines and paragraphs', '\u2028\u2029', '\\u2028\\u2029'],
  [
    'embeddings and overrides of the direction',
    '\u202a\u202b\u202c\u202d\u202e',
    '\\u202a\\u202b\\u202c\\u202d\\u202e',
  ],
  ['isolates', '\u2066\u2067\u2068\u2069', '\\u2066\\u2067\\u2068\\u2069'],
  ['marks of the direction', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
  ['what has no width', 'a\u200bb\u200c\u200d\u2060', 'a\\u200bb\\u200c\\u200d\\u2060'],
  ['a byte order mark', '\ufeffa', '\\ufeffa'],
  ['soft hyphens and fillers', '\u00ad\u3164\u115f', '\\u00ad\\u3164\\u115f'],
  ['tags and variation selectors', '\u{e0001}\u{e0041}\ufe0f\u{e0100}', '\\u{e0001}\\u{e0041}\\ufe0f\\u{e0100}'],
  ['halves of characters', 'a\ud83d \ude00', 'a\\ud83d \\ude00'],
  ['what XML has no place for', '\ufffe\uffff\u{1fffe}', '\\ufffe\\uffff\\u{1fffe}'],
];

/** What may not be left, written down apart from the code: everything that is no letter, mark, number, sign or blank. */
const seen = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\p{Co}\p{Cn}]*$/u;
const text = fc.string({
  unit: fc.oneof(fc.constantFrom(...unseen.map(([, given]) => given)), fc.string({ unit: 'binary' })),
});

describe('what is not seen is escaped', () => {
  it.each(unseen)('%s', (_, given, shown) => {
    expect(printable(given)).toBe(shown);
  });

  it('everything else stays as it is', () => {
    const given = 'C:\\model\\Größe "x" [m/s²] 水 ทดสอบ עברית e\u0301 😀 \u00a0';
    expect(printable(given)).toBe(given);
  });

  it('nothing is left of any text, and what is printable is not changed again', () => {
    fc.assert(
      fc.property(text, (given) => {
        const shown = printable(given);
        expect(shown).toMatch(seen);
        expect(printable(shown)).toBe(shown);
      }),
    );
  });

  it.each([0, 1, 2, 100_000])('%i of them', (count) => {
    expect(printable('\u001b'.repeat(count))).toBe('\\u001b'.repeat(count));
  });
});

describe('JSON', () => {
  it.each(unseen)('escapes %s, and has the same value', (_, given) => {
    const json = printableJson({ [given]: [given] });
    expect(json).toMatch(seen);
    expect(JSON.parse(json)).toEqual({ [given]: [given] });
  });

  it('is indented as always', () => {
    expect(printableJson({ a: ['\u202e'] }, 2)).toBe('{\n  "a": [\n    "\\u202e"\n  ]\n}');
  });

  it('of any value is the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), text, (value, key) => {
        const json = printableJson({ [key]: value, value: key });
        expect(json).toMatch(seen);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ [key]: value, value: key })));
      }),
    );
  });
});

describe('a text that is too long', () => {
  it.each([
    ['', ''],
    ['abc', 'abc'],
    ['abcd', 'abc... (1 more characters)'],
    [`ab\u{1f600}`, 'ab... (2 more characters)'],
    ['x'.repeat(100_000), 'xxx... (99997 more characters)'],
  ])('is cut, and it is said how much is missing', (text, expected) => {
    expect(shortened(text, 3)).toBe(expected);
  });
});
