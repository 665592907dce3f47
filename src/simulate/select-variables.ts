/** Chooses variables by names and patterns: what is recorded and what is drawn. */
import { FmuToolError, quote } from '../fmu/error.js';
import type { SimulationVariable, VariableIndex } from './variables.js';

/** What people look at when they do not say what: the outputs; of a model without any, whatever may change. */
export function defaultRecord(index: VariableIndex): SimulationVariable[] {
  const outputs = index.filter(({ causality, isAlias }) => causality === 'output' && isAlias !== true);
  return outputs.length > 0 ? outputs : index.filter(mayChange);
}

function mayChange({ causality, variability }: SimulationVariable): boolean {
  return causality !== 'independent' && !['constant', 'fixed', 'parameter'].includes(variability);
}

/**
 * The variables that `names` stand for, each once, in the order of the names: a name itself, or a pattern in which `*`
 * stands for any characters and `?` for one. A variable whose name has such characters is found by it all the same.
 * @throws FmuToolError `unknown-variable` for a name that is none and a pattern that fits none
 */
export function selectVariables(index: VariableIndex, names: readonly string[]): SimulationVariable[] {
  const selected = new Set<SimulationVariable>();
  for (const name of names) for (const variable of named(index, name)) selected.add(variable);
  return [...selected];
}

function named(index: VariableIndex, name: string): readonly SimulationVariable[] {
  const exact = index.find(name);
  if (exact !== undefined) return [exact];
  const elements = index.elements(name);
  if (elements !== undefined) return elements;
  if (!/[*?]/.test(name)) return [index.require(name)];
  const isLike = wildcard(name);
  // Time is in the results anyhow.
  const found = index.all.filter(({ name: each, causality }) => causality !== 'independent' && isLike(each));
  if (found.length > 0) return found;
  throw new FmuToolError('unknown-variable', `no variable of the model is called like ${quote(name)}`);
}

/** Whether the whole of a name is like `pattern`, in which `*` stands for any characters and `?` for one. */
function wildcard(pattern: string): (name: string) => boolean {
  const [head = [], ...others] = pattern.split('*').map((part) => Array.from(part));
  const tail = others.pop();
  return (name) => {
    const units = Array.from(name);
    if (!isAt(units, 0, head)) return false;
    if (tail === undefined) return units.length === head.length;
    // The first place for each part leaves the most for those after it: no other needs to be tried.
    let at = head.length;
    for (const part of others) {
      while (at + part.length <= units.length && !isAt(units, at, part)) at++;
      at += part.length;
    }
    return at + tail.length <= units.length && isAt(units, units.length - tail.length, tail);
  };
}

function isAt(units: readonly string[], at: number, part: readonly string[]): boolean {
  return at + part.length <= units.length && part.every((unit, index) => unit === '?' || unit === units[at + index]);
}
