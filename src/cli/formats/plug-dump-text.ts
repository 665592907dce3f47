/** `fmutool plug-dump` as people read it. */
import type { DumpedPlugMessage, PlugDump } from '../../plug/dump/dump.js';
import type { Item } from '../../plug/wire/layouts.js';
import { faint, title, type Line } from '../output/line.js';
import { bytesLines, fieldBlock, hex, inPlace, shownText } from './dump-text.js';

/** Entries of a list that are shown. */
const ENTRIES = 100;
/** Bytes of an entry that are shown. */
const BYTES = 32;

export function plugDumpText({ dialect, messages, problems }: PlugDump): Line[] {
  const lines = inPlace(messages, block, problems);
  return messages.length === 0 ? lines : [`dialect ${dialect}`, ...lines];
}

function block({ offset, length, from, title: what, fields }: DumpedPlugMessage): Line[] {
  const side = { client: 'request', server: 'answer' }[from];
  const lines: Line[] = [[`${hex(offset, 8)}  `, title(what), `  ${side}`, faint(`, ${length} bytes`)]];
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) lines.push(...fieldBlock(name, fieldLines(value)));
  }
  return lines;
}

function fieldLines(value: unknown): string[] {
  if (value instanceof Uint8Array) return value.length <= BYTES ? [entry(value)] : bytesLines(Buffer.from(value));
  if (typeof value === 'string') return [shownText(value)];
  const list = value as readonly unknown[];
  const shown = list.slice(0, ENTRIES);
  const more = list.length > ENTRIES ? [`... (${list.length} in all, --json has them)`] : [];
  if (shown.every((each) => typeof each === 'number' || typeof each === 'boolean')) {
    return [...(shown.length === 0 ? [] : [shown.join(' ')]), ...more];
  }
  return [...shown.flatMap((each) => (isItem(each) ? itemLines(each, '') : [entry(each)])), ...more];
}

function entry(value: unknown): string {
  if (typeof value === 'string') return shownText(value);
  const bytes = Buffer.from(value as Uint8Array);
  if (bytes.length === 0) return 'no bytes';
  const start = bytes.toString('hex', 0, BYTES);
  return bytes.length > BYTES ? `${start}... (${bytes.length} bytes)` : start;
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && 'children' in value;
}

function itemLines({ type, name, icon, children }: Item, indent: string): string[] {
  const icons = icon === '' ? '' : `, icon ${shownText(icon)}`;
  const within = children.slice(0, ENTRIES).flatMap((child) => itemLines(child, `${indent}  `));
  const more = children.length > ENTRIES ? [`${indent}  ... (${children.length} in all)`] : [];
  return [`${indent}${shownText(name)}${type === '' ? '' : `: ${shownText(type)}`}${icons}`, ...within, ...more];
}
