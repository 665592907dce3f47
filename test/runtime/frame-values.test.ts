import { endianness } from 'node:os';
import { describe, expect, it } from 'vitest';
import { fc } from '../random.js';
import {
  decodeValues,
  encodeValues,
  MalformedValues,
  swapValues,
  valuesLength,
} from '../../src/runtime/frame-values.js';
import {
  encodeFrame,
  HOST_ORDER,
  TYPE_ORDER,
  valueCount,
  ValueType,
  type ByteOrder,
  type SubFrame,
  type Value,
} from '../../src/runtime/frames.js';

const ORDERS: readonly ByteOrder[] = ['little', 'big'];
const OTHER = HOST_ORDER === 'little' ? 'big' : 'little';

interface Example {
  readonly title: string;
  readonly subFrames: readonly SubFrame[];
  readonly values: readonly Value[];
  readonly little: string;
  readonly big: string;
}

/** Frames and their bytes by RFMI 1.1.3 and 1.1.4. A blank stands between two values; '|' before padding. */
const EXAMPLES: readonly Example[] = [
  { title: 'nothing', subFrames: [], values: [], little: '', big: '' },
  {
    title: 'reals',
    subFrames: [{ type: 0x31, references: [1, 2] }],
    values: [1.5, -2],
    little: '000000000000f83f 00000000000000c0',
    big: '3ff8000000000000 c000000000000000',
  },
  {
    title: 'integers, negative ones too',
    subFrames: [{ type: 0x21, references: [1, 2, 3] }],
    values: [-2, 2147483647, -2147483648],
    little: 'feffffff ffffff7f 00000080',
    big: 'fffffffe 7fffffff 80000000',
  },
  {
    title: 'Booleans of FMI 1.0 and of 2.0, with padding between them',
    subFrames: [
      { type: 0x11, references: [1, 2, 3] },
      { type: 0x12, references: [1, 2] },
      { type: 0x11, references: [4] },
    ],
    values: [true, false, true, true, false, true],
    little: '01 00 01 |00 01000000 00000000 01',
    big: '01 00 01 |00 00000001 00000000 01',
  },
  {
    title: 'texts, each padded to 4 bytes',
    subFrames: [{ type: 0x41, references: [1, 2, 3, 4] }],
    values: ['', 'abc', 'abcd', 'hé'],
    little: '01000000 00|000000 04000000 61626300 05000000 6162636400|000000 04000000 68c3a900',
    big: '00000001 00|000000 00000004 61626300 00000005 6162636400|000000 00000004 68c3a900',
  },
  {
    title: 'binaries, without a zero of their own',
    subFrames: [{ type: 0x51, references: [1, 2, 3] }],
    values: [Buffer.alloc(0), Buffer.from('00ff', 'hex'), Buffer.from('deadbeef', 'hex')],
    little: '00000000 02000000 00ff|0000 04000000 deadbeef',
    big: '00000000 00000002 00ff|0000 00000004 deadbeef',
  },
  {
    title: 'the types of FMI 3.0, at their ends',
    subFrames: [
      { type: 0x126, references: [1, 2] },
      { type: 0x127, references: [1] },
      { type: 0x125, references: [1] },
      { type: 0x131, references: [1] },
      { type: 0x123, references: [1] },
      { type: 0x124, references: [1] },
      { type: 0x121, references: [1] },
      { type: 0x122, references: [1] },
      { type: 0x161, references: [1, 2] },
    ],
    values: [-(2n ** 63n), 2n ** 53n + 1n, 2n ** 64n - 1n, 4294967295, 1.5, -32768, 65535, -128, 255, true, false],
    little: '0000000000000080 0100000000002000 ffffffffffffffff ffffffff 0000c03f' + '0080 ffff 80 ff 01 00',
    big: '8000000000000000 0020000000000001 ffffffffffffffff ffffffff 3fc00000' + '8000 ffff 80 ff 01 00',
  },
  {
    title: 'arrays, of no elements too',
    subFrames: [
      { type: 0x123, references: [1, 2, 3], elements: [2, 0, 1] },
      { type: 0x41, references: [4, 5], elements: [0, 2] },
      { type: 0x31, references: [6], elements: [1] },
    ],
    values: [1, -1, 2, 'a', '', 1],
    little: '0100 ffff 0200 |0000 02000000 6100|0000 01000000 00|000000 000000000000f03f',
    big: '0001 ffff 0002 |0000 00000002 6100|0000 00000001 00|000000 3ff0000000000000',
  },
  {
    title: 'one of each, in the order that needs no padding',
    subFrames: [
      { type: 0x31, references: [1] },
      { type: 0x21, references: [1] },
      { type: 0x12, references: [1] },
      { type: 0x51, references: [1] },
      { type: 0x41, references: [1] },
    ],
    values: [0.1, 7, true, Buffer.from('01', 'hex'), 'x'],
    little: '9a9999999999b93f 07000000 01000000 01000000 01|000000 02000000 7800|0000',
    big: '3fb999999999999a 00000007 00000001 00000001 01|000000 00000002 7800|0000',
  },
  {
    title: 'one of each, in the order that needs most padding',
    subFrames: [
      { type: 0x11, references: [1] },
      { type: 0x31, references: [1] },
      { type: 0x11, references: [1] },
      { type: 0x41, references: [1] },
      { type: 0x31, references: [1] },
      { type: 0x11, references: [1] },
      { type: 0x51, references: [1] },
      { type: 0x21, references: [1] },
    ],
    values: [true, 1, true, 'a', -1, false, Buffer.from('ff', 'hex'), 3],
    little:
      '01|00000000000000 000000000000f03f 01|000000 02000000 6100|0000 |00000000' +
      '000000000000f0bf 00|000000 01000000 ff|000000 03000000',
    big:
      '01|00000000000000 3ff0000000000000 01|000000 00000002 6100|0000 |00000000' +
      'bff0000000000000 00|000000 00000001 ff|000000 00000003',
  },
  {
    title: 'sub-frames without references, which are aligned too',
    subFrames: [
      { type: 0x11, references: [1] },
      { type: 0x31, references: [] },
      { type: 0x11, references: [1] },
    ],
    values: [true, true],
    little: '01|00000000000000 01',
    big: '01|00000000000000 01',
  },
  {
    title: 'a sub-frame without texts between others, as native/runner/test/program_test.cpp has it',
    subFrames: [
      { type: 0x11, references: [7] },
      { type: 0x41, references: [] },
      { type: 0x11, references: [8] },
    ],
    values: [true, true],
    little: '01|000000 01',
    big: '01|000000 01',
  },
];
const CASES = EXAMPLES.flatMap((example) => ORDERS.map((order) => ({ ...example, order })));

