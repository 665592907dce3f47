/** What can be done to a model in one step: which inputs get which values, for how many steps, and under which condition. */
import { FmuToolError, quote } from '../fmu/error.js';
import type { Value } from '../runtime/frames.js';
import { formatValue, parseValue, seconds } from '../simulate/values.js';
import type { SimulationVariable, VariableIndex } from '../simulate/variables.js';
import { MOST_TRANSITIONS } from './search/state-table.js';

/** One thing that can be done. */
export interface Choice {
  /** What it is called; without it the values say it. */
  readonly name?: string | undefined;
  /** A proposition; without it it can be done always. */
  readonly guard?: string | undefined;
  /** New values; inputs that are not named keep theirs. */
  readonly set: ReadonlyMap<SimulationVariable, Value>;
  /** How many steps it takes. */
  readonly steps: number;
}

/** Values of an input, each of which can be chosen, as text. */
export type WantedChoice = readonly [name: string, values: readonly string[]];

/**
 * Every combination of the values; without any choices the one thing to do is a step.
 * @throws FmuToolError `choice`, `unknown-variable`, `value`
 */
export function combinations(index: VariableIndex, wanted: readonly WantedChoice[]): Choice[] {
  let choices: Choice[] = [{ set: new Map(), steps: 1 }];
  const seen = new Set<SimulationVariable>();
  for (const [name, texts] of wanted) {
    const variable = requireInput(index, name);
    if (seen.size === seen.add(variable).size)
      throw wrong(`${quote(name)} is chosen twice; name all its values at once`);
    const values = texts.map((text) => parseValue(text, variable));
    if (choices.length * values.length > MOST_TRANSITIONS) {
      throw wrong(`there are more than ${MOST_TRANSITIONS} combinations of choices; choose among fewer values`);
    }
    choices = choices.flatMap(({ set, steps }) =>
      values.map((value) => ({ set: new Map([...set, [variable, value]]), steps })),
    );
  }
  return choices;
}

/** @throws FmuToolError `choice`, `unknown-variable` for what is no input */
export function requireInput(index: VariableIndex, name: string): SimulationVariable {
  const variable = index.require(name);
  const isTunable = variable.variability === 'tunable' && variable.causality === 'parameter';
  if (variable.causality === 'input' || isTunable) return variable;
  throw wrong(`${quote(name)} is no input of the model but has the causality ${quote(variable.causality)}`);
}

/** The choice in words, such as `u=1 for 0.1 s`. */
export function inWords({ name, set, steps }: Choice, stepSize: number): string {
  const values = Array.from(set, ([variable, value]) => assignmentText(variable, value)).join(', ');
  const what = name ?? (values === '' ? 'step' : values);
  return `${what} for ${seconds(steps * stepSize)} s`;
}

/** A variable and its value in words, such as `mode=eco`. */
export function assignmentText({ name, items }: SimulationVariable, value: Value): string {
  const text = formatValue(value);
  return `${name}=${items.find((each) => each.value === text)?.name ?? text}`;
}

function wrong(message: string): FmuToolError {
  return new FmuToolError('choice', message);
}
