/**
 * `canBeInstantiatedOnlyOncePerProcess` in modelDescription.xml: cleared and put back by changing the bytes of its value
 * and no others, whatever the encoding, so that everything else in the file stays as its author wrote it.
 */

const FLAG = 'canBeInstantiatedOnlyOncePerProcess';
const INTERFACES = new Set(['CoSimulation', 'ModelExchange', 'ScheduledExecution']);

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
  let result = text;
  for (const { element, value, at } of findFlags(text).reverse()) {
    const replacement = newValue(element, value);
    if (replacement !== undefined) result = result.slice(0, at) + replacement + result.slice(at + value.length);
  }
  return encode(result);
}

/** Comments, CDATA sections, processing instructions and a document type hold no tags of the model description. */
const MARKUP = /<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<![^>]*>|<([^\s/>!?]+)((?:"[^"]*"|'[^']*'|[^>"'])*)>/gs;
const ATTRIBUTE = /([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

function findFlags(text: string): Flag[] {
  const flags: Flag[] = [];
  for (const tag of text.matchAll(MARKUP)) {
    const [, element = '', attributes = ''] = tag;
    if (!INTERFACES.has(element)) continue;
    for (const attribute of attributes.matchAll(ATTRIBUTE)) {
      if (attribute[1] !== FLAG) continue;
      const quoted = attribute[2] ?? attribute[3] ?? '';
      const end = tag.index + 1 + element.length + attribute.index + attribute[0].length;
      flags.push({ element, value: quoted.trim(), at: end - 1 - quoted.trimStart().length });
    }
  }
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
