/** Text for a page: whatever stands in an FMU is text there and never markup. */

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

/** Control characters have no place in HTML; what turns the direction of writing could make a name look like another. */
function escaped(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>"']/g, (unit) => `&#${unit.charCodeAt(0)};`);
}
