// Pages of docs/ with parts that follow from the code, between markers of their own: `<!-- name -->`, `<!-- end of name -->`.
import { format, resolveConfig } from 'prettier';

export type Row = readonly string[];

export function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The page with its parts made afresh. `file` says which settings of the formatter hold. */
export async function withParts(page: string, file: string, parts: Readonly<Record<string, string>>): Promise<string> {
  let result = page;
  for (const [name, text] of Object.entries(parts)) {
    const pattern = new RegExp(`(<!-- ${name} -->)[^]*(<!-- end of ${name} -->)`);
    if (!pattern.test(result)) throw new Error(`${file} has no place for the ${name}`);
    result = result.replace(pattern, (_all, begin: string, end: string) => `${begin}\n\n${text}\n\n${end}`);
  }
  return format(result, { ...(await resolveConfig(file)), parser: 'markdown' });
}
