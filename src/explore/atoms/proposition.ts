/**
 * Atomic propositions about a model: expressions of CEL over its variables and `time`, whose names are those of the model
 * (`x[1].y`, `der(h)`). Their numbers are reals; what a literal of an enumeration is called stands for its number.
 */
import type { Environment, ParseResult } from '@marcbachmann/cel-js';
import { few, quote } from '../../fmu/error.js';
import { AtomError, type Atom } from '../../plug/space.js';
import { ValueType, type Value } from '../../runtime/frames.js';
import type { SimulationVariable } from '../../simulate/simulation-variable.js';
import { withCaret } from './caret.js';
import { newEnvironment } from './environment.js';
import { scan, type Token } from './scanner.js';

/** What a proposition may speak of. */
export interface Vocabulary {
  find(name: string): SimulationVariable | undefined;
  /** ` (did you mean "a" or "b"?)`, or what to do where nothing is spelt alike. */
  alike(name: string): string;
  /** Why propositions may not speak of the time; undefined: they may. */
  readonly noTime?: string | undefined;
}

/** The values of variables in one configuration. */
export interface Valuation {
  readonly time: number;
  valueOf(variable: SimulationVariable): Value | undefined;
}

/** Characters of a proposition, at most. */
const LONGEST = 65_536;
const TIME = 'time';

/** What stands in the expression for a name of the model. */
interface Placeholder {
  readonly name: string;
  /** Undefined: the time. */
  readonly variable: SimulationVariable | undefined;
}

/** A proposition that was understood. */
export class Proposition implements Atom {
  readonly text: string;
  /** What it speaks of, besides the time. */
  readonly variables: readonly SimulationVariable[];
  readonly #evaluate: ParseResult;
  readonly #placeholders: readonly Placeholder[];
  readonly #sources: Sources;

  /** @throws AtomError whose message shows where the text is wrong */
  constructor(text: string, vocabulary: Vocabulary) {
    if (text.length > LONGEST) throw new AtomError(`a proposition of more than ${LONGEST} characters`);
    this.text = text;
    const translation = translated(text, vocabulary);
    this.#placeholders = translation.placeholders;
    this.#sources = translation.sources;
    this.variables = translation.placeholders.flatMap(({ variable }) => variable ?? []);
    this.#evaluate = this.#compiled(translation, vocabulary);
  }

  /** @throws AtomError where it has no value there, or none that is true or false */
  holds(valuation: Valuation): boolean {
    const context: Record<string, unknown> = {};
    for (const [place, { variable }] of this.#placeholders.entries()) {
      context[nameOf(place)] =
        variable === undefined ? valuation.time : celValue(variable, valuation.valueOf(variable));
    }
    let value: unknown;
    try {
      value = this.#evaluate(context);
    } catch (error) {
      throw this.#shown(error);
    }
    if (typeof value === 'boolean') return value;
    throw new AtomError(`${quote(this.text)} is neither true nor false`);
  }

