// Reads the tables of FMI functions of the native code, which are C text, as rows.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './wine.js';

export interface TableRow {
  readonly row: 'LOCAL' | 'CREATE' | 'FREE' | 'CALL' | 'CALLBACK';
  readonly name: string;
  /** Kinds of the arguments without the instance, for example `InArray<fmi3Float64, 4>`. */
  readonly kinds: readonly string[];
}

/** The rows of `native/fmi/<file>`, in order. */
export function rowsOf(file: string): readonly TableRow[] {
  return parseRows(readFileSync(path.join(ROOT, 'native', 'fmi', file), 'utf8'));
}

/** The rows of a table. Throws where something is neither a row nor a comment nor a preprocessor line. */
export function parseRows(text: string): readonly TableRow[] {
  const rows: TableRow[] = [];
  const rest = text
    .replaceAll(/^(?:#|\/\/).*$/gm, '')
    .replaceAll(
      /FMI_([A-Z]+)\((\w+)((?:,\s*(?:\([^()]*\)|"[^"]*"))*)\)/g,
      (_all, row: string, name: string, more: string) => {
        const kinds = Array.from(more.matchAll(/\(([^()]*)\)/g), ([, kind = '']) => kind.replaceAll(/\s+/g, ' '));
        rows.push({ row: row as TableRow['row'], name, kinds });
        return '';
      },
    );
  if (rest.trim() !== '') throw new Error(`not a row of a table: ${rest.trim()}`);
  return rows;
}
