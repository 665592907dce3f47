// A line is one line whatever its parts are, and only marks of our own become colours.
import { describe, expect, it } from 'vitest';
import {
  bad,
  faint,
  good,
  label,
  linesOf,
  title,
  written,
  type Colours,
  type Line,
} from '../../../src/cli/output/line.js';

const around = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
const colours: Colours = {
  title: around('title'),
  label: around('label'),
  good: around('good'),
  bad: around('bad'),
  faint: around('faint'),
};

describe('a line', () => {
  const lines: readonly (readonly [Line, string, string])[] = [
    ['text', 'text', 'text'],
    [title('t'), 't', '<title>t</title>'],
    [[title('t'), ': ', good('g'), bad('b')], 't: gb', '<title>t</title>: <good>g</good><bad>b</bad>'],
    [['  ', label('l '), faint('f')], '  l f', '  <label>l </label><faint>f</faint>'],
    [[], '', ''],
    ['blanks at the end  ', 'blanks at the end', 'blanks at the end'],
  ];

  it.each(lines)('%j', (line, plain, coloured) => {
    expect(written(line)).toBe(plain);
    expect(written(line, colours)).toBe(coloured);
  });

  it('has no colours and no ends of lines but ours', () => {
    const hostile = '\u001b[31mred\nfmutool: all is well\u202e';
    const shown = '\\u001b[31mred\\nfmutool: all is well\\u202e';
    expect(written([title(hostile), hostile], colours)).toBe(`<title>${shown}</title>${shown}`);
  });
});

it.each([
  ['', ['']],
  ['a', ['a']],
  ['a\nb\r\nc\rd\n\n', ['a', 'b', 'c', 'd']],
])('the lines of %j', (text, lines) => {
  expect(linesOf(text)).toEqual(lines);
});
