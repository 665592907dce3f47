import { describe, expect, it } from 'vitest';
import { Proposition, type Vocabulary } from '../../../src/explore/atoms/proposition.js';
import { AtomError } from '../../../src/plug/space.js';
import { ValueType, type Value } from '../../../src/runtime/frames.js';
import { VariableIndex, type SimulationVariable } from '../../../src/simulate/variables.js';
import { variable } from '../../simulate/model-variables.js';

const literal = (name: string, value: string) => ({ name, value, description: undefined });
const VARIABLES: Readonly<Record<string, readonly [Partial<SimulationVariable>, Value]>> = {
  h: [{}, 0.05],
  'der(h)': [{}, -2],
  'der(a.b[2],2)': [{}, 7],
  'der(der(h))': [{}, 9],
  x: [{}, 1],
  'x[1].y': [{}, 3],
  'x[1,2]': [{}, 4],
  'x.startsWith': [{}, 5],
  brake: [{ type: ValueType.Boolean2 }, false],
  count: [{ type: ValueType.Integer }, 10],
  wide: [{ type: ValueType.Int64 }, 12n],
  lost: [{ type: ValueType.UInt64 }, 9007199254740993n],
  single: [{ type: ValueType.Float32 }, 0.5],
  tick: [{ type: ValueType.Clock }, true],
  label: [{ type: ValueType.String }, 'warm "enough"'],
  data: [{ type: ValueType.Binary }, Buffer.from('abc')],
  mode: [{ type: ValueType.Integer, items: [literal('eco', '1'), literal('full', '-7')] }, -7],
  'a strange / name': [{}, 11],
  nan: [{}, NaN],
  größe: [{}, 6],
};

const index = new VariableIndex(Object.entries(VARIABLES).map(([name, [changes]]) => variable(name, changes)));
const vocabulary: Vocabulary = { find: (name) => index.find(name), alike: (name) => index.alike(name) };

function holds(text: string, time = 2): boolean {
  return new Proposition(text, vocabulary).holds({ time, valueOf: ({ name }) => VARIABLES[name]?.[1] });
}

function complaint(text: string, words: Vocabulary = vocabulary): string {
  try {
    new Proposition(text, words).holds({ time: 0, valueOf: ({ name }) => VARIABLES[name]?.[1] });
  } catch (error) {
    if (error instanceof AtomError) return error.message;
    throw error;
  }
  throw new Error(`"${text}" is understood`);
}

describe('a proposition', () => {
  it.each([
    ['h < 0.1 && !brake', true],
    ['h<0.1&&!brake', true],
    ['h > 0', true],
    ['h > 1', false],
    ['h == 5e-2', true],
    ['-h < .1', true],
    ['true', true],
    ['// the height\nh < 1', true],
    ['h < 1 // metres', true],
  ])('compares reals with numbers in every spelling: %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it.each([
    ['der(h) == -2'],
    ['der( h ) == -2.0'],
    ['der(a.b[2], 2) == 7'],
    ['der(der(h)) == 9'],
    ['x[1].y == 3'],
    ['x [ 1 ] . y == 3'],
    ['x[1,2] == 4'],
    ['x[1, 2] + x[1].y == 7'],
    ['x == 1'],
    ['x.startsWith == 5'],
    ['größe == 6'],
    ['`a strange / name` == 11'],
    ['`h` < 1'],
  ])('knows variables by the names that they have in the model: %s', (text) => {
    expect(holds(text)).toBe(true);
  });

  it.each([
    ['count == 10'],
    ['count * 2 == 20'],
    ['count * 0.5 == 5'],
    ['count / 4 == 2.5'],
    ['count % 3 == 1'],
    ['count == 0xA'],
    ['count == 10u'],
    ['count in [1, 10]'],
    ['wide == 12 && wide * h == 0.6000000000000001'],
    ['single == 0.5'],
    ['size(label) == 13'],
    ['size(label) * 2 == 26 && size(label) + h > 13'],
    ['1e400 > count && -1e400 < count'],
    ['1180591620717411303424 > count'],
    ['max(count, x) == 10 && abs(-count) == 10 && floor(h) == 0'],
  ])('computes with reals, whatever the type of a variable: %s', (text) => {
    expect(holds(text)).toBe(true);
  });

  it.each([
    ['mode == "full"', true],
    ["mode != 'full'", false],
    ['"eco" == mode', false],
    ['mode == -7', true],
    ['mode in ["eco", "full"]', true],
    ['mode in ["eco"]', false],
  ])('takes literals of enumerations by name or number: %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it.each([
    ['label == "warm \\"enough\\""'],
    ["label.startsWith('warm') && tick"],
    ['!label.contains("h < 1")'],
    ['data == b"abc"'],
    ['[h, x].exists(each, each > 0.5)'],
    ['time == 2'],
    ['tick ? h < 1 : false'],
    ['isNaN(nan) && !(nan < 1) && !(nan >= 1)'],
  ])('leaves to CEL what is of CEL: %s', (text) => {
    expect(holds(text)).toBe(true);
  });

  it('says where it is wrong, in the text as it was given', () => {
    expect(complaint('x[1].y > 1 && hh < 0.1')).toBe(
      'the model has no variable "hh" (did you mean "h"?)\n  x[1].y > 1 && hh < 0.1\n                ^',
    );
    expect(complaint('der(h) <')).toBe('Unexpected token: EOF\n  der(h) <\n          ^');
    expect(complaint('h < 1 &&\n  x[1].y + brake > 2')).toBe(
      'no such overload: number + bool\n    x[1].y + brake > 2\n    ^',
    );
    expect(complaint('h + 1')).toBe('a proposition is true or false, and this is a number\n  h + 1\n  ^');
    expect(complaint('brake && mode == "ful"')).toBe(
      '"mode" is never "ful"; it is one of "eco", "full"\n  brake && mode == "ful"\n                   ^',
    );
    expect(complaint('`no` > 1')).toContain('the model has no variable "no"');
    expect(complaint('')).toContain('^');
    expect(complaint('h = 1')).toContain('^');
    expect(complaint('"open')).toContain('^');
    expect(complaint('nothing(h)')).toContain('^');
  });

  it('has no truth where a number of 64 bits is no real', () => {
    expect(complaint('lost > 1')).toContain('"lost" is 9007199254740993');
    expect(complaint('wide == 9007199254740993')).toBe(
      'propositions compute with reals, which have no such number\n  wide == 9007199254740993\n          ^',
    );
  });

  it('says why it may not speak of the time', () => {
    const timeless: Vocabulary = { ...vocabulary, noTime: 'there is no time' };
    expect(complaint('h > 0 && time > 1', timeless)).toBe('there is no time\n  h > 0 && time > 1\n           ^');
    expect(new Proposition('h > 0', timeless).variables.map(({ name }) => name)).toEqual(['h']);
  });

  it('lists each variable once', () => {
    const { variables } = new Proposition('h > 0 && h < x && time > 0', vocabulary);
    expect(variables.map(({ name }) => name)).toEqual(['h', 'x']);
  });

  it('is refused beyond all reason, and costs no more time than its length', () => {
    expect(complaint('!'.repeat(100_000))).toContain('more than 65536 characters');
    expect(complaint('('.repeat(60_000))).toBeTruthy();
    expect(complaint('"'.repeat(60_001))).toBeTruthy();
    expect(complaint('der('.repeat(16_000))).toBeTruthy();
    expect(complaint(`x${'.y'.repeat(30_000)}`)).toBeTruthy();
  });
});
