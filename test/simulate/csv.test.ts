import { describe, expect, it } from 'vitest';
import { fc } from '../random.js';
import { csvLine, csvRows, separatorOf } from '../../src/simulate/csv.js';

function rows(text: string): (readonly string[])[] {
  return [...csvRows(text)].map(({ fields }) => fields);
}

describe('CSV', () => {
  it.each([
    ['commas', 'a,b\n1,2\n'],
    ['semicolons', 'a;b\n1;2\n'],
    ['tabs', 'a\tb\n1\t2\n'],
    ['CR LF', 'a,b\r\n1,2\r\n'],
    ['CR', 'a,b\r1,2'],
    ['empty lines', '\na,b\n\n1,2\n\n'],
    ['a byte order mark', '\ufeffa,b\n1,2'],
    ['quotes', '"a",b\n1,"2"'],
  ])('is read with %s', (_, text) => {
    expect(rows(text)).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('keeps separators, quotes and ends of lines in quoted fields, and counts lines all the same', () => {
    const text = 'a,b\n"x, ""y""\nz",2\n3,4\n';
    expect([...csvRows(text)]).toEqual([
      { line: 1, fields: ['a', 'b'] },
      { line: 2, fields: ['x, "y"\nz', '2'] },
      { line: 4, fields: ['3', '4'] },
    ]);
  });

  it('keeps empty fields and blanks', () => {
    expect(rows(',, x \n')).toEqual([['', '', ' x ']]);
  });

  it('finds the separator outside of quotes, in the first line', () => {
    expect(separatorOf('"a,b";c')).toBe(';');
    expect(separatorOf('a\nb;c')).toBe(',');
  });

  it.each([
    ['a quote that does not end', 'a\n"b', /line 2: a quote that does not end/],
    ['a quote within a field', 'a\n\nb"c"', /line 3: a quote within a field/],
    ['text after a quoted field', 'a,"b"c', /line 1: text after the closing quote/],
  ])('refuses %s and says where', (_, text, message) => {
    expect(() => rows(text)).toThrow(message);
  });

  it('stops at the first field that is one too many', () => {
    const read = (text: string, fields: number): unknown => [...csvRows(text, ',', { fields })];
    expect(read('a,b\n1,2\n', 2)).toHaveLength(2);
    expect(() => read('a,b\n1,2,3\n', 2)).toThrow('line 2: more than 2 fields; write a line for each time');
    expect(() => read('a\n"1\n",2', 1)).toThrow('line 2: more than 1 fields');
    // The end of the text is never looked at: its quote does not end.
    expect(() => read(`${'1,'.repeat(100_000)}"`, 100)).toThrow('line 1: more than 100 fields');
  });

  it('reads what it writes, whatever the fields are', () => {
    const field = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[",;\t\r\n ]{0,4}$/));
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 1 }), { minLength: 1 }), fc.boolean(), (table, text) => {
        const written = table.map((fields) => csvLine(fields, () => text)).join('');
        expect([...csvRows(written, ',')].map(({ fields }) => fields)).toEqual(
          table.filter((fields) => fields.length > 1 || fields[0] !== ''),
        );
      }),
    );
  });

  it('answers any text with rows or with one line that names the line of the file', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab",;\r\n]*$/), (text) => {
        try {
          rows(text);
        } catch (error) {
          expect((error as Error).message).toMatch(/^line \d+: [^\n]+$/);
        }
      }),
    );
  });
});
