/** Chooses variables by names and patterns: what is recorded and what is drawn. */
import { FmuToolError, quote } from '../fmu/error.js';
import type { SimulationVariable, VariableIndex } from './variables.js';

/** What people look at when they do not say what: the outputs; of a model without any, whatever may change. */
export function defaultRecord(index: VariableIndex): SimulationVariable[] {
  const outputs = index.all.filter(({ causality }) => causality === 'output');
  return outputs.length > 0 ? outputs : index.all.filter(mayChange);
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
  if (!/[*?]/.test(name)) return [index.require(name)];
  const pattern = wildcard(name);
  // Time is in the results anyhow.
  const found = index.all.filter(({ name: each, causality }) => causality !== 'independent' && pattern.test(each));
  if (found.length > 0) return found;
  throw new FmuToolError('unknown-variable', `no variable of the model is called like ${quote(name)}`);
}

function wildcard(name: string): RegExp {
  const source = name
    .replace(/\*+/g, '*')
    .replace(/[$()+.[\\\]^{|}]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'su');
}
