/**
 * From the text of a model description to a tree of elements that know where they are. The parser (saxes) checks that
 * the document is well-formed; how much there is in it has been looked at before (`measure.ts`).
 */
import { type SaxesOptions, SaxesParser } from 'saxes';
import type { Budget } from '../budget.js';
import { FmuToolError } from '../error.js';
import type { SourceOffset, SourceText } from './model.js';
import { atPlace } from './problem.js';

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

const PREDEFINED = { amp: '&', gt: '>', lt: '<', quot: '"', apos: "'" };
const NO_CHILDREN: OpenElement[] = [];

/** Gets each element of a long list as soon as it is complete; the tree does not keep it. */
export type ListHandler = (element: XmlElement, root: XmlElement) => void;

/**
 * Parses an XML document. The children of `list`, a child of the root, go to `onListed` one by one: a model has up to a
 * million variables, and a tree of them all would cost more than reading them. What is kept is charged to `budget`.
 * @throws FmuToolError `model-description-xml` with the position, `fmu-too-costly`
 */
export function parseDocument(source: SourceText, budget: Budget, list: string, onListed: ListHandler): XmlElement {
  const { text } = source;
  const parser = new SaxesParser<SaxesOptions>({ position: false });
  // Without a prototype, so that `&constructor;` is as undefined as any other entity.
  parser.ENTITIES = Object.assign(Object.create(null) as Record<string, string>, PREDEFINED);
  const open: OpenElement[] = [];
  let root: OpenElement | undefined;
  let ended = false;
  let attributeCount = 0;
  // Elements and attributes below one child of the list, itself included.
  const below = { elements: 0, attributes: 0 };

  parser.on('error', (error) => {
    const at = ended ? text.length : parser.position - 1;
    throw xmlError(source, `is not well-formed XML: ${error.message}`, at, error);
  });
  parser.on('attribute', () => {
    attributeCount += 1;
  });
  parser.on('opentag', (tag) => {
    budget.spend('element');
    budget.spend('attribute', attributeCount);
    if (open.length >= 2 && open[1]?.name === list) {
      below.elements++;
      below.attributes += attributeCount;
    }
    attributeCount = 0;
    const at = text.lastIndexOf('<', parser.position - 1);
    const attributes = tag.attributes as Record<string, string>;
    // Elements without children share one empty list.
    const children = tag.isSelfClosing ? NO_CHILDREN : [];
    const element: OpenElement = { name: tag.name, attributes, children, text: '', at };
    const parent = open.at(-1);
    root ??= element;
    if (parent !== undefined && !(open.length === 2 && parent.name === list)) parent.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element !== undefined && root !== undefined && open.length === 2 && open[1]?.name === list) {
      onListed(element, root);
      budget.giveBack('element', below.elements);
      budget.giveBack('attribute', below.attributes);
      below.elements = below.attributes = 0;
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
  if (root === undefined) throw xmlError(source, 'has no element', 0);
  return root;
}

function xmlError(source: SourceText, what: string, offset: number, cause?: unknown): FmuToolError {
  const position = source.position(Math.max(0, Math.min(offset, source.text.length)));
  const message = atPlace(position, what);
  return new FmuToolError('model-description-xml', message, { position, cause });
}
