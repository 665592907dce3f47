/**
 * Finds the tags of an XML document and the attributes in them, in one walk from its beginning to its end. It checks
 * nothing: text that is not well-formed gives fewer tags. It is for code that has to know where something stands, which
 * the parser does not say, or how much there is before the parser has it all in memory.
 */

/** A tag: offsets into the text. */
export interface Tag {
  /** Of its `<`. */
  readonly start: number;
  /** Behind the name of its element. */
  readonly nameEnd: number;
  /** Behind its `>`. */
  readonly end: number;
  /** `<a>`, `<a/>` or `</a>`. */
  readonly kind: 'open' | 'empty' | 'close';
}

/** An attribute: offsets into the text. */
export interface Attribute {
  readonly nameStart: number;
  readonly nameEnd: number;
  /** Behind the opening quotation mark. */
  readonly valueStart: number;
  /** Of the closing one. */
  readonly valueEnd: number;
}

const CODE = {
  bang: 33,
  quote: 34,
  apostrophe: 39,
  slash: 47,
  less: 60,
  equals: 61,
  greater: 62,
  question: 63,
} as const;

/** What holds no tags: how it begins and how it ends. A document type is none of the model description's business. */
const OTHERS = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
] as const;

/** Calls `onTag` for every tag, and `onOther` with the offsets of every text, comment and the like, and of a tag that does
 * not end. */
export function scanMarkup(
  text: string,
  onTag: (tag: Tag) => void,
  onOther: (start: number, end: number) => void = () => undefined,
): void {
  let at = 0;
  while (at < text.length) {
    const less = text.indexOf('<', at);
    const textEnd = less < 0 ? text.length : less;
    if (textEnd > at) onOther(at, textEnd);
    if (less < 0) return;
    const next = text.charCodeAt(less + 1);
    if (next === CODE.bang || next === CODE.question) {
      at = otherEnd(text, less);
      onOther(less, at);
      continue;
    }
    const tag = tagAt(text, less);
    if (tag === undefined) {
      onOther(less, text.length);
      return;
    }
    onTag(tag);
    at = tag.end;
  }
}

function otherEnd(text: string, start: number): number {
  for (const [head, tail] of OTHERS) {
    if (!text.startsWith(head, start)) continue;
    const end = text.indexOf(tail, start + head.length);
    return end < 0 ? text.length : end + tail.length;
  }
  return text.length;
}

/** The tag whose `<` is at `start`; undefined if it does not end. */
export function tagAt(text: string, start: number): Tag | undefined {
  const closes = text.charCodeAt(start + 1) === CODE.slash;
  let at = start + (closes ? 2 : 1);
  while (at < text.length && !endsName(text.charCodeAt(at))) at++;
  const nameEnd = at;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === CODE.greater) {
      const kind = closes ? 'close' : text.charCodeAt(at - 1) === CODE.slash ? 'empty' : 'open';
      return { start, nameEnd, end: at + 1, kind };
    }
    if (code === CODE.quote || code === CODE.apostrophe) at = closingQuote(text, at);
    at++;
  }
  return undefined;
}

/** Calls `onAttribute` for each attribute of the tag; the answer `false` ends it. */
export function scanAttributes(text: string, tag: Tag, onAttribute: (attribute: Attribute) => boolean): void {
  let nameStart = tag.nameEnd;
  while (nameStart < tag.end) {
    if (endsName(text.charCodeAt(nameStart)) || text.charCodeAt(nameStart) === CODE.equals) {
      nameStart++;
      continue;
    }
    let at = nameStart;
    while (at < tag.end && !endsName(text.charCodeAt(at)) && text.charCodeAt(at) !== CODE.equals) at++;
    const nameEnd = at;
    while (at < tag.end && isBlank(text.charCodeAt(at))) at++;
    if (text.charCodeAt(at) !== CODE.equals) {
      nameStart = Math.max(at, nameStart + 1);
      continue;
    }
    at++;
    while (at < tag.end && isBlank(text.charCodeAt(at))) at++;
    const mark = text.charCodeAt(at);
    if (mark !== CODE.quote && mark !== CODE.apostrophe) {
      nameStart = at;
      continue;
    }
    const valueEnd = closingQuote(text, at);
    if (!onAttribute({ nameStart, nameEnd, valueStart: at + 1, valueEnd })) return;
    nameStart = valueEnd + 1;
  }
}

/** Where the value whose opening quotation mark is at `at` ends. */
function closingQuote(text: string, at: number): number {
  const end = text.indexOf(text.charAt(at), at + 1);
  return end < 0 ? text.length : end;
}

/** Blanks of XML (2.3). */
export function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}

function endsName(code: number): boolean {
  return code === CODE.greater || code === CODE.slash || isBlank(code);
}
