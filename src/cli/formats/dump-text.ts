/** What the dumps of all protocols look like. */
import { quote } from '../../fmu/error.js';
import { label, type Line } from '../output/line.js';

/** Of files and texts, which may be long, so many characters are shown. */
export const SHOWN = 2000;

/** A block for every message, and a line for everything that is damaged, in the order of their places. */
export function inPlace<Message extends { readonly offset: number }>(
  messages: readonly Message[],
  block: (message: Message) => Line[],
  problems: readonly { readonly offset: number; readonly text: string }[],
): Line[] {
  const blocks = messages.map((message) => ({ offset: message.offset, lines: block(message) }));
  const damaged = problems.map(({ offset, text }) => ({ offset, lines: [`${hex(offset, 8)}  damaged: ${text}`] }));
  const all = [...blocks, ...damaged].sort((a, b) => a.offset - b.offset).flatMap(({ lines }) => lines);
  return all.length === 0 ? ['no messages'] : all;
}

/** A field with what it holds, in one line or in several. */
export function fieldBlock(name: string, shown: readonly string[]): Line[] {
  const head = ['    ', label(name.padEnd(15))];
  if (shown.length < 2) return [[...head, ` ${shown[0] ?? 'none'}`]];
  return [head, ...shown.map((each) => `      ${each}`)];
}

export function shownText(text: string): string {
  return quote(text, SHOWN);
}

export function bytesLines(bytes: Buffer): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 32) {
    const row = bytes.subarray(at, at + 32).toString('hex');
    lines.push(row.replace(/(.{8})(?=.)/g, '$1 '));
  }
  return lines;
}

export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}
