/** The values of all elements of an array as one text, with blanks between them: `1 2 3`. */
import { FmuToolError, quote } from '../fmu/error.js';
import type { Value } from '../runtime/frames.js';
import { parseValue } from './values.js';
import type { SimulationVariable } from './variables.js';

/** @throws FmuToolError `value` if there are not as many values as elements, or one of them is none of its type */
export function arrayValues(text: string, name: string, elements: readonly SimulationVariable[]): Value[] {
  const trimmed = text.trim();
  const texts = trimmed === '' && elements.length === 0 ? [] : trimmed.split(/\s+/);
  if (texts.length !== elements.length) {
    const what = `${quote(name)} has ${elements.length} elements, and ${texts.length} values are given for it`;
    const first = elements[0]?.name ?? name;
    throw new FmuToolError('value', `${what}; give one for each, with blanks between them, or set ${quote(first)}`);
  }
  return elements.map((variable, place) => parseValue(texts[place] ?? '', variable));
}
