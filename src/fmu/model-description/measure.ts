/**
 * Looks how much there is in a model description before the parser reads it: the parser keeps what it has not finished,
 * and puts every text together from pieces at each reference and line break. The limits are far beyond what models have
 * (docs/limits.md).
 */
import type { Budget } from '../budget.js';
import { FmuToolError, quote } from '../error.js';
import { type Tag, isBlank, scanAttributes, scanMarkup } from '../markup.js';
import type { SourceText } from './model.js';
import { atPlace } from './problem.js';

/** Limits on a model description that no size of file raises. */
export const XML_LIMITS = {
  /** Elements inside each other. */
  depth: 100,
  /** Attributes of one element. */
  attributes: 1_000,
  /** Characters of the name of an element or an attribute. */
  name: 1_000,
  /** Characters of the value of an attribute: an array of a million numbers has twenty million. */
  value: 64 * 1024 * 1024,
  /** The same for attributes of the model and its interfaces, which are shown. */
  outerValue: 1024 * 1024,
  /** Characters of a comment, or of a text or the like, in which the parser sees something. */
  pieces: 250_000,
} as const;

/** The model is at depth 0, its interfaces at 1. */
const OUTER_DEPTH = 2;
const AMPERSAND = 38;

/** Where the parser begins a new piece of a comment, a text or the like. */
const PIECE_ENDS = new Set(Array.from('-]?&\r\n\t', (unit) => unit.charCodeAt(0)));

/**
 * Checks the document `source` against the limits, and charges for what the parser puts together from pieces.
 * @throws FmuToolError `model-description-limit` or `model-description-dtd` with the position, `fmu-too-costly`
 */
export function measure(source: SourceText, budget: Budget): void {
  const { text } = source;
  let depth = 0;
  scanMarkup(text, onTag, onOther);

  function onTag(tag: Tag): void {
    if (tag.nameEnd - tag.start > XML_LIMITS.name) {
      throw beyond(tag.start, `an element has a name of more than ${XML_LIMITS.name} characters`);
    }
    if (tag.kind === 'close') {
      depth--;
      return;
    }
    if (depth >= XML_LIMITS.depth) throw beyond(tag.start, `more than ${XML_LIMITS.depth} elements are nested`);
    const valueLimit = depth < OUTER_DEPTH ? XML_LIMITS.outerValue : XML_LIMITS.value;
    if (tag.kind === 'open') depth++;
    let count = 0;
    let references = 0;
    scanAttributes(text, tag, ({ nameStart, nameEnd, valueStart, valueEnd }) => {
      count++;
      if (nameEnd - nameStart > XML_LIMITS.name) {
        throw beyond(nameStart, `an attribute has a name of more than ${XML_LIMITS.name} characters`);
      }
      if (count > XML_LIMITS.attributes) {
        throw beyond(tag.start, `${element(tag)} has more than ${XML_LIMITS.attributes} attributes`);
      }
      if (valueEnd - valueStart > valueLimit) {
        const name = quote(text.slice(nameStart, nameEnd), 60);
        throw beyond(nameStart, `the attribute ${name} has more than ${valueLimit} characters`);
      }
      references += piecesOf(valueStart, valueEnd);
      return true;
    });
    if (references > 0) budget.spend('reference', references);
  }

  function onOther(start: number, end: number): void {
    if (text.startsWith('<!DOCTYPE', start)) {
      const what = 'has a document type definition, which FMI does not use and fmutool does not read; remove it';
      throw failure('dtd', start, what);
    }
    if (end - start <= XML_LIMITS.pieces) return;
    let pieces = 0;
    for (let at = start; at < end; at++) if (PIECE_ENDS.has(text.charCodeAt(at))) pieces++;
    if (pieces > XML_LIMITS.pieces) {
      throw beyond(
        start,
        `a text or comment has more than ${XML_LIMITS.pieces} line ends, references or signs like - ] ?`,
      );
    }
  }

  /** References, and characters that the parser makes blanks of: a piece of text ends at each. */
  function piecesOf(start: number, end: number): number {
    let pieces = 0;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === AMPERSAND || (code < 32 && isBlank(code))) pieces++;
    }
    return pieces;
  }

  function element(tag: Tag): string {
    return `<${text.slice(tag.start + 1, tag.nameEnd)}>`;
  }

  function beyond(offset: number, what: string): FmuToolError {
    return failure('limit', offset, `${what}; no model needs that, export the FMU again`);
  }

  function failure(kind: string, offset: number, what: string): FmuToolError {
    const position = source.position(offset);
    const message = atPlace(position, what);
    return new FmuToolError(`model-description-${kind}`, message, { position });
  }
}