  #compiled({ expression, placeholders }: Translation, vocabulary: Vocabulary): ParseResult {
    const environment = newEnvironment();
    for (const [place, { variable }] of placeholders.entries()) declare(environment, nameOf(place), variable);
    let parsed: ParseResult;
    try {
      parsed = environment.parse(expression);
    } catch (error) {
      throw this.#shown(error);
    }
    const { valid, type, error } = parsed.check();
    if (!valid) throw this.#shown(error, vocabulary);
    if (type !== 'bool' && type !== 'dyn') {
      throw new AtomError(withCaret(`a proposition is true or false, and this is ${wordFor(type)}`, this.text, 0));
    }
    return parsed;
  }

  /** An error of CEL in the words and at the place of the text; any other error as it is. */
  #shown(error: unknown, vocabulary?: Vocabulary): unknown {
    if (!isCelError(error)) return error;
    const [, unknown] = /^Unknown variable: (.+)$/.exec(error.summary) ?? [];
    const what =
      unknown === undefined
        ? withNames(error.summary, this.#placeholders)
        : `the model has no variable ${quote(unknown)}${vocabulary?.alike(unknown) ?? ''}`;
    return new AtomError(withCaret(what, this.text, this.#sources.offsetOf(error.range?.start ?? 0)));
  }
}

/** The expression as CEL takes it. */
interface Translation {
  readonly expression: string;
  readonly placeholders: readonly Placeholder[];
  readonly sources: Sources;
}

/** Where in the text of the user the parts of an expression come from. */
class Sources {
  readonly #parts: { readonly written: number; readonly source: number; readonly length: number }[] = [];

  /** From `written` on the expression has what begins at `source`, and `length` characters of it as they are there. */
  add(written: number, source: number, length: number): void {
    this.#parts.push({ written, source, length });
  }

  offsetOf(written: number): number {
    const part = this.#parts.findLast((each) => each.written <= written);
    return part === undefined ? written : part.source + Math.min(written - part.written, part.length);
  }
}

function translated(text: string, vocabulary: Vocabulary): Translation {
  const isVariable = (name: string): boolean => vocabulary.find(name) !== undefined;
  const tokens = scan(text, isVariable);
  const placeholders: Placeholder[] = [];
  const places = new Map<string, number>();
  const sources = new Sources();
  let expression = '';
  let end = 0;
  const copied = (until: number): void => {
    sources.add(expression.length, end, until - end);
    expression += text.slice(end, until);
  };
  for (const [index, token] of tokens.entries()) {
    const words = translation(token, index);
    if (words === undefined) continue;
    copied(token.start);
    // As much as it is long in the text: an error behind it is not within it.
    sources.add(expression.length, token.start, 0);
    expression += words;
    end = token.end;
  }
  copied(text.length);
  return { expression, placeholders, sources };

  function translation(token: Token, index: number): string | undefined {
    if (token.kind === 'number') return literalReal(text, token);
    if (token.kind === 'string') {
      const enumeration = comparedWith(tokens, index, vocabulary);
      return enumeration === undefined ? undefined : literalNumber(text, token, enumeration);
    }
    const variable = token.kind === 'operator' ? undefined : vocabulary.find(token.text);
    const isTime = variable?.causality === 'independent' || (variable === undefined && token.text === TIME);
    if (token.kind === 'quoted-name' && variable === undefined) {
      const what = `the model has no variable ${quote(token.text)}${vocabulary.alike(token.text)}`;
      throw new AtomError(withCaret(what, text, token.start));
    }
    if (variable === undefined && !isTime) return undefined;
    if (isTime && vocabulary.noTime !== undefined) {
      throw new AtomError(withCaret(vocabulary.noTime, text, token.start));
    }
    const known = places.get(token.text);
    if (known !== undefined) return nameOf(known);
    places.set(token.text, placeholders.length);
    placeholders.push({ name: token.text, variable: isTime ? undefined : variable });
    return nameOf(placeholders.length - 1);
  }
}

/** The enumeration that the text at `index` is compared with: `mode == "eco"`, `"eco" == mode`, `mode in ["eco"]`. */
function comparedWith(tokens: readonly Token[], index: number, vocabulary: Vocabulary): SimulationVariable | undefined {
  const enumerationAt = (place: number): SimulationVariable | undefined => {
    const token = tokens[place];
    if (token === undefined || (token.kind !== 'name' && token.kind !== 'quoted-name')) return undefined;
    const variable = vocabulary.find(token.text);
    return variable !== undefined && variable.items.length > 0 ? variable : undefined;
  };
  const isComparison = (place: number): boolean => /^[!=]=$/.test(tokens[place]?.text ?? '');
  if (isComparison(index - 1)) return enumerationAt(index - 2);
  if (isComparison(index + 1)) return enumerationAt(index + 2);
  const bracket = openBracket(tokens, index);
  return bracket !== undefined && tokens[bracket - 1]?.text === 'in' ? enumerationAt(bracket - 2) : undefined;
}

/** Where the list of texts begins in which the one at `index` stands. */
function openBracket(tokens: readonly Token[], index: number): number | undefined {
  for (let place = index - 1; place >= 0; place -= 1) {
    const token = tokens[place];
    if (token?.text === '[') return place;
    if (token?.kind !== 'string' && token?.text !== ',') return undefined;
  }
  return undefined;
}

function literalNumber(text: string, token: Token, { name, items }: SimulationVariable): string {
  const literal = token.text.slice(1, -1);
  const item = items.find((each) => each.name === literal);
  if (item !== undefined) return asReal(item.value);
  const known = few(items, (each) => quote(each.name));
  throw new AtomError(withCaret(`${quote(name)} is never ${quote(literal)}; it is one of ${known}`, text, token.start));
}

/** A whole number that no real is equal to would be compared as another one. */
function literalReal(text: string, token: Token): string {
  const digits = token.text.replace(/[uU]$/, '');
  if (!/^(?:0[xX][\da-fA-F]+|\d+)$/.test(digits) || BigInt(Number(digits)) === BigInt(digits)) return asReal(digits);
  throw new AtomError(withCaret('propositions compute with reals, which have no such number', text, token.start));
}

/** A number as CEL writes reals. */
function asReal(digits: string): string {
  const value = Number(digits);
  const written = String(value);
  if (!Number.isFinite(value)) return `double("${value > 0 ? 'Infinity' : 'NaN'}")`;
  const real = /[.e]/.test(written) ? written.replace(/^(-?\d+)e/, '$1.0e') : `${written}.0`;
  return real.startsWith('-') ? `(${real})` : real;
}

function nameOf(place: number): string {
  return `fmu_${place}_`;
}

function withNames(message: string, placeholders: readonly Placeholder[]): string {
  return message
    .replace(/fmu_(\d+)_/g, (written, place: string) => placeholders[Number(place)]?.name ?? written)
    .replace(/\bdouble\b/g, 'number');
}

function declare(environment: Environment, name: string, variable: SimulationVariable | undefined): void {
  environment.registerVariable(name, variable === undefined ? 'double' : celType(variable.type));
}

function celType(type: ValueType): string {
  switch (type) {
    case ValueType.Boolean:
    case ValueType.Boolean2:
    case ValueType.Clock:
      return 'bool';
    case ValueType.String:
      return 'string';
    case ValueType.Binary:
      return 'bytes';
    default:
      return 'double';
  }
}

function wordFor(type: string | undefined): string {
  if (type === 'double' || type === 'int') return 'a number';
  return type === 'string' ? 'a text' : `a value of type ${type ?? 'dyn'}`;
}

/** An integer of 64 bits that no real is equal to has no truth here: a rounded one could fulfil what the model does not. */
function celValue({ name }: SimulationVariable, value: Value | undefined): unknown {
  if (typeof value !== 'bigint') return value;
  const real = Number(value);
  if (BigInt(real) === value) return real;
  throw new AtomError(`${quote(name)} is ${value}, and propositions compute with reals, which have no such number`);
}

/** What the library throws; its classes are not all exported with what they have. */
interface CelError {
  readonly summary: string;
  readonly range?: { readonly start: number } | undefined;
}

function isCelError(error: unknown): error is CelError {
  return error instanceof Error && 'summary' in error && typeof error.summary === 'string';
}
