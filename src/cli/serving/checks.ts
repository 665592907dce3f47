/**
 * Checks of the values in a configuration file. Each gives the value, or throws FmuToolError `config-invalid` with the
 * place in the file, `where`.
 */
import { FmuToolError, quote } from '../../fmu/error.js';
import { SHORTEST_PACKET } from './shortest-packet.js';

/** A port of TCP or, negative, of shared memory. */
export function portOf(value: unknown, where: string): number {
  return integer(value, where, -0x8000_0000, 0xffff, 'a port from 0 to 65535, or a negative number for shared memory');
}

/** A longest message in bytes. */
export function packet(value: unknown, where: string): number {
  return integer(value, where, SHORTEST_PACKET, 2 ** 40, `a number of bytes, ${SHORTEST_PACKET} at least`);
}

/** A number of sessions or connections. */
export function count(value: unknown, where: string): number {
  return integer(value, where, 1, 1_000_000, 'a number from 1 to 1000000');
}

function integer(value: unknown, where: string, least: number, most: number, what: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(`${where} has to be ${what}`);
}

/** A time in seconds. */
export function seconds(value: unknown, where: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1e6) return value;
  throw invalid(`${where} has to be a number of seconds`);
}

/** The object, whose keys are all known: a mistyped key would have no effect, and no message would say so. */
export function objectOf(value: unknown, where: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${where} has to be an object`);
  const unknown = Object.keys(value).find((key) => !keys.includes(key));
  if (unknown === undefined) return value as Record<string, unknown>;
  throw invalid(`${where}: there is no ${quote(unknown)} (there are ${keys.join(', ')})`);
}

/** A list that is not empty. */
export function listOf(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw invalid(`${where} has to be a list with something in it`);
}

/** A text that is not empty. */
export function stringOf(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(`${where} has to be a text`);
}

export function booleanOf(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw invalid(`${where} has to be true or false`);
}

/** What is wrong with the file, to be thrown. */
export function invalid(text: string): FmuToolError {
  return new FmuToolError('config-invalid', text);
}
