/**
 * Takes the text of a proposition apart, as far as names of variables and numbers are concerned: CEL knows neither names such
 * as `x[1].y` and `der(h)` nor that whole numbers may be compared with reals.
 */

/** A piece of the text. Everything between two of them is of no interest here. */
export interface Token {
  readonly kind: 'name' | 'quoted-name' | 'number' | 'string' | 'operator';
  /** As it is written; of a quoted name what stands between the quotes. */
  readonly text: string;
  /** Offsets of the text, the second behind it. */
  readonly start: number;
  readonly end: number;
}

const STRING =
  /[bB]?[rR]"""[^]*?"""|[bB]?[rR]'''[^]*?'''|[bB]?[rR]"[^"\n]*"|[bB]?[rR]'[^'\n]*'|[bB]?"""(?:\\[^]|(?!""")[^\\])*"""|[bB]?'''(?:\\[^]|(?!''')[^\\])*'''|[bB]?"(?:\\.|[^"\\\n])*"|[bB]?'(?:\\.|[^'\\\n])*'/y;
const NUMBER = /0[xX][0-9a-fA-F]+[uU]?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?|\d+[uU]?/y;
const IDENTIFIER = /[\p{L}_][\p{L}\p{N}_]*/uy;
const QUOTED = /`([^`\n]*)`/y;
const OPERATOR = /==|!=|[[\](),]/y;
/** What comes after a value, a method such as `startsWith`. */
const FIELD = /\.\s*[\p{L}_][\p{L}\p{N}_]*/uy;
const BLANKS = /(?:\s+|\/\/[^\n]*)/y;

const KINDS: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', STRING],
  ['number', NUMBER],
  ['name', IDENTIFIER],
  ['quoted-name', QUOTED],
  ['operator', OPERATOR],
];

/** The tokens of `text`; a name is as long as `isVariable` allows, and else one identifier. */
export function scan(text: string, isVariable: (name: string) => boolean): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const skipped = matchAt(BLANKS, text, at) ?? matchAt(FIELD, text, at);
    if (skipped !== undefined) {
      at += skipped[0].length;
      continue;
    }
    const token = tokenAt(text, at, isVariable);
    if (token !== undefined) tokens.push(token);
    at = token?.end ?? at + 1;
  }
  return tokens;
}

function tokenAt(text: string, start: number, isVariable: (name: string) => boolean): Token | undefined {
  for (const [kind, pattern] of KINDS) {
    const match = matchAt(pattern, text, start);
    if (match === undefined) continue;
    if (kind === 'name') return longestName(text, start, isVariable);
    return { kind, text: match[1] ?? match[0], start, end: start + match[0].length };
  }
  return undefined;
}

const DERIVATIVE = /der\s*\(/y;
const SUFFIX = /\s*\.\s*[\p{L}_][\p{L}\p{N}_]*|\s*\[\s*\d+(?:\s*,\s*\d+)*\s*\]/uy;
const ORDER = /\s*(?:,\s*\d+\s*)?\)/y;

/** The longest name at `start` that is a variable's; if there is none, the identifier. */
function longestName(text: string, start: number, isVariable: (name: string) => boolean): Token {
  const derivative = matchAt(DERIVATIVE, text, start);
  if (derivative !== undefined) {
    const whole = derivativeEnd(text, start + derivative[0].length);
    const name = whole === undefined ? '' : unspaced(text.slice(start, whole));
    if (whole !== undefined && isVariable(name)) return { kind: 'name', text: name, start, end: whole };
  }
  const identifier = matchAt(IDENTIFIER, text, start)?.[0] ?? '';
  const ends = suffixEnds(text, start + identifier.length);
  const end = ends.findLast((each) => isVariable(unspaced(text.slice(start, each)))) ?? start + identifier.length;
  return { kind: 'name', text: unspaced(text.slice(start, end)), start, end };
}

/** Parts of a name, at most: more are no name of a model, and trying them all would take long. */
const MOST_PARTS = 64;

/** Where a name may end that goes on from `at` with fields and indices. */
function suffixEnds(text: string, at: number): number[] {
  const ends = [at];
  for (let end = at; ends.length < MOST_PARTS;) {
    const suffix = matchAt(SUFFIX, text, end);
    if (suffix === undefined) break;
    end += suffix[0].length;
    ends.push(end);
  }
  return ends;
}

/** Where `der(name)` or `der(name,2)` ends whose name begins at or after `at`. */
function derivativeEnd(text: string, at: number, depth = 1): number | undefined {
  if (depth > MOST_PARTS) return undefined;
  const begin = at + (matchAt(BLANKS, text, at)?.[0].length ?? 0);
  const inner = matchAt(DERIVATIVE, text, begin);
  const identifier = inner === undefined ? matchAt(IDENTIFIER, text, begin) : undefined;
  const end =
    inner === undefined
      ? identifier && suffixEnds(text, begin + identifier[0].length).at(-1)
      : derivativeEnd(text, begin + inner[0].length, depth + 1);
  const close = end === undefined ? undefined : matchAt(ORDER, text, end);
  return end === undefined || close === undefined ? undefined : end + close[0].length;
}

function unspaced(name: string): string {
  return name.replace(/\s+/g, '');
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