const bytesOf = (example: Example, order: ByteOrder) => Buffer.from(example[order].replace(/[ |]/g, ''), 'hex');
const buffers = (values: readonly Value[]) =>
  values.map((each) => (each instanceof Uint8Array ? Buffer.from(each) : each));

describe('the values of a frame', () => {
  it('are numbered by type as specified', () => {
    expect(ValueType).toMatchObject({ Boolean: 17, Boolean2: 18, Integer: 33, Real: 49, String: 65, Binary: 81 });
    const own = Object.values(ValueType).filter((type) => type > 0x00ff);
    expect(own).toHaveLength(9);
    expect(own.every((type) => type < 0x0200)).toBe(true);
    expect([...new Set<number>(TYPE_ORDER)].sort()).toEqual([...Object.values(ValueType)].sort());
    expect(HOST_ORDER).toBe(endianness() === 'LE' ? 'little' : 'big');
  });

  it.each(EXAMPLES)('are written as specified: $title', (example) => {
    const bytes = encodeValues(example.subFrames, example.values);
    expect(bytes.toString('hex')).toBe(bytesOf(example, HOST_ORDER).toString('hex'));
  });

  it.each(CASES)('are read as specified: $title ($order)', (example) => {
    const bytes = bytesOf(example, example.order);
    expect(decodeValues(example.subFrames, bytes, example.order)).toEqual(example.values);
    expect(valuesLength(example.subFrames, bytes, example.order)).toBe(bytes.length);
    // Elsewhere in memory, at an odd address, with something after them.
    const apart = new Uint8Array(bytes.length + 8).fill(0xee);
    apart.set(bytes, 3);
    const view = apart.subarray(3);
    expect(buffers(decodeValues(example.subFrames, view, example.order))).toEqual(example.values);
    expect(valuesLength(example.subFrames, view, example.order)).toBe(bytes.length);
  });

  it.each(CASES)('are turned into the other byte order: $title (from $order)', (example) => {
    const { order, subFrames } = example;
    const bytes = bytesOf(example, order);
    const before = bytes.toString('hex');
    const other = bytesOf(example, order === 'little' ? 'big' : 'little').toString('hex');
    expect(swapValues(subFrames, bytes, order).toString('hex')).toBe(other);
    expect(swapValues(subFrames, Buffer.concat([bytes, Buffer.alloc(5, 1)]), order).toString('hex')).toBe(other);
    expect(bytes.toString('hex')).toBe(before);
  });

  it.each(CASES)('that end early are malformed: $title ($order)', (example) => {
    const bytes = bytesOf(example, example.order);
    for (let length = 0; length < bytes.length; ++length) {
      const short = bytes.subarray(0, length);
      expect(() => valuesLength(example.subFrames, short, example.order), `${length}`).toThrow(MalformedValues);
      expect(() => decodeValues(example.subFrames, short, example.order)).toThrow(MalformedValues);
      expect(() => swapValues(example.subFrames, short, example.order)).toThrow(MalformedValues);
    }
  });

  it.each(ORDERS)('whose lengths lie are malformed (%s)', (order) => {
    const text: SubFrame = { type: ValueType.String, references: [1] };
    const binary: SubFrame = { type: ValueType.Binary, references: [1] };
    const length = (number: number) => {
      const bytes = Buffer.alloc(8);
      if (order === 'little') bytes.writeUInt32LE(number);
      else bytes.writeUInt32BE(number);
      return bytes;
    };
    for (const number of [5, 0x7fff_ffff, 0x8000_0000, 0xffff_fffc, 0xffff_ffff]) {
      expect(() => valuesLength([text], length(number), order)).toThrow(
        '8 bytes are too few for the values of the frame',
      );
      expect(() => valuesLength([binary], length(number), order)).toThrow(MalformedValues);
    }
    expect(() => valuesLength([text], length(0), order)).toThrow(
      'a text at byte 0 of the values does not end with a zero',
    );
    const unterminated = Buffer.concat([length(4).subarray(0, 4), Buffer.from('abcd')]);
    expect(() => valuesLength([text], unterminated, order)).toThrow(/does not end with a zero/);
    expect(valuesLength([binary], unterminated, order)).toBe(8);
  });

  it('of a type that does not exist are malformed', () => {
    for (const type of [0, 0x13, 0x32, 0xffff]) {
      expect(() => valuesLength([{ type, references: [] }], Buffer.alloc(8))).toThrow(MalformedValues);
    }
    expect(() => valuesLength([{ type: 0x99, references: [1] }], Buffer.alloc(8))).toThrow(
      'there is no type 0x0099 of values',
    );
  });

  it('end at their first zero, if they are texts', () => {
    const subFrames = [{ type: ValueType.String, references: [1] }];
    expect(encodeValues(subFrames, ['ab\0c']).subarray(4).toString('hex')).toBe('61620000');
    const bytes = swapToHost(subFrames, Buffer.from('0000000461006200', 'hex'));
    expect(decodeValues(subFrames, bytes)).toEqual(['a']);
  });

  it('are true if they are not zero', () => {
    const subFrames = [
      { type: ValueType.Boolean2, references: [1] },
      { type: ValueType.Boolean, references: [1] },
    ];
    expect(decodeValues(subFrames, Buffer.from('ffffffff80', 'hex'))).toEqual([true, true]);
  });

  it('keep every bit of a real', () => {
    const subFrames = [{ type: ValueType.Real, references: [1] }];
    // A signalling NaN with a payload.
    const bytes = Buffer.from('7ff4000000000abc', 'hex');
    expect(swapValues(subFrames, bytes, 'big').toString('hex')).toBe('bc0a00000000f47f');
  });

  it('that do not fit their sub-frames are a mistake of the caller', () => {
    const one = (type: number): SubFrame[] => [{ type, references: [1] }];
    expect(() => encodeValues(one(0x31), [])).toThrow(TypeError);
    expect(() => encodeValues(one(0x31), [1, 2])).toThrow(RangeError);
    expect(() => encodeValues(one(0x31), ['1'])).toThrow(TypeError);
    expect(() => encodeValues(one(0x21), [1.5])).toThrow(TypeError);
    expect(() => encodeValues(one(0x21), [2 ** 31])).toThrow(TypeError);
    expect(() => encodeValues(one(0x12), [1])).toThrow(TypeError);
    expect(() => encodeValues(one(0x41), [Buffer.alloc(1)])).toThrow(TypeError);
    expect(() => encodeValues(one(0x51), ['x'])).toThrow(TypeError);
  });
});

