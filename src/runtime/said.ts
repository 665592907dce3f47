/** Puts together what models, servers and fmutool have said, so that it reads as one line. */
import type { LogMessage } from './calls.js';

/** Texts one after the other; empty ones are left out. A sentence loses its full stop where something follows. */
export function inOneLine(texts: readonly string[]): string {
  const said = texts.map((text) => text.trim()).filter((text) => text !== '');
  return said.map((text, place) => (place === said.length - 1 ? text : asClause(text))).join('; ');
}

/** A text that something is to follow: without its full stop. Dots that say that it goes on stay. */
export function asClause(text: string): string {
  return text.replace(/(?<!\.)\.\s*$/, '');
}

/** A text, and after a colon what the logger was told; what the model has printed is left out. */
export function withLog(text: string, log: readonly LogMessage[]): string {
  const said = inOneLine(log.filter(({ printed }) => printed !== true).map((each) => each.text));
  return said === '' ? text : `${text}: ${said}`;
}

/** What the logger was told besides what goes well. */
export function complaintsIn(log: readonly LogMessage[]): string[] {
  return log.filter(({ status, printed }) => status !== 'ok' && printed !== true).map(({ text }) => text);
}
