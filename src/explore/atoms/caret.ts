/** Shows where in a text something is wrong: the line of it, and a caret below the place. */

/** `message`, the line of `text` that holds the character at `offset`, and a caret under that. */
export function withCaret(message: string, text: string, offset: number): string {
  const at = Math.min(Math.max(0, offset), text.length);
  const begin = text.lastIndexOf('\n', at - 1) + 1;
  const newline = text.indexOf('\n', at);
  const line = text.slice(begin, newline === -1 ? text.length : newline);
  return `${message}\n  ${line}\n  ${' '.repeat(Array.from(text.slice(begin, at)).length)}^`;
}
