/**
 * Reads attributes of elements as the types the standards give them. What a model cannot be understood without is an
 * error; anything else that breaks the standard is collected as a problem, and the standard's default is taken.
 */
import { FmuToolError, quote } from '../error.js';
import type { Budget } from '../budget.js';
import type { XmlElement } from './document.js';
import type { SourceText } from './model.js';
import { atPlace, attributeValueText, type ModelProblem, type ProblemFact } from './problem.js';

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/;
const SPECIAL_NUMBERS: Readonly<Record<string, number>> = { INF: Infinity, '-INF': -Infinity, NaN: NaN };
const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };
const UNSIGNED_LIMIT = 0xffffffff;
/** As many problems are told one by one: a model made badly has the same one everywhere. */
const PROBLEM_LIMIT = 1000;

/** Reads the attributes of one document and remembers its problems. */
export class ElementReader {
  readonly source: SourceText;
  readonly #budget: Budget;
  readonly #problems: ModelProblem[] = [];
  #untold = 0;

  /** What is read is charged to `budget`. */
  constructor(source: SourceText, budget: Budget) {
    this.source = source;
    this.#budget = budget;
  }

  /** What breaks the standard, in the order of the file; of very many the first ones that were met, and their number. */
  get problems(): readonly ModelProblem[] {
    const told = this.#problems.toSorted(byPosition);
    const last = told.at(-1);
    if (last === undefined || this.#untold === 0) return told;
    return [...told, { code: 'more', args: { count: this.#untold }, position: last.position }];
  }

  /** Charges for a variable that is kept. */
  spendVariable(): void {
    this.#budget.spend('variable');
  }

  /** @throws FmuToolError `model-description-attribute` if the attribute is missing */
  required(element: XmlElement, name: string): string {
    const value = element.attributes[name];
    if (value === undefined) {
      throw this.fail('attribute', element, undefined, `<${element.name}> lacks the attribute ${quote(name)}`);
    }
    return value;
  }

  /** An xs:unsignedInt. @throws FmuToolError `model-description-attribute` if it is missing or none */
  requiredUnsigned(element: XmlElement, name: string): number {
    const value = parseUnsigned(this.required(element, name));
    if (value === undefined) {
      throw this.fail('attribute', element, name, attributeValueText(factsOf(element, name, 'a number from 0')));
    }
    return value;
  }

  unsigned(element: XmlElement, name: string): number | undefined {
    return this.#optional(element, name, parseUnsigned, 'a number from 0');
  }

  /** An xs:double. */
  number(element: XmlElement, name: string): number | undefined {
    return this.#optional(element, name, parseNumber, 'a number');
  }

  boolean(element: XmlElement, name: string): boolean | undefined {
    return this.#optional(element, name, (text) => BOOLEANS[text], 'true or false');
  }

  oneOf<T extends string>(element: XmlElement, name: string, words: readonly T[]): T | undefined {
    const find = (text: string): T | undefined => words.find((word) => word === text);
    return this.#optional(element, name, find, `one of ${words.join(', ')}`);
  }

  /** A list of xs:unsignedInt, separated by blanks. */
  unsignedList(element: XmlElement, name: string): readonly number[] | undefined {
    const parse = (text: string): number[] | undefined => {
      const values: number[] = [];
      for (const item of this.#items(text)) {
        const value = parseUnsigned(item);
        if (value === undefined) return undefined;
        values.push(value);
      }
      return values;
    };
    return this.#optional(element, name, parse, 'a list of numbers from 0');
  }

  /** The parts of a list that is separated by blanks (xs:list). */
  list(text: string): string[] {
    return [...this.#items(text)];
  }

  /** Remembers that something breaks the standard; `attribute` says where in the tag. */
  problem(element: XmlElement, attribute: string | undefined, fact: ProblemFact): void {
    if (this.#problems.length < PROBLEM_LIMIT)
      this.#problems.push({ ...fact, position: this.#position(element, attribute) });
    else this.#untold++;
  }

  /** An error about an element, with its position; `kind` ends the code. */
  fail(kind: string, element: XmlElement, attribute: string | undefined, what: string): FmuToolError {
    const position = this.#position(element, attribute);
    const message = atPlace(position, `${what}; correct it or export the FMU again`);
    return new FmuToolError(`model-description-${kind}`, message, { position });
  }

  #optional<T>(element: XmlElement, name: string, parse: (text: string) => T | undefined, what: string): T | undefined {
    const text = element.attributes[name];
    if (text === undefined) return undefined;
    const value = parse(text.trim());
    if (value === undefined) {
      this.problem(element, name, { code: 'attribute-value', args: factsOf(element, name, what) });
    }
    return value;
  }

  /** One after the other, because a list of 80 MB is 40 million texts. */
  *#items(text: string): Generator<string, void, undefined> {
    const item = /\S+/g;
    for (let found = item.exec(text); found !== null; found = item.exec(text)) {
      this.#budget.spend('listItem');
      yield found[0];
    }
  }

  #position(element: XmlElement, attribute: string | undefined): ModelProblem['position'] {
    if (attribute === undefined) return this.source.position(element.at);
    return this.source.attributePosition(element.at, attribute);
  }
}

/** The facts of an attribute that is not what is wanted. */
function factsOf({ name, attributes }: XmlElement, attribute: string, wanted: string) {
  return { element: name, attribute, value: attributes[attribute] ?? '', wanted };
}

function byPosition(a: ModelProblem, b: ModelProblem): number {
  return a.position.line - b.position.line || a.position.column - b.position.column;
}

/** The first child of this name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((each) => each.name === name);
}

/** All children of this name, of the child `list` of an element. */
export function listed(element: XmlElement, list: string, name: string): readonly XmlElement[] {
  return child(element, list)?.children.filter((each) => each.name === name) ?? [];
}

function parseUnsigned(text: string): number | undefined {
  const digits = text.trim();
  if (!/^\+?\d+$/.test(digits)) return undefined;
  const value = Number(digits);
  return value <= UNSIGNED_LIMIT ? value : undefined;
}

function parseNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : SPECIAL_NUMBERS[text];
}
