/**
 * Inputs from a CSV file: the first column is the time in seconds, the others are inputs or tunable parameters of the model
 * by their names.
 */
import { setImmediate } from 'node:timers/promises';
import { FmuToolError, listed, quote } from '../fmu/error.js';
import { ValueType } from '../runtime/frames.js';
import { readGiven } from '../files/given-file.js';
import { csvError, csvRows, separatorOf } from './csv.js';
import { arrayValues } from './array-text.js';
import { InputTable, type InputPoint } from './inputs.js';
import { decodeTable } from './table-text.js';
import { parseNumber, parseValue } from './values.js';
import type { SimulationVariable, VariableIndex } from './variables.js';

/** Times and values: each takes some hundred bytes of memory. */
const MOST_VALUES = 10_000_000;
const LINES_AT_ONCE = 10_000;
/** Fields of a line that are read beyond those that there may be, so that a message can say what they are. */
const SPARE_FIELDS = 20_000;
/** A bigger file than this, in bytes, is not read. */
const SIZE_LIMIT = 256 * 1024 * 1024;

/**
 * Reads the inputs of the model `index` from the file at `path`, until `signal` is aborted.
 * @throws FmuToolError `csv` with the line, `input-columns`, `file-system`, `file-too-large`, `interrupted`
 */
export async function readInputCsv(path: string, index: VariableIndex, signal?: AbortSignal): Promise<InputTable> {
  const bytes = await readGiven(path, { mostBytes: SIZE_LIMIT, signal });
  try {
    const parsing = parseRows(decodeTable(bytes), index);
    for (;;) {
      const { done, value } = parsing.next();
      if (done === true) return value;
      // Signals get their turn.
      await setImmediate();
      if (signal?.aborted === true) throw new FmuToolError('interrupted', 'interrupted while the inputs were read');
    }
  } catch (error) {
    throw error instanceof FmuToolError ? error.withPath(path) : error;
  }
}

/**
 * The same for a text. Times may not decrease; a time that is there twice is a jump. With semicolons between the fields
 * numbers may have a decimal comma.
 * @throws FmuToolError `csv` with the line, `input-columns`
 */
export function parseInputCsv(text: string, index: VariableIndex): InputTable {
  const parsing = parseRows(text, index);
  for (;;) {
    const { done, value } = parsing.next();
    if (done === true) return value;
  }
}

/** Stops after every so many lines, so that it can be given up. */
function* parseRows(text: string, index: VariableIndex): Generator<undefined, InputTable> {
  const separator = separatorOf(text);
  const limit = { fields: index.count + SPARE_FIELDS };
  const rows = csvRows(text, separator, limit);
  const head = rows.next();
  if (head.done === true) throw csvError(1, 'the file is empty; the first line names the columns: time and inputs');
  const columns = columnsOf(withoutEnd(head.value.fields), index);
  const variables = columns.flatMap((column) => column.variables);
  limit.fields = columns.length + SPARE_FIELDS;
  const decimal =
    separator === ';' ? (field: string): string => field.replaceAll(',', '.') : (field: string): string => field;
  const points: InputPoint[] = [];
  for (const { line, fields: written } of rows) {
    const fields = written.length > columns.length + 1 ? withoutEnd(written) : written;
    if (fields.length !== columns.length + 1) {
      throw csvError(line, `${written.length} fields, where the first line has ${columns.length + 1}`);
    }
    const point = pointOf(fields, columns, line, decimal);
    checkOrder(points, point.time, line);
    points.push(point);
    if (points.length * (variables.length + 1) > MOST_VALUES) {
      throw csvError(line, `more than ${MOST_VALUES} values; write fewer lines, of which inputs are interpolated`);
    }
    if (points.length % LINES_AT_ONCE === 0) yield;
  }
  if (points.length === 0) throw csvError(2, 'there are no values; write a line for each time');
  return new InputTable(variables, points);
}

/** The fields of a line that may end with a separator, as some tools want it. */
function withoutEnd(fields: readonly string[]): readonly string[] {
  return fields.length > 1 && fields.at(-1)?.trim() === '' ? fields.slice(0, -1) : fields;
}

/** What the unit of the time may be called. */
const SECONDS = /^(?:s|secs?|seconds?)?$/i;

