/** Writes XML documents: fast-xml-builder writes the tags, and the escaping is our own. */
import XmlBuilder from 'fast-xml-builder';
import { printable } from '../../printable.js';

/** An element: attributes begin with `@`, `#` is its text, everything else are child elements by their names. */
export interface XmlNode {
  readonly [name: string]: string | number | XmlNode | readonly XmlNode[];
}

const builder = new XmlBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#',
  format: true,
  indentBy: '  ',
  suppressEmptyNode: true,
  // `name="true"` would become `name`.
  suppressBooleanAttributes: false,
  // It knows neither the characters that XML cannot carry nor the line ends that attributes lose.
  processEntities: false,
});

/** The document with this content, which has one element at its top. */
export function xmlDocument(content: XmlNode): string {
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, ...escapedNode(content) }).trimEnd();
}

function escapedNode(node: XmlNode): XmlNode {
  return Object.fromEntries(
    Object.entries(node).map(([name, value]): [string, XmlNode[string]] => {
      if (typeof value === 'string') return [name, escaped(value)];
      if (typeof value === 'number') return [name, value];
      return [name, isList(value) ? value.map(escapedNode) : escapedNode(value)];
    }),
  );
}

function isList(value: XmlNode | readonly XmlNode[]): value is readonly XmlNode[] {
  return Array.isArray(value);
}

/** The lines of a text, printable: XML 1.0 has no place for most of what is not seen, and attributes lose line ends. */
function escaped(text: string): string {
  const lines = text.split(/\r\n|\r|\n/).map(printable);
  return lines.join('\n').replace(/[&<>"\n]/g, (unit) => `&#${unit.charCodeAt(0)};`);
}
