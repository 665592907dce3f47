/** The values of chosen variables as one frame: frames want them grouped by type, people in the order they chose. */
import { decodeValues, encodeValues } from '../runtime/frame-values.js';
import { ValueType, encodeFrame, typeRank, type SubFrame, type Value } from '../runtime/frames.js';
import { Signs } from './signs.js';
import type { SimulationVariable, VariableArray } from './simulation-variable.js';
import { parseValue } from './values.js';

/** What is got and set as a whole: a variable, or an array with those of its elements that were chosen. */
interface Whole {
  readonly reference: number;
  readonly array: VariableArray | undefined;
  /** For each chosen variable: its place among all that were chosen, and in the array. */
  readonly chosen: { readonly place: number; readonly element: number }[];
}

/** A frame for variables in any order. */
export class VariableFrame {
  readonly variables: readonly SimulationVariable[];
  /** The frame as the calls of a model take it. */
  readonly frame: Buffer;
  readonly #subFrames: readonly SubFrame[];
  /** In the order of the values of the frame. */
  readonly #wholes: readonly { readonly type: number; readonly whole: Whole }[];
  readonly #signs: Signs;

  constructor(variables: readonly SimulationVariable[]) {
    this.variables = variables;
    this.#signs = new Signs(variables);
    const groups = [...byType(variables)].sort(([a], [b]) => typeRank(a) - typeRank(b));
    this.#subFrames = groups.map(([type, wholes]) => subFrameOf(type, wholes));
    this.#wholes = groups.flatMap(([type, wholes]) => wholes.map((whole) => ({ type, whole })));
    this.frame = encodeFrame(this.#subFrames);
  }

  /**
   * The bytes of values that stand in the order of the variables, one each. Elements of arrays that were not chosen have
   * their start values.
   */
  encode(values: readonly Value[]): Buffer {
    const own = this.#signs.turn(values);
    return encodeValues(
      this.#subFrames,
      this.#wholes.flatMap(({ type, whole }) => valuesOf(type, whole, own)),
    );
  }

  /** The values in the order of the variables. */
  decode(bytes: Uint8Array): readonly Value[] {
    const values = decodeValues(this.#subFrames, bytes);
    const result = new Array<Value>(this.variables.length);
    let begin = 0;
    for (const { whole } of this.#wholes) {
      for (const { place, element } of whole.chosen) {
        const value = values[begin + element];
        if (value !== undefined) result[place] = value;
      }
      begin += whole.array?.count ?? 1;
    }
    return this.#signs.turn(result);
  }
}

function byType(variables: readonly SimulationVariable[]): Map<number, Whole[]> {
  const groups = new Map<number, Whole[]>();
  const arrays = new Map<VariableArray, Whole>();
  variables.forEach(({ type, reference, element }, place) => {
    const known = element && arrays.get(element.array);
    if (known !== undefined) {
      known.chosen.push({ place, element: element?.place ?? 0 });
      return;
    }
    const whole: Whole = { reference, array: element?.array, chosen: [{ place, element: element?.place ?? 0 }] };
    if (element !== undefined) arrays.set(element.array, whole);
    const group = groups.get(type);
    if (group === undefined) groups.set(type, [whole]);
    else group.push(whole);
  });
  return groups;
}

function subFrameOf(type: number, wholes: readonly Whole[]): SubFrame {
  const references = wholes.map(({ reference }) => reference);
  if (wholes.every(({ array }) => array === undefined)) return { type, references };
  return { type, references, elements: wholes.map(({ array }) => array?.count ?? 1) };
}

function valuesOf(type: number, { array, chosen }: Whole, own: readonly Value[]): Value[] {
  if (array === undefined) return chosen.flatMap(({ place }) => own[place] ?? []);
  const values = Array.from({ length: array.count }, (_, place) => startOf(array, place) ?? nothing(type));
  for (const { place, element } of chosen) {
    const value = own[place];
    if (value !== undefined) values[element] = value;
  }
  return values;
}

function startOf(array: VariableArray, place: number): Value | undefined {
  const text = array.startText(place);
  try {
    return text === undefined ? undefined : parseValue(text, array.whole);
  } catch {
    return undefined; // the model description is wrong there, which is said elsewhere
  }
}

/** The value of an element that the description has no start value for. */
function nothing(type: number): Value {
  switch (type) {
    case ValueType.String:
      return '';
    case ValueType.Binary:
      return Buffer.alloc(0);
    case ValueType.Int64:
    case ValueType.UInt64:
      return 0n;
    case ValueType.Boolean:
    case ValueType.Boolean2:
    case ValueType.Clock:
      return false;
    default:
      return 0;
  }
}
