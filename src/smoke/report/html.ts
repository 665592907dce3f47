/** Text for a page: whatever stands in an FMU is text there and never markup, and all of it is seen. */
import { printable } from '../../printable.js';

/** A piece of a page. */
export interface Html {
  readonly html: string;
}

/** What may be put into a piece: text, numbers, other pieces, lists of these; nothing for undefined. */
export type Content = Html | string | number | undefined | readonly Content[];

/** A piece of a page; what is put in is escaped, unless it is a piece itself. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return { html: parts.reduce((text, part, index) => `${text}${rendered(contents[index - 1])}${part}`) };
}

/** Markup of our own, as it is. */
export function raw(markup: string): Html {
  return { html: markup };
}

function rendered(content: Content): string {
  if (content === undefined) return '';
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content));
  return 'html' in content ? content.html : content.map(rendered).join('');
}

function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (unit) => `&#${unit.charCodeAt(0)};`);
}
