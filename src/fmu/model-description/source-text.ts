/** Finds lines and columns in a decoded text, only when a message needs them. */
import type { TextPosition } from '../error.js';
import { scanAttributes, tagAt } from '../markup.js';
import type { SourceOffset, SourceText } from './model.js';

/** How far apart the places are that are remembered: a text may be nothing but line ends. */
const STEP = 16 * 1024;
const LINE_FEED = 10;
const RETURN = 13;

/** A text that knows its lines. Lines end as XML says: with CR LF, LF or CR. */
export class LineText implements SourceText {
  readonly text: string;
  #marks: readonly Mark[] | undefined;

  constructor(text: string) {
    this.text = text;
  }

  position(offset: SourceOffset): TextPosition {
    this.#marks ??= marks(this.text);
    const mark = this.#marks[Math.floor(offset / STEP)] ?? { at: 0, line: 1, lineStart: 0 };
    const { line, lineStart } = walk(this.text, mark, offset);
    return { line, column: offset - lineStart + 1 };
  }

  attributePosition(offset: SourceOffset, attribute: string): TextPosition {
    const tag = tagAt(this.text, offset);
    let found = offset;
    if (tag !== undefined) {
      scanAttributes(this.text, tag, ({ nameStart, nameEnd }) => {
        if (!this.text.startsWith(attribute, nameStart) || nameEnd - nameStart !== attribute.length) return true;
        found = nameStart;
        return false;
      });
    }
    return this.position(found);
  }
}

/** A place in a text: the line that it is in, from 1, and where that begins. */
interface Mark {
  readonly at: number;
  readonly line: number;
  readonly lineStart: number;
}

/** The places at multiples of the step. */
function marks(text: string): Mark[] {
  const found: Mark[] = [{ at: 0, line: 1, lineStart: 0 }];
  for (let last = found.at(-1); last !== undefined && last.at + STEP <= text.length; last = found.at(-1)) {
    found.push(walk(text, last, last.at + STEP));
  }
  return found;
}

/** From one place to a later one. */
function walk(text: string, { at: start, line: startLine, lineStart: from }: Mark, end: number): Mark {
  let line = startLine;
  let lineStart = from;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== LINE_FEED && (code !== RETURN || text.charCodeAt(at + 1) === LINE_FEED)) continue;
    line++;
    lineStart = at + 1;
  }
  return { at: end, line, lineStart };
}
