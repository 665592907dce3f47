/** Values as people write and read them: on the command line, in CSV files and in JSON. */
import { FmuToolError, few, quote } from '../fmu/error.js';
import { shortened } from '../printable.js';
import { ValueType, type Value } from '../runtime/frames.js';
import type { SimulationVariable } from './simulation-variable.js';

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const INFINITE = /^([+-]?)(inf|infinity)$/i;

/**
 * Reads a number: decimal notation, `inf` and `nan`; undefined for anything else, blanks around it included.
 */
export function parseNumber(text: string): number | undefined {
  if (NUMBER.test(text)) return finite(Number(text));
  if (/^nan$/i.test(text)) return NaN;
  const sign = INFINITE.exec(text)?.[1];
  if (sign === undefined) return undefined;
  return sign === '-' ? -Infinity : Infinity;
}

/** Digits beyond the range of numbers are a mistake: a user that means infinity writes it. */
function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/**
 * Reads a value of `variable`: numbers, `true`, `false`, `1` and `0` for a boolean, the name or number of an
 * enumeration's literal, hexadecimal digits for a binary, and any text for a string. Whole numbers may be written as
 * reals, as tables of numbers write them (`1.0`).
 * @throws FmuToolError `value` that says what the variable takes
 */
export function parseValue(text: string, variable: SimulationVariable): Value {
  const value = readers[variable.type](variable.type === ValueType.String ? text : text.trim(), variable);
  if (value !== undefined) return value;
  throw new FmuToolError(
    'value',
    `${quote(variable.name)} cannot be ${quote(text, 40)}: it takes ${expected(variable)}`,
  );
}

const readers: Readonly<Record<ValueType, (text: string, variable: SimulationVariable) => Value | undefined>> = {
  [ValueType.Real]: parseNumber,
  [ValueType.Integer]: (text, { items }) => {
    const value = parseNumber(items.find(({ name }) => name === text)?.value ?? text) ?? NaN;
    return whole(value, -0x8000_0000, 0x7fff_ffff);
  },
  [ValueType.Int8]: (text) => whole(parseNumber(text), -0x80, 0x7f),
  [ValueType.UInt8]: (text) => whole(parseNumber(text), 0, 0xff),
  [ValueType.Int16]: (text) => whole(parseNumber(text), -0x8000, 0x7fff),
  [ValueType.UInt16]: (text) => whole(parseNumber(text), 0, 0xffff),
  [ValueType.UInt32]: (text) => whole(parseNumber(text), 0, 0xffff_ffff),
  [ValueType.Int64]: (text, { items }) => wide(items.find(({ name }) => name === text)?.value ?? text, true),
  [ValueType.UInt64]: (text) => wide(text, false),
  [ValueType.Float32]: (text) => {
    const value = parseNumber(text);
    const single = Math.fround(value ?? NaN);
    // What is finite and beyond the type would become infinite without a word.
    return value === undefined || Number.isFinite(value) !== Number.isFinite(single) ? undefined : single;
  },
  [ValueType.Clock]: parseBoolean,
  [ValueType.Boolean]: parseBoolean,
  [ValueType.Boolean2]: parseBoolean,
  [ValueType.String]: (text) => (text.includes('\0') ? undefined : text),
  [ValueType.Binary]: (text) => (/^([0-9a-f]{2})*$/i.test(text) ? Buffer.from(text, 'hex') : undefined),
};

/** A whole number within the bounds, and 0 for -0. */
function whole(value: number | undefined, least: number, most: number): number | undefined {
  return value !== undefined && Number.isInteger(value) && value >= least && value <= most ? value + 0 : undefined;
}

const WHOLE = /^([+-]?)(\d+)(?:\.0*)?$/;

/** A whole number of 64 bits, exactly; with an exponent as a real has it, if it is a whole one. */
function wide(text: string, signed: boolean): bigint | undefined {
  const [, sign, digits] = WHOLE.exec(text) ?? [];
  const real = digits === undefined ? parseNumber(text) : undefined;
  if (digits === undefined && (real === undefined || !Number.isInteger(real))) return undefined;
  if (digits !== undefined && digits.length > 40) return undefined;
  const size = BigInt(digits ?? real ?? 0);
  const value = sign === '-' ? -size : size;
  return value === (signed ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) ? value : undefined;
}

function parseBoolean(text: string): boolean | undefined {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  const value = parseNumber(text);
  return value === 1 || value === 0 ? value === 1 : undefined;
}

function expected({ type, items }: SimulationVariable): string {
  if (items.length > 0) return `one of ${few(items, ({ name, value }) => `${shortened(name, 60)} (${value})`)}`;
  switch (type) {
    case ValueType.Real:
      return 'a number such as 1.5';
    case ValueType.Float32:
      return 'a number such as 1.5, of at most 3.4e38';
    case ValueType.Integer:
      return 'a whole number of 32 bits';
    case ValueType.Int8:
      return 'a whole number from -128 to 127';
    case ValueType.UInt8:
      return 'a whole number from 0 to 255';
    case ValueType.Int16:
      return 'a whole number of 16 bits';
    case ValueType.UInt16:
      return 'a whole number from 0 to 65535';
    case ValueType.UInt32:
      return 'a whole number from 0 to 4294967295';
    case ValueType.Int64:
      return 'a whole number of 64 bits';
    case ValueType.UInt64:
      return 'a whole number of 64 bits, not negative';
    case ValueType.Binary:
      return 'hexadecimal digits, two for each byte';
    case ValueType.String:
      return 'text';
    default:
      return 'true or false';
  }
}

/** A number in the fewest digits that are read back as the same number. */
export function formatNumber(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'inf' : '-inf';
}

/** A value as {@link parseValue} reads it; booleans as `1` and `0`, which every program takes for a number. */
export function formatValue(value: Value): string {
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'string' ? value : Buffer.from(value).toString('hex');
}

/** Whether two values are the same bit for bit; a NaN is equal to any other. */
export function isSameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a === 'object' && typeof b === 'object') return Buffer.compare(a, b) === 0;
  return Object.is(a, b);
}

/** A value for a JSON document, which knows neither bytes nor numbers that are not finite: they become text. */
export function jsonValue(value: Value): number | boolean | string {
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  return formatValue(value);
}

/** A time in seconds for people, without the digits that sums leave. */
export function seconds(time: number): string {
  return String(Number(time.toPrecision(12)));
}
