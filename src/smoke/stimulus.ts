/**
 * What the inputs are given, so that something happens: the start values for a while, then variations that are the same
 * in every run, each input out of step with the others, within what the model description admits.
 */
import type { ModelDescription, TypeDefinition, Variable } from '../fmu/model-description.js';
import { ValueType, type Value } from '../runtime/frames.js';
import { negated } from '../simulate/signs.js';
import { boundsOf, fitted, startValue, type Signals } from './signals.js';

/** Values of the inputs for a step, counted from 0. */
export type Stimulus = (step: number) => readonly Value[];

/** Steps in which every input keeps its start value. */
const QUIET_STEPS = 2;
/** Pointers in disguise, as OSMP has them: any other value than the start value makes a model read foreign memory. */
const POINTER_PART = /(^|\.)(base\.(lo|hi)|size)$/;

/** Every input keeps its start value. */
export function heldInputs(description: ModelDescription, inputs: Signals): Stimulus {
  const types = typesOf(description);
  const values = declared(description, inputs).map((each) => own(each, startValue(each.variable, types)));
  return () => values;
}

/** Every input varies, a few times in so many steps. */
export function variedInputs(description: ModelDescription, inputs: Signals, steps: number): Stimulus {
  const types = typesOf(description);
  const waves = declared(description, inputs).map((input, index) => ({
    input,
    value: wave(input.variable, index, steps, types),
  }));
  return (step) => waves.map(({ input, value }) => own(input, value(step)));
}

/** An input, and what is declared of it. */
interface DeclaredInput {
  readonly variable: Variable;
  /** Whether its values are integers of 64 bits. */
  readonly wide: boolean;
}

/** The value that the model has for one of a variable, whose bounds are those of the variable. */
function own({ variable, wide }: DeclaredInput, value: Value): Value {
  if (wide && typeof value === 'number') return BigInt(value);
  return variable.alias === 'negatedAlias' ? negated(value) : value;
}

function typesOf(description: ModelDescription): ReadonlyMap<string, TypeDefinition> {
  return new Map(description.types.map((type) => [type.name, type]));
}

/** The variables as they are declared, which has their bounds; an element of an array as a variable with its start value. */
function declared({ variables }: ModelDescription, signals: Signals): DeclaredInput[] {
  const names = new Map(variables.map((each) => [each.name, each]));
  return signals.variables.flatMap(({ name, type, element }) => {
    const found = names.get(element?.array.whole.name ?? name);
    if (found === undefined) return [];
    const wide = type === ValueType.Int64 || type === ValueType.UInt64;
    const start = element?.array.startText(element.place);
    const variable = element === undefined ? found : { ...found, start: start === undefined ? [] : [start] };
    return [{ variable, wide }];
  });
}

function wave(
  variable: Variable,
  index: number,
  steps: number,
  types: ReadonlyMap<string, TypeDefinition>,
): (step: number) => Value {
  const start = startValue(variable, types);
  const { min, max } = boundsOf(variable, types);
  const period = Math.max(4, Math.round(steps / (4 + (index % 3))));
  const since = (step: number): number => Math.max(0, step - QUIET_STEPS + 1);
  const quarters = (step: number): number => Math.ceil((since(step) * 4) / period);
  if (variable.type === 'Enumeration') {
    const items = types.get(variable.declaredType ?? '')?.items.map(({ value }) => Number(value)) ?? [];
    const first = Math.max(0, items.indexOf(Number(start)));
    return (step) => (quarters(step) === 0 ? start : (items[(first + quarters(step)) % items.length] ?? start));
  }
  if (typeof start === 'boolean') return (step) => (quarters(step) % 2 === 0 ? start : !start);
  if (typeof start === 'string') return (step) => (quarters(step) === 0 ? start : `${start}${quarters(step)}`);
  if (typeof start !== 'number' || POINTER_PART.test(variable.name) || !Number.isFinite(start)) return () => start;
  const within = (value: number): number => Math.min(Math.max(value, min), max);
  const whole = variable.type !== 'Real' && variable.type !== 'Float64' && variable.type !== 'Float32';
  if (whole) {
    return (step) => (quarters(step) === 0 ? start : fitted(variable, within(start + (quarters(step) % 4))));
  }
  const size = amplitude(variable, start, max - min);
  return (step) => (since(step) === 0 ? start : within(start + size * triangle(since(step) / period)));
}

/** How far a real goes from its start value: a part of its range, of itself, its nominal value, or 1. */
function amplitude({ nominal }: Variable, start: number, range: number): number {
  if (Number.isFinite(range)) return range / 4;
  if (start !== 0) return Math.abs(start) / 4;
  const usual = Math.abs(Number(nominal ?? 1));
  return Number.isFinite(usual) && usual > 0 ? usual : 1;
}

/** 0, 1, 0, -1, 0 at 0, 1/4, 1/2, 3/4, 1: of sums and products only, so that it is the same on every machine. */
function triangle(turns: number): number {
  const phase = turns - Math.floor(turns);
  if (phase < 0.25) return 4 * phase;
  return phase < 0.75 ? 2 - 4 * phase : 4 * phase - 4;
}
