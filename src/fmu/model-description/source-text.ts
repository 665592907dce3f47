/** Finds lines and columns in a decoded text, only when a message needs them. */
import type { TextPosition } from '../error.js';
import type { SourceOffset, SourceText } from './model.js';

/** A text that knows its lines. Lines end as XML says: with CR LF, LF or CR. */
export class LineText implements SourceText {
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  position(offset: SourceOffset): TextPosition {
    const starts = (this.#lineStarts ??= lineStarts(this.text));
    let low = 0;
    for (let high = starts.length; high - low > 1;) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  attributePosition(offset: SourceOffset, attribute: string): TextPosition {
    // Sticky, from one attribute to the next: the parser has already made sure that the tag is well-formed.
    const next = /[\s]+([^\s=/>]+)\s*=\s*(?:"[^"]*"|'[^']*')/y;
    next.lastIndex = offset + (/^<[^\s/>]*/.exec(this.text.slice(offset, offset + 1024))?.[0].length ?? 0);
    for (let found = next.exec(this.text); found !== null; found = next.exec(this.text)) {
      if (found[1] === attribute) return this.position(found.index + found[0].indexOf(attribute));
    }
    return this.position(offset);
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: ending } of text.matchAll(/\r\n?|\n/g)) starts.push(index + ending.length);
  return starts;
}
