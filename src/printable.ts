/**
 * Text that others have chosen, made safe to show: names, units and logs come from FMUs, clients and file names, and a
 * terminal obeys control characters, a page and a chart obey those that turn the direction of writing. What is not seen is
 * escaped as in JavaScript, `\u001b` or `\u{e0041}`, so that two names that look the same are the same.
 */

/**
 * Control characters (C0, DEL, C1), line and paragraph separators, format characters (the bidirectional ones, zero width
 * ones, tags, byte order marks), half surrogates, everything else that Unicode calls ignorable, and noncharacters, which
 * XML has no place for.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text on one line and without anything that is not seen. Safe for a terminal, for HTML, SVG and XML once quoted. */
export function printable(text: string): string {
  return text.replace(UNSEEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return SHORT[character] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : unitEscape(code));
  });
}

/**
 * A value as JSON in which what is not seen is escaped too: the same value for every reader, and safe for a terminal.
 * `indent` is the number of blanks of a level; without it all is one line.
 */
export function printableJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, undefined, indent);
  // A line end in JSON is never part of a text.
  return json.replace(UNSEEN, (character) => (character === '\n' ? character : unitEscapes(character)));
}

function unitEscapes(character: string): string {
  return Array.from({ length: character.length }, (_, index) => unitEscape(character.charCodeAt(index))).join('');
}

function unitEscape(unit: number): string {
  return `\\u${unit.toString(16).padStart(4, '0')}`;
}

/**
 * The beginning of a text that others have chosen, and how much more there is: a line of megabytes helps no reader. Of a
 * character of two halves both are kept or none.
 */
export function shortened(text: string, limit = 1000): string {
  if (text.length <= limit) return text;
  const begin = text.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');
  return `${begin}... (${text.length - begin.length} more characters)`;
}
