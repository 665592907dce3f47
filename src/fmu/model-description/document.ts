/**
 * From the text of a model description to a tree of elements that know where they are. The parser (saxes) checks that
 * the document is well-formed; document type definitions are refused, because nothing good comes of them here.
 */
import { type SaxesOptions, SaxesParser } from 'saxes';
import { FmuToolError } from '../error.js';
import type { SourceOffset, SourceText } from './model.js';
import { LineText } from './source-text.js';

/** An element of the document. */
export interface XmlElement {
  readonly name: string;
  /** An object without prototype: names come from the file. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Character data right inside the element; only kept for `<Name>`, where FMI 1 has some. */
  readonly text: string;
  /** Where its tag begins. */
  readonly at: SourceOffset;
}

interface OpenElement extends XmlElement {
  readonly children: OpenElement[];
  text: string;
}

/** Elements nested deeper than this are an attack, not a model. */
const DEPTH_LIMIT = 500;
const PREDEFINED = { amp: '&', gt: '>', lt: '<', quot: '"', apos: "'" };
const NO_CHILDREN: OpenElement[] = [];

/**
 * Parses an XML document.
 * @throws FmuToolError `model-description-xml` or `model-description-dtd` with the position
 */
export function parseDocument(text: string): { readonly root: XmlElement; readonly source: SourceText } {
  const source = new LineText(text);
  const parser = new SaxesParser<SaxesOptions>({ position: false });
  // Without a prototype, so that `&constructor;` is as undefined as any other entity.
  parser.ENTITIES = Object.assign(Object.create(null) as Record<string, string>, PREDEFINED);
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;

  parser.on('error', (error) => {
    throw xmlError(source, 'model-description-xml', `is not well-formed XML: ${error.message}`, parser.position - 1, error);
  });
  parser.on('doctype', () => {
    const what = 'has a document type definition, which FMI does not use and fmutool does not read; remove it';
    throw xmlError(source, 'model-description-dtd', what, text.indexOf('<!DOCTYPE'));
  });
  parser.on('opentag', (tag) => {
    const at = text.lastIndexOf('<', parser.position - 1);
    // Most elements have no children; they share one empty list until they get some.
    const element: OpenElement = {
      name: tag.name,
      attributes: tag.attributes as Record<string, string>,
      children: tag.isSelfClosing ? NO_CHILDREN : [],
      text: '',
      at,
    };
    if (open.length >= DEPTH_LIMIT) throw xmlError(source, 'model-description-xml', 'is nested too deeply', at);
    const parent = open.at(-1);
    if (parent === undefined) root = element;
    else parent.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    open.pop();
  });
  const addText = (characters: string): void => {
    const element = open.at(-1);
    if (element?.name === 'Name') element.text += characters;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);

  parser.write(text).close();
  if (root === undefined) throw xmlError(source, 'model-description-xml', 'has no element', 0);
  return { root, source };
}

function xmlError(source: SourceText, code: string, what: string, offset: number, cause?: unknown): FmuToolError {
  const position = source.position(Math.max(0, Math.min(offset, source.text.length)));
  const message = `modelDescription.xml:${position.line}:${position.column}: ${what}`;
  return new FmuToolError(code, message, { position, cause });
}
