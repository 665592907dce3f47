/** The file of `--actions`: JSON with what can be done to a model, under which condition, by names. */
import { FmuToolError, quote } from '../fmu/error.js';
import type { Value } from '../runtime/frames.js';
import { parseValue } from '../simulate/values.js';
import type { SimulationVariable, VariableIndex } from '../simulate/variables.js';
import { requireInput, type Choice } from './choices.js';
import { MOST_TRANSITIONS } from './search/state-table.js';

/** Steps of one action, at most. */
const MOST_STEPS = 1_000_000;

/**
 * Reads `{ "actions": [{ "name": "brake", "guard": "v > 0", "set": { "brake": true }, "steps": 1 }] }`, in which everything
 * but the list itself may be left out.
 * @throws FmuToolError `actions-invalid` that says where
 */
export function readActions(text: string, index: VariableIndex): Choice[] {
  const all = objectOf(parsed(text), 'the file', ['actions']);
  const { actions } = all;
  if (!Array.isArray(actions) || actions.length === 0) throw invalid('actions must be a list of one action at least');
  if (actions.length > MOST_TRANSITIONS) throw invalid(`more than ${MOST_TRANSITIONS} actions`);
  return actions.map((each: unknown, place) => actionOf(each, `actions[${place}]`, index));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw invalid(`this is no JSON: ${(cause as Error).message} (docs/explore.md has an example)`);
  }
}

function actionOf(value: unknown, where: string, index: VariableIndex): Choice {
  const { name, guard, set = {}, steps = 1 } = objectOf(value, where, ['name', 'guard', 'set', 'steps']);
  if (name !== undefined && typeof name !== 'string') throw invalid(`${where}.name must be a text`);
  if (guard !== undefined && typeof guard !== 'string') throw invalid(`${where}.guard must be a text`);
  if (typeof steps !== 'number' || !Number.isInteger(steps) || steps < 1 || steps > MOST_STEPS) {
    throw invalid(`${where}.steps must be a whole number from 1 to ${MOST_STEPS}`);
  }
  return { name, guard, set: setOf(set, `${where}.set`, index), steps };
}

function setOf(value: unknown, where: string, index: VariableIndex): Map<SimulationVariable, Value> {
  return new Map(
    Object.entries(objectOf(value, where)).map(([name, each]) => {
      if (typeof each !== 'number' && typeof each !== 'boolean' && typeof each !== 'string') {
        throw invalid(`${where}[${quote(name)}] must be a number, a truth value or a text`);
      }
      try {
        const variable = requireInput(index, name);
        return [variable, parseValue(String(each), variable)];
      } catch (error) {
        throw error instanceof FmuToolError ? invalid(`${where}: ${error.message}`) : error;
      }
    }),
  );
}

function objectOf(value: unknown, where: string, known?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(`${where} must be an object`);
  const unknown = Object.keys(value).find((each) => known?.includes(each) === false);
  if (unknown !== undefined) {
    throw invalid(`${where} has ${quote(unknown)}, which means nothing; it may have ${known?.join(', ') ?? ''}`);
  }
  return value as Record<string, unknown>;
}

function invalid(message: string): FmuToolError {
  return new FmuToolError('actions-invalid', message);
}
