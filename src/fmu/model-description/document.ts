/**
 * From the text of a model description to a tree of elements that know where they are. The parser (saxes) checks that
 * the document is well-formed; document type definitions are refused, because nothing good comes of them here.
 */
import { type SaxesOptions, SaxesParser } from 'saxes';
import { FmuToolError } from '../error.js';
import type { SourceOffset, SourceText } from './model.js';

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

/** Gets each element of a long list as soon as it is complete; the tree does not keep it. */
export type ListHandler = (element: XmlElement, root: XmlElement) => void;

/**
 * Parses an XML document. The children of `list`, a child of the root, go to `onListed` one by one: a model has up to a
 * million variables, and a tree of them all would cost more than reading them.
 * @throws FmuToolError `model-description-xml` or `model-description-dtd` with the position
 */
export function parseDocument(source: SourceText, list: string, onListed: ListHandler): XmlElement {
  const { text } = source;
  const parser = new SaxesParser<SaxesOptions>({ position: false });
  // Without a prototype, so that `&constructor;` is as undefined as any other entity.
  parser.ENTITIES = Object.assign(Object.create(null) as Record<string, string>, PREDEFINED);
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  let ended = false;

  parser.on('error', (error) => {
    const at = ended ? text.length : parser.position - 1;
    throw xmlError(source, 'model-description-xml', `is not well-formed XML: ${error.message}`, at, error);
  });
  parser.on('doctype', () => {
    const what = 'has a document type definition, which FMI does not use and fmutool does not read; remove it';
    throw xmlError(source, 'model-description-dtd', what, text.indexOf('<!DOCTYPE'));
  });
  parser.on('opentag', (tag) => {
    const at = text.lastIndexOf('<', parser.position - 1);
    const attributes = tag.attributes as Record<string, string>;
    // Elements without children share one empty list.
    const children = tag.isSelfClosing ? NO_CHILDREN : [];
    const element: OpenElement = { name: tag.name, attributes, children, text: '', at };
    if (open.length >= DEPTH_LIMIT) throw xmlError(source, 'model-description-xml', 'is nested too deeply', at);
    const parent = open.at(-1);
    root ??= element;
    if (parent !== undefined && !(open.length === 2 && parent.name === list)) parent.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element !== undefined && root !== undefined && open.length === 2 && open[1]?.name === list) {
      onListed(element, root);
    }
  });
  const addText = (characters: string): void => {
    const element = open.at(-1);
    if (element?.name === 'Name') element.text += characters;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);

  parser.write(text);
  ended = true;
  parser.close();
  if (root === undefined) throw xmlError(source, 'model-description-xml', 'has no element', 0);
  return root;
}

function xmlError(source: SourceText, code: string, what: string, offset: number, cause?: unknown): FmuToolError {
  const position = source.position(Math.max(0, Math.min(offset, source.text.length)));
  const message = `modelDescription.xml:${position.line}:${position.column}: ${what}`;
  return new FmuToolError(code, message, { position, cause });
}