/** A column: an input, or all elements of one that is an array, with blanks between their values. */
interface Column {
  readonly name: string;
  readonly variables: readonly SimulationVariable[];
  readonly isArray: boolean;
}

function columnOf(name: string, index: VariableIndex): Column | undefined {
  const variable = index.find(name);
  if (variable !== undefined) return mayChange(variable) ? { name, variables: [variable], isArray: false } : undefined;
  const elements = index.elements(name);
  return elements?.every(mayChange) === true ? { name, variables: elements, isArray: true } : undefined;
}

function columnsOf([time = '', ...names]: readonly string[], index: VariableIndex): Column[] {
  const heading = /^(?:time|t)\s*(?:[[(](.*))?$/i.exec(time.trim());
  if (heading === null) {
    const what = parseNumber(time.trim()) === undefined ? `${quote(time, 40)}, not time` : 'a number, not its name';
    throw csvError(1, `the first column is ${what}; the first line names the columns: time and inputs`);
  }
  const unit = heading[1]?.replace(/[\])]$/, '').trim();
  if (unit !== undefined && !SECONDS.test(unit)) {
    throw csvError(1, `the time is in ${quote(unit, 40)}; give it in seconds`);
  }
  if (names.length === 0) throw csvError(1, 'there is no column but the time; name inputs of the model');
  const trimmed = names.map((name) => (index.find(name) === undefined ? name.trim() : name));
  const columns = trimmed.map((name) => columnOf(name, index));
  const others = trimmed.filter((_, place) => columns[place] === undefined);
  if (others.length > 0) throw notInputs(others, index);
  const known = columns.filter((column) => column !== undefined);
  const seen = new Set<string>();
  const twice = known
    .flatMap(({ variables }) => variables.map(({ name }) => name))
    .find((name) => seen.size === seen.add(name).size);
  if (twice !== undefined)
    throw new FmuToolError('input-columns', `the column ${quote(twice)} is there twice; remove one`);
  return known;
}

/** Whether a value may be given anew from step to step: inputs, and tunable parameters (FMI 2.0.4, 2.2.7). */
function mayChange({ causality, variability }: SimulationVariable): boolean {
  return causality === 'input' || (causality === 'parameter' && variability === 'tunable');
}

function notInputs(names: readonly string[], index: VariableIndex): FmuToolError {
  const inputs = index.filter(({ causality }) => causality === 'input').map(({ name }) => name);
  const has = inputs.length === 0 ? 'the model has no inputs' : `its inputs are ${listed(inputs)}`;
  const what = `${listed(names)} ${names.length === 1 ? 'is no input' : 'are no inputs'}`;
  return new FmuToolError('input-columns', `${what} of the model${hintOn(names, index)}; ${has}`);
}

/** What may be meant by a column that is no input. */
function hintOn([name = '', ...more]: readonly string[], index: VariableIndex): string {
  if (name === '' || more.length > 0) return '';
  const found = index.find(name);
  if (found === undefined) return index.alike(name).replace(/^;.*/, '');
  return found.causality === 'parameter' ? ' (a parameter that is fixed: give it with --set)' : ` (${found.causality})`;
}

function pointOf(
  [timeField = '', ...fields]: readonly string[],
  columns: readonly Column[],
  line: number,
  decimal: (field: string) => string,
): InputPoint {
  const time = parseNumber(decimal(timeField.trim()));
  if (time === undefined || !Number.isFinite(time))
    throw csvError(line, `${quote(timeField, 40)} is no time in seconds`);
  const values = columns.flatMap(({ name, variables, isArray }, place) => {
    const field = fields[place] ?? '';
    const text = variables[0]?.type === ValueType.String ? field : decimal(field);
    try {
      return isArray ? arrayValues(text, name, variables) : variables.map((variable) => parseValue(text, variable));
    } catch (error) {
      throw error instanceof FmuToolError ? csvError(line, error.message) : error;
    }
  });
  return { time, values };
}

function checkOrder(points: readonly InputPoint[], time: number, line: number): void {
  const before = points.at(-1)?.time;
  if (before === undefined || time > before) return;
  if (time < before) throw csvError(line, `the time ${time} comes after ${before}; sort the lines by time`);
  if (points.at(-2)?.time === time) {
    throw csvError(line, `the time ${time} is there a third time; a jump is two lines, before and after`);
  }
}
