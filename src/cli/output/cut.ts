/** The beginning of a text that fits into so many columns of a terminal; there are characters that need two or none. */
import stringWidth from 'string-width';

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

export function cut(text: string, columns: number): string {
  let width = 0;
  for (const { segment, index } of characters.segment(text)) {
    width += stringWidth(segment);
    if (width > columns) return text.slice(0, index);
  }
  return text;
}
