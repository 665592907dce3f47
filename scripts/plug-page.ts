// The tables of docs/plug.md that follow from the code. `npm run build:docs` writes them (scripts/build-docs.ts); a test says
// when they are stale.
import { speaks } from '../src/plug/wire/codec.js';
import type { LayoutName } from '../src/plug/wire/layouts.js';
import { DIALECTS, MESSAGES, type Dialect, type Field, type RequestName } from '../src/plug/wire/messages.js';
import { table, withParts, type Row } from './page.js';

/** How each layout lies in bytes; `size` stands for a number of 4 bytes. */
const IN_BYTES: Readonly<Record<LayoutName, string>> = {
  sized: 'size, bytes',
  configuration: 'bytes, as many as a configuration has',
  transition: 'bytes, as many as a transition has',
  configurations: 'count, then size and bytes of each',
  transitions: 'count, then size and bytes of each',
  uniform: 'count, size of each, then the bytes of each',
  text: 'size, UTF-8',
  texts: 'count, then size and UTF-8 of each',
  numbers: 'count, then 4 bytes each',
  flags: 'count, then a byte each: 0 or 1',
  items: 'count, then for each type, name and icon (size, UTF-8), and its own items (count, ...)',
};

const NAMES = Object.keys(MESSAGES) as RequestName[];

/** The page with its tables made afresh. `file` says which settings of the formatter hold. */
export function plugPage(page: string, file: string): Promise<string> {
  return withParts(page, file, { overview: overview(), messages: NAMES.map(message).join('\n\n') });
}

function overview(): string {
  const rows = NAMES.map((name) => {
    const { kind, title } = MESSAGES[name];
    const spoken = DIALECTS.filter((dialect) => speaks(dialect, name)).map((dialect) => `\`${dialect}\``);
    return [
      `\`01 ${kind.toString(16).padStart(2, '0')}\``,
      `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`,
      spoken.join(', '),
    ];
  });
  return table(['begins with', 'request', 'dialects'], rows);
}

function message(name: RequestName): string {
  const { title, request, answer } = MESSAGES[name];
  return [`#### ${title}`, fields('Request', request, name), fields('Answer', answer, name)].join('\n\n');
}

function fields(side: string, all: readonly Field<string, unknown>[], name: RequestName): string {
  if (all.length === 0) return `${side}: no fields.`;
  const rows = all.map((field): Row => {
    const laid = (dialect: Dialect): string => {
      const layout = field[dialect];
      if (layout !== undefined) return IN_BYTES[layout];
      return speaks(dialect, name) ? 'not sent' : 'no such request';
    };
    return [`\`${field.name}\``, field.meaning, ...DIALECTS.map(laid)];
  });
  return `${side}:\n\n${table(['field', 'what it is', ...DIALECTS.map((dialect) => `in \`${dialect}\``)], rows)}`;
}
