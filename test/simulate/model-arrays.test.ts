// Arrays of FMI 3.0, element by element.
import { describe, expect, it } from 'vitest';
import { decodeValues } from '../../src/runtime/frame-values.js';
import { ValueType } from '../../src/runtime/frames.js';
import { parseInputCsv } from '../../src/simulate/input-csv.js';
import { ModelArray } from '../../src/simulate/model-arrays.js';
import { selectVariables } from '../../src/simulate/select-variables.js';
import { VariableFrame } from '../../src/simulate/variable-frame.js';
import { VariableIndex } from '../../src/simulate/variables.js';
import { variable } from './model-variables.js';

const matrix = new ModelArray(variable('m', { reference: 7 }), [2, 3], ['1', '2', '3', '4', '5', '6']);
const names = (array: ModelArray): string[] => array.elements().map(({ name }) => name);

describe('the elements of an array', () => {
  it('are named by their indices, of which the last one changes fastest', () => {
    expect(names(matrix)).toEqual(['m[1,1]', 'm[1,2]', 'm[1,3]', 'm[2,1]', 'm[2,2]', 'm[2,3]']);
    expect(names(new ModelArray(variable('x'), [2], undefined))).toEqual(['x[1]', 'x[2]']);
    expect(names(new ModelArray(variable('x'), [2, 1, 2], undefined))).toEqual([
      'x[1,1,1]',
      'x[1,1,2]',
      'x[2,1,1]',
      'x[2,1,2]',
    ]);
    expect(names(new ModelArray(variable('x'), [3, 0], undefined))).toEqual([]);
  });

  it.each(['2,3', '1,1', '1,3'])('are found by their indices: %s', (indices) => {
    const { name, element } = matrix.find(indices)!;
    expect(name).toBe(`m[${indices}]`);
    expect(matrix.elements()[element!.place]?.name).toBe(name);
  });

  it.each(['', '1', '0,1', '1,4', '3,1', '1,1,1', '01,1', '1, 1', '1e0,1', '9007199254740993,1'])(
    'are not found by other texts: %s',
    (indices) => expect(matrix.find(indices)).toBeUndefined(),
  );

  it('are not made where there are millions, but for single ones', () => {
    const huge = new ModelArray(variable('x'), [2 ** 20, 2 ** 20], undefined);
    expect(() => huge.elements()).toThrow(/"x" has 1099511627776 elements, more than 1000000/);
    expect(huge.find('2,1')?.element?.place).toBe(2 ** 20);
    const index = new VariableIndex([huge, variable('y')]);
    expect(index.count).toBe(2 ** 40 + 1);
    expect(index.find('x[1048576,1048576]')?.element?.place).toBe(2 ** 40 - 1);
  });
});

describe('an index with arrays', () => {
  const empty = new ModelArray(variable('none'), [0], undefined);
  const index = new VariableIndex([variable('y'), matrix, empty]);

  it('has them by their elements, and whole', () => {
    expect(index.all.map(({ name }) => name)).toEqual(['y', ...names(matrix)]);
    expect(index.find('m')).toBeUndefined();
    expect(index.elements('m')).toHaveLength(6);
    expect(index.elements('none')).toEqual([]);
    expect(index.elements('y')).toBeUndefined();
    expect(selectVariables(index, ['m', 'y', 'none', 'm[1,1]'])).toHaveLength(7);
    expect(selectVariables(index, ['m[?,2]']).map(({ name }) => name)).toEqual(['m[1,2]', 'm[2,2]']);
    expect(() => index.require('m')).toThrow(/"m" is an array; name one of its elements/);
  });
});

describe('a frame with arrays', () => {
  const words = new ModelArray(variable('w', { reference: 8, type: ValueType.String }), [2], ['a']);
  const chosen = [matrix.find('2,1')!, variable('y', { reference: 3 }), words.find('2')!, matrix.find('1,2')!];
  const frame = new VariableFrame(chosen);

  it('gets and sets whole arrays, with start values where nothing is given', () => {
    const bytes = frame.encode([40, 30, 'b', 20]);
    const subFrames = [
      { type: 0x31, references: [7, 3], elements: [6, 1] },
      { type: 0x41, references: [8], elements: [2] },
    ];
    expect(decodeValues(subFrames, bytes)).toEqual([1, 20, 3, 40, 5, 6, 30, 'a', 'b']);
    expect(frame.decode(bytes)).toEqual([40, 30, 'b', 20]);
  });

  it('has zeros where the description has no start values', () => {
    for (const [type, zero] of [
      [ValueType.Int64, 0n],
      [ValueType.UInt8, 0],
      [ValueType.Boolean2, false],
      [ValueType.Binary, Buffer.alloc(0)],
    ] as const) {
      const array = new ModelArray(variable('x', { type }), [2], ['no value']);
      const some = new VariableFrame([array.find('1')!]);
      const one =
        type === ValueType.Int64 ? 5n : type === ValueType.UInt8 ? 5 : type === ValueType.Binary ? Buffer.of(5) : true;
      expect(decodeValues([{ type, references: [0], elements: [2] }], some.encode([one]))).toEqual([one, zero]);
    }
  });
});

describe('inputs from a file', () => {
  const sized = (size: number): VariableIndex => {
    const array = new ModelArray(variable('x', { variability: 'discrete' }), [size], undefined);
    return new VariableIndex([array, matrix, variable('u')]);
  };
  const at = (text: string, size = 2): unknown => parseInputCsv(text, sized(size)).at(0);

  it('give a whole array as one value, with blanks between those of its elements', () => {
    expect(at('time,x,u\n0,1.5 -2,7\n')).toEqual([1.5, -2, 7]);
    expect(at('time;u;m\n0;7;1,5 2,5 3 4 5 6\n')).toEqual([7, 1.5, 2.5, 3, 4, 5, 6]);
    expect(at('time,"m[2,3]",x\n0,9,  4\t5 \n')).toEqual([9, 4, 5]);
  });

  it.each([0, 1, 2, 100_000])('give %i elements', (size) => {
    const values = Array.from({ length: size }, (_, place) => place / 4);
    expect(at(`time,u,x\n0,3,${values.join(' ')}\n`, size)).toEqual([3, ...values]);
  });

  it('are refused where there are more or fewer values, or the same element is there twice', () => {
    expect(() => at('time,x\n0,1\n')).toThrow(
      /line 2.*"x" has 2 elements, and 1 values are given for it; give one for each/,
    );
    expect(() => at('time,x\n0,1 2 3\n')).toThrow(/"x" has 2 elements, and 3 values/);
    expect(() => at('time,x\n0,1 b\n')).toThrow(/line 2/);
    expect(() => at('time,x,x[2]\n0,1 2,3\n')).toThrow(/the column "x\[2\]" is there twice/);
  });
});
