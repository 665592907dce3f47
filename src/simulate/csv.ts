/** Reads and writes CSV (RFC 4180): fields that are separated by commas, semicolons or tabs, quoted where need be. */
import { FmuToolError } from '../fmu/error.js';

/** A line with fields, and where it begins. */
export interface CsvRow {
  /** Number of the line in the file, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** What separates the fields: whichever of `,` `;` and tab comes first in the first line, outside of quotes. */
export function separatorOf(text: string): string {
  let quoted = false;
  for (const unit of text) {
    if (unit === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (unit === ',' || unit === ';' || unit === '\t') return unit;
    else if (unit === '\n' || unit === '\r') break;
  }
  return ',';
}

/** How many fields a row may have; it may be changed between two rows. */
export interface RowLimit {
  fields: number;
}

/**
 * The rows of a CSV text. Lines end with LF, CR LF or CR; empty ones are left out; a byte order mark is skipped. Fields
 * are what is written, blanks included.
 * @throws FmuToolError `csv` with the line, for a quote that does not end or does not end its field, or too many fields
 */
export function* csvRows(
  text: string,
  separator = separatorOf(text),
  limit: RowLimit = { fields: Infinity },
): Generator<CsvRow> {
  // Sticky, so that every field is looked at once: a quoted field or a plain one, and what ends it.
  const plain = new RegExp(`[^"${separator}\\r\\n]*`, 'y');
  let offset = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (offset < text.length) {
    const first = line;
    const fields: string[] = [];
    for (let more = true; more;) {
      let field: string;
      if (text[offset] === '"') {
        const end = endOfQuoted(text, offset, line);
        const raw = text.slice(offset + 1, end);
        line += linesIn(raw);
        field = raw.replaceAll('""', '"');
        offset = end + 1;
      } else {
        plain.lastIndex = offset;
        field = plain.exec(text)?.[0] ?? '';
        offset += field.length;
        if (text[offset] === '"') throw csvError(line, 'a quote within a field; write the field in quotes');
      }
      if (fields.length === limit.fields) {
        throw csvError(first, `more than ${limit.fields} fields; write a line for each time`);
      }
      fields.push(field);
      more = text[offset] === separator;
      if (more) offset += 1;
      else if (offset < text.length && text[offset] !== '\r' && text[offset] !== '\n') {
        throw csvError(line, 'text after the closing quote of a field; double a quote that belongs to the field');
      }
    }
    if (text[offset] === '\r' && text[offset + 1] === '\n') offset += 1;
    offset += 1;
    line += 1;
    if (fields.length > 1 || fields[0] !== '') yield { line: first, fields };
  }
}

function endOfQuoted(text: string, start: number, line: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text[at + 1] !== '"') return at;
  }
  throw csvError(line, 'a quote that does not end; close it');
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) lines += 1;
  }
  return lines;
}

/** An error in line `line`, counted from 1. */
export function csvError(line: number, what: string): FmuToolError {
  return new FmuToolError('csv', `line ${line}: ${what}`, { position: { line, column: 1 } });
}

/** One line of CSV with its end. `text` says which fields are text: they are always quoted. */
export function csvLine(fields: readonly string[], text: (index: number) => boolean): string {
  return `${fields.map((field, index) => (text(index) ? quoted(field) : escaped(field))).join(',')}\n`;
}

function quoted(field: string): string {
  return `"${field.replaceAll('"', '""')}"`;
}

/** In quotes where it would not be read as it is. */
function escaped(field: string): string {
  return /[",;\t\r\n]|^$|^\s|\s$/.test(field) ? quoted(field) : field;
}
