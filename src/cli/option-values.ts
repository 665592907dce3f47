/** Values of options that several commands read in the same way. */
import { InvalidArgumentError } from 'commander';

/** Makes a list of an option that may be repeated. */
export function collected<T>(
  parse: (text: string) => readonly T[],
): (text: string, before: readonly T[] | undefined) => T[] {
  return (text, before = []) => [...before, ...parse(text)];
}

export function assignment(text: string): [readonly [string, string]] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('give a name and a value, such as gain=2.5.');
  return [[text.slice(0, at).trim(), text.slice(at + 1)]];
}

/** The items of a list, at commas, but not at those in the brackets of an element of an array, `x[1,2]`. */
export function atCommas(text: string): string[] {
  const items: string[] = [];
  let end = text.length;
  let bracket = '';
  for (let at = text.length - 1; at >= 0; at--) {
    const unit = text.charAt(at);
    if (unit === '[' || unit === ']') bracket = unit;
    if (unit !== ',' || bracket === ']') continue;
    items.unshift(text.slice(at + 1, end).trim());
    end = at;
  }
  items.unshift(text.slice(0, end).trim());
  return items;
}

export function nameList(text: string): string[] {
  const names = atCommas(text);
  if (names.includes('')) throw new InvalidArgumentError('give names with commas between them, such as room.T,valve.*');
  return names;
}

export function time(text: string): number {
  const value = number(text);
  if (value === undefined) throw new InvalidArgumentError('give a time in seconds, such as 0.5.');
  return value;
}

export function positive(text: string): number {
  const value = number(text);
  if (value === undefined || value <= 0) throw new InvalidArgumentError('give a number greater than 0, such as 0.01.');
  return value;
}

/** A whole number from 1 on. */
export function count(text: string): number {
  const value = number(text);
  if (value === undefined || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('give a whole number from 1 on, such as 1000 or 1e6.');
  }
  return value;
}

function number(text: string): number | undefined {
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}
