// What is written is read back by another package, whatever the text holds.
import { SaxesParser } from 'saxes';
import { expect, it } from 'vitest';
import { fc } from '../random.js';
import { xmlDocument } from '../../src/cli/formats/xml.js';

/** The attributes `a` and the texts of all elements, in order. */
function read(xml: string): { readonly attributes: readonly string[]; readonly texts: readonly string[] } {
  const attributes: string[] = [];
  const texts: string[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ attributes: { a } }) => a !== undefined && attributes.push(a));
  parser.on('text', (text) => text.trim() !== '' && texts.push(text));
  parser.write(xml).close();
  return { attributes, texts };
}

it.each([
  ['what ends attributes and tags', `<a href="x">'&amp;'</a> ]]>`],
  ['line ends, which attributes lose', 'one\ntwo\n\nthree'],
  ['what looks like a number or a flag', 'true'],
  ['letters of all kinds', 'Wärme 温度 \u{1f525}'],
])('keeps %s', (_, text) => {
  expect(read(xmlDocument({ top: { '@a': text, inner: { '#': text } } }))).toEqual({
    attributes: [text],
    texts: [text],
  });
});

it('escapes each character that XML cannot carry or that is not seen', () => {
  const text = '\u0000\u001f\uffff\ud800\u202ex\ty\r';
  expect(read(xmlDocument({ top: { '@a': text } })).attributes).toEqual(['\\u0000\\u001f\\uffff\\ud800\\u202ex\\ty\n']);
});

it('is XML whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme-ascii' }), (first, second) => {
      const { attributes } = read(xmlDocument({ top: { '@a': first, item: [{ '@a': second }, { '#': first }] } }));
      expect(attributes).toHaveLength(2);
      expect(attributes[1]).toBe(second);
    }),
  );
});

it.each([0, 1, 2, 1000])('has %i elements of a list', (count) => {
  const items = Array.from({ length: count }, (_, index) => ({ '@a': `${index}` }));
  expect(read(xmlDocument({ top: { item: items } })).attributes).toHaveLength(count);
});
