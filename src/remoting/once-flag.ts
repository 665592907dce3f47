/**
 * `canBeInstantiatedOnlyOncePerProcess` in modelDescription.xml: cleared and put back by changing the bytes of its value
 * and no others, whatever the encoding, so that everything else in the file stays as its author wrote it.
 */
import { scanAttributes, scanMarkup } from '../fmu/markup.js';

const FLAG = 'canBeInstantiatedOnlyOncePerProcess';
const INTERFACES: ReadonlySet<string> = new Set(['CoSimulation', 'ModelExchange', 'ScheduledExecution']);
/** Where the flag stands in FMI 1.0 (Co-Simulation, 4.3.1). */
const FMI1_INTERFACES: ReadonlySet<string> = new Set(['Capabilities']);

/** Interface element -> value of the flag as it was written. */
export type FlagValues = ReadonlyMap<string, string>;

/** Which interfaces have the flag set, with the words their author used (`true` or `1`). */
export function setFlags(xml: Buffer): FlagValues {
  const values = findFlags(decode(xml).text).map(({ element, value }): [string, string] => [element, value]);
  return new Map(values.filter(([, value]) => value === 'true' || value === '1'));
}

/** The same bytes with the flag of every interface in `flags` set to false. */
export function clearFlags(xml: Buffer, flags: FlagValues): Buffer {
  return writeFlags(xml, (element) => (flags.has(element) ? 'false' : undefined));
}

/** The same bytes with every flag that {@link clearFlags} cleared as it was before. */
export function restoreFlags(xml: Buffer, flags: FlagValues): Buffer {
  return writeFlags(xml, (element, value) => (value === 'false' ? flags.get(element) : undefined));
}

/** `CoSimulation:true,ModelExchange:1`, for a `.remoting` file. */
export function formatFlags(flags: FlagValues): string {
  return [...flags].map(([element, value]) => `${element}:${value}`).join(',');
}

/** Reads what {@link formatFlags} wrote; anything else in it is left out. */
export function parseFlags(text: string): FlagValues {
  const matches = text.matchAll(/(?:^|,)(\w+):(true|1)(?=,|$)/g);
  return new Map([...matches].map((match): [string, string] => [match[1] ?? '', match[2] ?? '']));
}

interface Flag {
  readonly element: string;
  readonly value: string;
  /** Where the value begins. */
  readonly at: number;
}

function writeFlags(xml: Buffer, newValue: (element: string, value: string) => string | undefined): Buffer {
  const { text, encode } = decode(xml);
  const pieces: string[] = [];
  let done = 0;
  for (const { element, value, at } of findFlags(text)) {
    const replacement = newValue(element, value);
    if (replacement === undefined) continue;
    pieces.push(text.slice(done, at), replacement);
    done = at + value.length;
  }
  return done === 0 ? xml : encode(pieces.join('') + text.slice(done));
}

function findFlags(text: string): Flag[] {
  const flags: Flag[] = [];
  let interfaces = INTERFACES;
  scanMarkup(text, (tag) => {
    const element = text.slice(tag.start + 1, tag.nameEnd);
    if (element === 'fmiModelDescription') {
      scanAttributes(text, tag, ({ nameStart, nameEnd, valueStart, valueEnd }) => {
        const isVersion = text.slice(nameStart, nameEnd) === 'fmiVersion';
        if (isVersion && text.slice(valueStart, valueEnd).trim() === '1.0') interfaces = FMI1_INTERFACES;
        return true;
      });
    }
    if (!interfaces.has(element)) return;
    scanAttributes(text, tag, ({ nameStart, nameEnd, valueStart, valueEnd }) => {
      if (text.slice(nameStart, nameEnd) === FLAG) {
        const written = text.slice(valueStart, valueEnd);
        flags.push({ element, value: written.trim(), at: valueEnd - written.trimStart().length });
      }
      return true;
    });
  });
  return flags;
}

/** One character for each byte, or for each two in UTF-16; markup looks the same in every other encoding we meet. */
function decode(xml: Buffer): { text: string; encode: (text: string) => Buffer } {
  const littleEndian = xml[0] === 0xff || (xml[0] === 0x3c && xml[1] === 0);
  const bigEndian = xml[0] === 0xfe || (xml[0] === 0 && xml[1] === 0x3c);
  if (littleEndian) return { text: xml.toString('utf16le'), encode: (text) => Buffer.from(text, 'utf16le') };
  if (bigEndian && xml.length % 2 === 0) {
    const swapped = Buffer.from(xml).swap16();
    return { text: swapped.toString('utf16le'), encode: (text) => Buffer.from(text, 'utf16le').swap16() };
  }
  return { text: xml.toString('latin1'), encode: (text) => Buffer.from(text, 'latin1') };
}