describe('the definition of a frame', () => {
  it('is a number of sub-frames, each with its type and references', () => {
    const bytes = encodeFrame([
      { type: ValueType.Real, references: [1, 0xffff_ffff] },
      { type: ValueType.String, references: [] },
    ]);
    const little = '02000000 3100 0000 02000000 01000000 ffffffff 4100 0000 00000000';
    const big = '00000002 0031 0000 00000002 00000001 ffffffff 0041 0000 00000000';
    expect(bytes.toString('hex')).toBe((HOST_ORDER === 'little' ? little : big).replaceAll(' ', ''));
  });

  it('may be empty', () => expect(encodeFrame([]).toString('hex')).toBe('00000000'));
});

describe('any frame', () => {
  const value: Readonly<Record<number, fc.Arbitrary<Value>>> = {
    [ValueType.Boolean]: fc.boolean(),
    [ValueType.Boolean2]: fc.boolean(),
    [ValueType.Integer]: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    [ValueType.Real]: fc.double(),
    [ValueType.Int8]: fc.integer({ min: -128, max: 127 }),
    [ValueType.UInt8]: fc.nat(255),
    [ValueType.Int16]: fc.integer({ min: -32768, max: 32767 }),
    [ValueType.UInt16]: fc.nat(65535),
    [ValueType.UInt32]: fc.nat(0xffff_ffff),
    [ValueType.Int64]: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    [ValueType.UInt64]: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    [ValueType.Float32]: fc.float(),
    [ValueType.Clock]: fc.boolean(),
    [ValueType.String]: fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
    [ValueType.Binary]: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  };
  const scalars = fc.constantFrom(...Object.values(ValueType)).chain((type) =>
    fc.array(value[type]!, { maxLength: 5 }).map((values) => ({
      subFrame: { type: type, references: values.map((_, index) => index) },
      values,
    })),
  );
  const arrays = fc.constantFrom(...Object.values(ValueType)).chain((type) =>
    fc.array(fc.array(value[type]!, { maxLength: 4 }), { maxLength: 4 }).map((values) => ({
      subFrame: {
        type: type,
        references: values.map((_, index) => index),
        elements: values.map(({ length }) => length),
      },
      values: values.flat(),
    })),
  );
  const subFrame = fc.oneof(scalars, arrays);
  const frame = fc.array(subFrame, { maxLength: 8 }).map((parts) => ({
    subFrames: parts.map((part) => part.subFrame),
    values: parts.flatMap((part) => part.values),
  }));

  it('comes back as it was, in both byte orders', () => {
    fc.assert(
      fc.property(frame, ({ subFrames, values }) => {
        const bytes = encodeValues(subFrames, values);
        expect(valuesLength(subFrames, bytes)).toBe(bytes.length);
        expect(decodeValues(subFrames, bytes)).toEqual(values);
        const swapped = swapValues(subFrames, bytes, HOST_ORDER);
        expect(decodeValues(subFrames, swapped, OTHER)).toEqual(values);
        expect(swapValues(subFrames, swapped, OTHER).equals(bytes)).toBe(true);
      }),
    );
  });

  it.each([0xffff_ffff, 0x8000_0000, 9])('of an array that says it has %i elements is malformed at once', (count) => {
    const bytes = Buffer.alloc(8);
    for (const type of [ValueType.Real, ValueType.Int8, ValueType.String, ValueType.Binary]) {
      const one = { type, references: [1], elements: [count] };
      for (const subFrames of [[one], Array.from({ length: 100 }, () => one)]) {
        for (const order of ORDERS) {
          expect(() => decodeValues(subFrames, bytes, order)).toThrow(MalformedValues);
          expect(() => valuesLength(subFrames, bytes, order)).toThrow(MalformedValues);
        }
      }
    }
  });

  it('is read from any bytes, or they are malformed', () => {
    fc.assert(
      fc.property(
        frame,
        fc.uint8Array({ maxLength: 100 }),
        fc.constantFrom(...ORDERS),
        ({ subFrames }, bytes, order) => {
          let length: number | undefined;
          try {
            length = valuesLength(subFrames, bytes, order);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedValues);
          }
          if (length === undefined) return;
          expect(length).toBeLessThanOrEqual(bytes.length);
          const count = subFrames.reduce((sum, each) => sum + valueCount(each), 0);
          expect(decodeValues(subFrames, bytes, order).length).toBe(count);
          expect(swapValues(subFrames, bytes, order).length).toBe(length);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

function swapToHost(subFrames: readonly SubFrame[], big: Buffer): Buffer {
  return HOST_ORDER === 'big' ? big : swapValues(subFrames, big, 'big');
}
