/** Lines as commands say them: texts, some of them marked. How a mark looks is known where they are written only. */
import { printable, shortened } from '../../printable.js';

/** A text with a mark. */
export interface Marked {
  readonly mark: Mark;
  readonly text: string;
}

/** What a text can be marked as. */
export type Mark = 'title' | 'label' | 'good' | 'bad' | 'faint';

/** What becomes of a text with a mark. */
export type Colours = Readonly<Record<Mark, (text: string) => string>>;

/** A line, of one part or several. Whatever a text has in it, it does not end the line. */
export type Line = Part | readonly Part[];

export type Part = string | Marked;

export const title = (text: string): Marked => ({ mark: 'title', text });
export const label = (text: string): Marked => ({ mark: 'label', text });
export const good = (text: string): Marked => ({ mark: 'good', text });
export const bad = (text: string): Marked => ({ mark: 'bad', text });
export const faint = (text: string): Marked => ({ mark: 'faint', text });

/** Characters of a part of a line, more than anything of ours has; JSON has everything. */
const LONGEST = 16_384;

/** The line as it is written, in `colours` if there are any: no text of others gets out in another way. */
export function written(line: Line, colours?: Colours): string {
  const parts: readonly Part[] = typeof line === 'string' || 'mark' in line ? [line] : line;
  const texts = parts.map((part) => {
    if (typeof part === 'string') return printable(shortened(part, LONGEST));
    const text = printable(shortened(part.text, LONGEST));
    return colours === undefined ? text : colours[part.mark](text);
  });
  return texts.join('').trimEnd();
}

/** A text of several lines, of which each is a {@link Line}. */
export function linesOf(text: string): string[] {
  return text.trimEnd().split(/\r\n|\r|\n/);
}
