import { describe, expect, it } from 'vitest';
import { scanAttributes, scanMarkup } from '../../src/fmu/markup.js';

function found(text: string): { tags: string[]; attributes: string[]; others: string[] } {
  const result = { tags: [] as string[], attributes: [] as string[], others: [] as string[] };
  scanMarkup(
    text,
    (tag) => {
      result.tags.push(`${tag.kind} ${text.slice(tag.start, tag.end)}`);
      scanAttributes(text, tag, ({ nameStart, nameEnd, valueStart, valueEnd }) => {
        result.attributes.push(`${text.slice(nameStart, nameEnd)}|${text.slice(valueStart, valueEnd)}`);
        return true;
      });
    },
    (start, end) => result.others.push(text.slice(start, end)),
  );
  return result;
}

describe('markup', () => {
  it('has tags, and attributes with their values', () => {
    expect(found(`<a x="1"\n y = '>"'><b/></a >`)).toEqual({
      tags: [`open <a x="1"\n y = '>"'>`, 'empty <b/>', 'close </a >'],
      attributes: ['x|1', 'y|>"'],
      others: [],
    });
  });

  it('has texts, comments and the like, in which there are no tags', () => {
    const others = ['<?x <a/>?>', '<!-- <b/> -->', 'text', '<![CDATA[<c/>]]>', '<!DOCTYPE d>'];
    expect(found(others.join(''))).toEqual({ tags: [], attributes: [], others });
  });

  it.each(['<', '<a', '<a x="1', '<!--', '<![CDATA[', '<?x', '<!', '</a'])('may end anywhere: %s', (end) => {
    expect(found(`<b/>${end}`)).toMatchObject({ tags: ['empty <b/>'], others: [end] });
  });

  it.each(['<a b>', '<a b c="1">', '<a =>', '<a b=c>', '<a "b">', '<a b="1"c="2">', '<a / b>'])(
    'that is not well-formed is passed over: %s',
    (text) => {
      expect(found(text).tags).toHaveLength(1);
    },
  );
});
