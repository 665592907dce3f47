/** `fmutool rfmi-dump` as people read it. */
import type { Dump, DumpedMessage, DumpedValue } from '../../rfmi/dump/dump.js';
import type { SizedArray } from '../../rfmi/wire/array-sizes.js';
import type { Message } from '../../rfmi/wire/messages.js';
import { ValueType, type SubFrame, type Value } from '../../runtime/frames.js';
import { faint, linesOf, title, type Line } from '../output/line.js';
import { bytesLines, fieldBlock, hex, inPlace, SHOWN, shownText } from './dump-text.js';

const TYPES = new Map<number, string>(Object.entries(ValueType).map(([name, type]) => [type, name]));
/** By their numbers (RFMI 3.1.4). */
const CAUSALITIES = [
  'input',
  'output',
  'internal',
  'none',
  'local',
  'parameter',
  'calculated parameter',
  'independent',
  'structural parameter',
];
const VARIABILITIES = ['constant', 'parameter', 'discrete', 'continuous', 'fixed', 'tunable'];
/** Of intervals (FMI 3.0, 2.2.8.3). */
const QUALIFIERS = ['not yet known', 'unchanged', 'changed'];

/** A block for every message, and a line for everything that is damaged, in the order of their places. */
export function rfmiDumpText({ messages, problems }: Dump): Line[] {
  return inPlace(messages, block, problems);
}

function block(message: DumpedMessage): Line[] {
  const { offset, code, from, title: meaning, section, length, order, flags, fields, values, body } = message;
  const side = { client: 'command', server: 'response' };
  const what = meaning === undefined ? 'unknown code' : `${meaning}${from === undefined ? '' : ` ${side[from]}`}`;
  const details = [`${length} bytes`, `${order}-endian`, ...(flags === 0 ? [] : [`flags ${hex(flags, 8)}`])].join(', ');
  const place = section === undefined ? '' : ` (${section})`;
  const lines: Line[] = [[`${hex(offset, 8)}  `, title(code), `  ${what}`, faint(`${place}, ${details}`)]];
  if (fields === undefined) lines.push(...bytesLines(body).map((each) => `    ${each}`));
  for (const [name, value] of Object.entries(fields ?? {})) {
    const shown = name === 'values' && values !== undefined ? values.map(valueLine) : fieldLines(name, value);
    lines.push(...fieldBlock(name, shown));
  }
  return lines;
}

function fieldLines(name: string, value: unknown): string[] {
  if (name === 'xml' && Buffer.isBuffer(value)) return fileLines(value);
  // Values of a frame that is not known.
  if (value instanceof Uint8Array) return bytesLines(Buffer.from(value));
  if (typeof value === 'number') return [/^(?:frame|input|output|session)$/.test(name) ? number(value) : real(value)];
  if (typeof value === 'string') return [shownText(value)];
  if (typeof value === 'boolean') return [String(value)];
  if (!Array.isArray(value)) return definitionLines(value as { id: number; subFrames: readonly SubFrame[] });
  if (name === 'clocks') return [(value as readonly number[]).map((each) => `#${each}`).join(' ')];
  if (name === 'frame') return definitionLines({ subFrames: value as readonly SubFrame[] });
  return (value as readonly Readonly<Record<string, unknown>>[]).flatMap(itemLines);
}

/** An item of a list: an FMU, a variable or a frame. */
function itemLines(item: Readonly<Record<string, unknown>>): string[] {
  if ('subFrames' in item) return definitionLines(item as unknown as { id: number; subFrames: readonly SubFrame[] });
  if ('sizes' in item) {
    const { type, reference, sizes } = item as unknown as SizedArray;
    return [`${typeName(type).padEnd(8)} #${String(reference).padEnd(10)} [${sizes.join(',')}]`];
  }
  if ('qualifier' in item) {
    const { seconds, counter, resolution, qualifier } = item as unknown as Interval;
    const time = resolution === 0n ? `${real(seconds)} s` : `${counter}/${resolution} s`;
    return [`${time}, ${QUALIFIERS[qualifier] ?? `qualifier ${qualifier}`}`];
  }
  if ('reference' in item) {
    const { kind, type, reference, name } = item as unknown as DumpedVariable;
    return [
      `${typeName(type).padEnd(8)} #${String(reference).padEnd(10)} ${kindName(kind).padEnd(20)} ${shownText(name)}`,
    ];
  }
  const { fmiMajor, fmiMinor, kind, capabilities, name } = item as unknown as DumpedFmu;
  const what = kind === 0 ? 'co-simulation' : `kind ${kind}`;
  const can = capabilities === 0 ? '' : `, capabilities ${hex(capabilities, 4)}`;
  return [`${shownText(name)} FMI ${fmiMajor}.${fmiMinor}, ${what}${can}`];
}

type Interval = Message<'xivl'>['intervals'][number];

interface DumpedVariable {
  readonly kind: number;
  readonly type: number;
  readonly reference: number;
  readonly name: string;
}

interface DumpedFmu {
  readonly fmiMajor: number;
  readonly fmiMinor: number;
  readonly kind: number;
  readonly capabilities: number;
  readonly name: string;
}

function definitionLines({
  id,
  subFrames,
}: {
  readonly id?: number;
  readonly subFrames: readonly SubFrame[];
}): string[] {
  const head = id === undefined ? 'dynamic' : number(id);
  const parts = subFrames.map(({ type, references, elements }) => {
    const one = (reference: number, place: number): string =>
      elements === undefined ? `#${reference}` : `#${reference}[${elements[place] ?? 0}]`;
    return `${typeName(type)} ${references.map(one).join(' ')}`.trimEnd();
  });
  return [[head, ...(parts.length === 0 ? ['empty'] : [parts.join(', ')])].join(': ')];
}

function valueLine({ type, reference, name, element, value }: DumpedValue): string {
  const label = name === undefined ? '' : `${shownText(name)} = `;
  const place = element === undefined ? String(reference) : `${reference}[${element}]`;
  return `${typeName(type).padEnd(8)} #${place.padEnd(4)} ${label}${shownValue(value)}`;
}

function shownValue(value: Value): string {
  if (typeof value === 'number') return real(value);
  if (typeof value === 'string') return shownText(value);
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return value.length === 0 ? 'no bytes' : Buffer.from(value).toString('hex');
}

function fileLines(bytes: Buffer): string[] {
  const text = bytes.toString('utf8');
  const lines = linesOf(text.slice(0, SHOWN));
  const rest = text.length > SHOWN ? [`... (${bytes.length} bytes in all, --json has them)`] : [];
  return [...lines, ...rest];
}

function kindName(kind: number): string {
  const causality = CAUSALITIES[(kind & 0x7fff) >> 8];
  const variability = VARIABILITIES[kind & 0xff];
  if (causality === undefined || variability === undefined) return hex(kind, 4);
  return `${causality}, ${variability}${(kind & 0x8000) === 0 ? '' : ', array'}`;
}

function typeName(type: number): string {
  return TYPES.get(type) ?? hex(type, 4);
}

/** Small numbers as people count, others as they are written in the specification. */
function number(value: number): string {
  return value < 0x1_0000 ? String(value) : hex(value, 8);
}

function real(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
