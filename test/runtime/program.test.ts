// Programs of every size: what is written is read again here by the rules of native/runner/program.hpp, byte by byte.
import { describe, expect, it } from 'vitest';
import { fc } from '../random.js';
import { encodeFrame, ValueType } from '../../src/runtime/frames.js';
import { ProgramWriter, readResult, type ProgramCall } from '../../src/runtime/program.js';

const NUMBERS: Readonly<Partial<Record<ProgramCall['call'], number>>> = {
  instantiate: 1,
  set: 6,
  get: 7,
  step: 8,
  setStates: 15,
  getStates: 16,
};

/** The counts that any list of anything is tried with: none, few, around every buffer at its beginning, and many. */
const COUNTS = [0, 1, 2, 3, 31, 32, 33, 127, 128, 129, 244, 245, 246, 255, 256, 257, 1023, 1024, 1025, 100_000];
const counts = fc.oneof(fc.constantFrom(...COUNTS), fc.nat(5000));

const frameOf = (count: number): Buffer =>
  encodeFrame([{ type: ValueType.Real, references: Array.from({ length: count }, (_, index) => index) }]);
const bytesOf = (count: number): Buffer => Buffer.alloc(8 * count, 0xa5);
const statesOf = (count: number): Float64Array => Float64Array.from({ length: count }, (_, index) => index + 0.5);

const call: fc.Arbitrary<ProgramCall> = fc.oneof(
  counts.map((count) => ({ call: 'get' as const, frame: frameOf(count) })),
  counts.map((count) => ({ call: 'set' as const, frame: frameOf(count), values: bytesOf(count) })),
  counts.map((count) => ({ call: 'setStates' as const, states: statesOf(count) })),
  counts.map((count) => ({ call: 'getStates' as const, count })),
  fc.constant({ call: 'step' as const, time: 1, size: 0.5, final: true }),
  fc.tuple(counts, counts, fc.nat(5), counts).map(([name, resources, categories, enumerations]) => ({
    call: 'instantiate' as const,
    kind: 'coSimulation' as const,
    visible: false,
    loggingOn: false,
    categories: Array.from({ length: categories }, (_, index) => `category ${index}`),
    eventMode: false,
    enumerations: Array.from({ length: enumerations }, (_, index) => 7 * index),
    name: 'n'.repeat(name),
    token: 't',
    resources: 'r'.repeat(resources),
  })),
);

/** What stands behind the head of a call, with the gap after it. */
function inputOf(each: ProgramCall): Buffer {
  const words = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
  switch (each.call) {
    case 'get':
      return Buffer.from(each.frame);
    case 'set':
      return Buffer.concat([padded(Buffer.concat([words(each.frame.length, 0), each.frame])), each.values]);
    case 'setStates':
      return Buffer.from(each.states.buffer);
    case 'getStates':
      return words(each.count, 0);
    case 'step':
      return Buffer.concat([Buffer.from(Float64Array.of(each.time, each.size).buffer), words(1, 0)]);
    case 'instantiate': {
      const texts = [each.name, each.token, each.resources, ...each.categories].map((text) => `${text}\0`);
      const numbers = words(1, 0, 0, each.categories.length, 0, each.enumerations.length, ...each.enumerations);
      return Buffer.concat([numbers, Buffer.from(texts.join(''))]);
    }
    default:
      throw new Error(`not made here: ${each.call}`);
  }
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 7)]);
}

function expected(calls: readonly ProgramCall[]): Buffer {
  return Buffer.concat(
    calls.map((each) => {
      const input = inputOf(each);
      const head = Buffer.from(Uint32Array.of(NUMBERS[each.call]!, input.length).buffer);
      return Buffer.concat([head, padded(input)]);
    }),
  );
}

describe('a program', () => {
  it('is what native/runner/program.hpp says, however much is in it and whatever was written before', () => {
    const program = fc.array(call, { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(program, { minLength: 1, maxLength: 3 }), (programs) => {
        const writer = new ProgramWriter();
        for (const calls of programs) {
          const { bytes, size } = writer.write(calls);
          expect(Buffer.compare(bytes.subarray(0, size), expected(calls))).toBe(0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each(COUNTS)('gets %d values with the first call of all', (count) => {
    const calls: ProgramCall[] = [{ call: 'get', frame: frameOf(count) }];
    const { bytes, size } = new ProgramWriter().write(calls);
    expect(Buffer.compare(bytes.subarray(0, size), expected(calls))).toBe(0);
  });
});

describe('a result', () => {
  it.each(COUNTS)('has %d values, states and derivatives', (count) => {
    const values = padded(bytesOf(count));
    const output = Buffer.concat([Buffer.from(Uint32Array.of(8 * count, 0).buffer), values]);
    const head = Buffer.alloc(64);
    head.writeUInt32LE(3, 4);
    const calls = [
      { call: 'get', frame: frameOf(count) },
      { call: 'getStates', count },
      { call: 'getDerivatives', count },
    ] as const;
    const { results, status } = readResult(calls, Buffer.concat([head, output, output, output]), []);
    expect(status).toBe('ok');
    expect(results.map((each) => (each as Buffer | Float64Array).byteLength)).toEqual([
      8 * count,
      8 * count,
      8 * count,
    ]);
  });
});
