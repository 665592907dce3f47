// The tables of docs/rfmi.md that follow from the code: messages, types of values, phases. `npm run build:docs` writes them
// between their markers (scripts/build-docs.ts); a test says when they are stale.
import { EXTENSION } from '../src/rfmi/wire/extension.js';
import type { Fields } from '../src/rfmi/wire/fields.js';
import { COMMANDS, RESPONSES, type CommandCode } from '../src/rfmi/wire/messages.js';
import { ALLOWED, PHASES, type Phase } from '../src/rfmi/session/phases.js';
import { codeNumber } from '../src/rfmi/wire/codec.js';
import { table, withParts, type Row } from './page.js';

/** The page with its tables made afresh. `file` says which settings of the formatter hold. */
export function rfmiPage(page: string, file: string): Promise<string> {
  return withParts(page, file, { overview: overview(), messages: messages(), phases: phases() });
}

type Table = Readonly<Record<string, { readonly section: string; readonly fields: Fields }>>;

function overview(): string {
  const rows = Object.entries({ ...COMMANDS, ...RESPONSES }).map(([code, { title, section, fields }]) => [
    `\`${code}\``,
    hex(codeNumber(code), 8),
    code in COMMANDS ? 'client' : 'server',
    fields.length === 0 ? title : `[${title}](#${code.toLowerCase()}-${code in COMMANDS ? 'command' : 'response'})`,
    section,
  ]);
  return table(['code', 'number', 'sent by', 'what', 'section'], rows);
}

function messages(): string {
  const parts: string[] = [];
  const tables: Readonly<Record<string, Table>> = { command: COMMANDS, response: RESPONSES };
  for (const [side, rows] of Object.entries(tables)) {
    for (const [code, { fields, section }] of Object.entries(rows)) {
      if (fields.length === 0) continue;
      const place = section === EXTENSION ? 'Of [the extension](#the-extension-xtnd).' : `Section ${section}.`;
      parts.push(`#### ${code} ${side}`, place, fieldTable(fields, 16));
      for (const { name, item, meaning } of fields) {
        if (item !== undefined) parts.push(`Each of the \`${name}\` (${meaning}):`, fieldTable(item, 0));
      }
    }
  }
  return parts.join('\n\n');
}

function fieldTable(fields: Fields, start: number): string {
  // Undefined once it depends on what comes before.
  let offset: number | undefined = start;
  const rows: Row[] = [];
  const row = (size: number | string, name: string, kind: string, meaning: string): void => {
    rows.push([
      offset === undefined ? 'then' : `${start === 0 ? '+' : ''}${hex(offset, 2)}`,
      String(size),
      name,
      kind,
      meaning,
    ]);
    offset = offset === undefined || typeof size === 'string' ? undefined : offset + size;
  };
  for (const { name, kind, meaning, size = 0 } of fields) {
    const quoted = `\`${name}\``;
    switch (kind) {
      case 'u16':
        row(2, quoted, 'unsigned', meaning);
        break;
      case 'u32':
        row(4, quoted, 'unsigned', meaning);
        break;
      case 'u64':
        row(8, quoted, 'unsigned', meaning);
        break;
      case 'f64':
        row(8, quoted, 'IEEE 754 double', meaning);
        break;
      case 'flag':
      case 'extendedFlag':
        row(1, quoted, 'Boolean', meaning);
        break;
      case 'reserved':
        row(size, '', 'reserved', 'zero when sent, ignored when received');
        break;
      case 'text':
        row(4, '', 'unsigned', `length of \`${name}\` with its zero, without its padding`);
        row('n', quoted, 'UTF-8, zero', `${meaning}; padded to a multiple of ${size} bytes`);
        break;
      case 'list32':
      case 'list64':
        row(kind === 'list32' ? 4 : 8, '', 'unsigned', `how many \`${name}\` follow`);
        row('...', quoted, 'list', meaning);
        break;
      case 'numbers':
        row(4, '', 'unsigned', `how many \`${name}\` follow`);
        row('4 n', quoted, 'unsigned each', meaning);
        break;
      case 'definition':
        row('...', quoted, 'frame definition', meaning);
        break;
      case 'definitions':
        row(4, '', 'unsigned', `how many \`${name}\` follow`);
        row('...', quoted, 'frame definitions', meaning);
        break;
      case 'choice':
        row('8 or more', quoted, 'frame or dynamic frame', meaning);
        break;
      case 'values':
        row('...', quoted, 'values of a frame', `${meaning}; from the next multiple of 8 to the end of the message`);
        break;
      case 'file':
        row('...', quoted, 'bytes, zero', `${meaning}; to the end of the message`);
        break;
      default:
        throw new Error(`nothing is known of fields of the kind ${kind}`);
    }
  }
  return table(['offset', 'size', 'field', 'kind', 'what it is'], rows);
}

function phases(): string {
  const names = Object.keys(PHASES).filter((phase): phase is Phase => phase !== 'ended');
  const rows = (Object.keys(COMMANDS) as CommandCode[]).map((code) => [
    `\`${code}\``,
    ...names.map((phase) => (ALLOWED[code].includes(phase) ? 'yes' : '')),
  ]);
  const heads = names.map((phase) => PHASES[phase].replace(/^the /, '').replace(/ phase$/, ''));
  return table(['', ...heads], rows);
}

function hex(value: number, digits: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;
}
