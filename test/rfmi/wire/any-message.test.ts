// Messages that the author of the tests did not think of: any values there and back, and bytes that are nearly or not
// at all messages.
import { describe, expect, it } from 'vitest';
import { fc } from '../../random.js';
import { decodeCommand, decodeResponse, encodeMessage, MalformedMessage } from '../../../src/rfmi/wire/codec.js';
import { FramingError, RfmiFraming } from '../../../src/rfmi/wire/framing.js';
import { COMMANDS, RESPONSES, type Command, type Response } from '../../../src/rfmi/wire/messages.js';
import type { Fields } from '../../../src/rfmi/wire/fields.js';
import { bytesOf, COMMAND_GOLDEN, RESPONSE_GOLDEN } from './golden.js';

const ORDERS = ['little', 'big'] as const;
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((each) => !each.includes('\0'));
const bytes = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each));
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const scalars = fc.record({ type: u16, references: fc.array(u32, { maxLength: 4 }) });
const arrays = fc.tuple(u16, fc.array(fc.tuple(u32, u32), { maxLength: 4 })).map(([type, each]) => ({
  type,
  references: each.map(([reference]) => reference),
  elements: each.map(([, elements]) => elements),
}));
const subFrames = fc.array(fc.oneof(scalars, arrays), { maxLength: 4 });
const definition = fc.record({ id: u32, subFrames });

/** What may stand in a field. */
function arbitrary({ kind, item = [] }: Fields[number]): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'u16':
      return u16;
    case 'u32':
      return u32;
    case 'u64':
      return u64;
    case 'numbers':
      return fc.array(u32, { maxLength: 5 });
    case 'f64':
      return fc.double();
    case 'flag':
    case 'extendedFlag':
      return fc.boolean();
    case 'text':
      return text;
    case 'list32':
    case 'list64':
      return fc.array(fields(item), { maxLength: 5 });
    case 'definition':
      return definition;
    case 'definitions':
      return fc.array(definition, { maxLength: 5 });
    case 'choice':
      return fc.oneof(
        u32.filter((id) => id !== 0x1000_0000),
        subFrames,
      );
    case 'values':
    case 'file':
      return bytes;
    default:
      throw new Error(`nothing is known of fields of the kind ${kind}`);
  }
}

function fields(of: Fields): fc.Arbitrary<Record<string, unknown>> {
  const named = of.filter(({ kind }) => kind !== 'reserved');
  return fc.record(Object.fromEntries(named.map((field) => [field.name, arbitrary(field)])), { noNullPrototype: true });
}

function anyOf<M>(table: Readonly<Record<string, { readonly fields: Fields }>>): fc.Arbitrary<M> {
  const rows = Object.entries(table).map(([code, row]) =>
    fc.tuple(fields(row.fields), u32).map(([values, flags]) => ({ code, flags, ...values })),
  );
  return fc.oneof(...rows) as fc.Arbitrary<M>;
}

const samples = ORDERS.flatMap((order) => [
  ...COMMAND_GOLDEN.map((each) => bytesOf(each, order)),
  ...RESPONSE_GOLDEN.map((each) => bytesOf(each, order)),
]);

/** A message with a few bytes changed, cut, or put in; its length is mostly made to agree. */
const mutated = fc
  .tuple(
    fc.constantFrom(...samples),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom(0, 1, 2, 0x10, 0x7f, 0x80, 0xfe, 0xff)), { maxLength: 5 }),
    fc.nat({ max: 20 }),
    bytes,
    fc.constantFrom('little', 'big', 'as it is'),
  )
  .map(([sample, changes, less, more, length]) => {
    const result = Buffer.concat([sample.subarray(0, Math.max(16, sample.length - less)), more]);
    for (const [place, value] of changes) result[place % result.length] = value;
    if (length === 'little') result.writeBigUInt64LE(BigInt(result.length), 8);
    if (length === 'big') result.writeBigUInt64BE(BigInt(result.length), 8);
    return result;
  });

const DECODERS = [decodeCommand, decodeResponse].flatMap((decode) => [
  [decode, false] as const,
  [decode, true] as const,
]);

/** Decodes in every way; what is no message says so and nothing else. */
function decodeAnything(input: Buffer): void {
  for (const order of ORDERS) {
    for (const [decode, extended] of DECODERS) {
      let message: Command | Response | { readonly code: undefined };
      try {
        message = decode(input, order, extended);
      } catch (error) {
        if (!(error instanceof MalformedMessage)) throw error;
        expect(error.message).not.toContain('\n');
        continue;
      }
      // What could be read can be written, and is read again as the same.
      if (message.code !== undefined) expect(decode(encodeMessage(message, order), order, extended)).toEqual(message);
    }
  }
  for (const sender of ['client', 'server'] as const) {
    try {
      const length = new RfmiFraming(sender).messageLength(input.subarray(0, 16));
      expect(length).toBeGreaterThanOrEqual(16);
    } catch (error) {
      if (!(error instanceof FramingError)) throw error;
    }
  }
}

describe('any message', () => {
  it.each(ORDERS)('of a client comes back as it was (%s)', (order) => {
    fc.assert(
      fc.property(anyOf<Command>(COMMANDS), (message) => {
        expect(decodeCommand(encodeMessage(message, order), order, true)).toEqual(message);
      }),
      { numRuns: 500 },
    );
  });

  it.each(ORDERS)('of a server comes back as it was (%s)', (order) => {
    fc.assert(
      fc.property(anyOf<Response>(RESPONSES), (message) => {
        expect(decodeResponse(encodeMessage(message, order), order, true)).toEqual(message);
      }),
      { numRuns: 500 },
    );
  });

  it.each(ORDERS)('has the length that its header says, and so many bytes (%s)', (order) => {
    fc.assert(
      fc.property(fc.oneof(anyOf<Command>(COMMANDS), anyOf<Response>(RESPONSES)), (message) => {
        const encoded = encodeMessage(message, order);
        const length = order === 'little' ? encoded.readBigUInt64LE(8) : encoded.readBigUInt64BE(8);
        expect(length).toBe(BigInt(encoded.length));
      }),
    );
  });
});

describe('any bytes', () => {
  it('that are nearly a message are one, or malformed', () => {
    fc.assert(fc.property(mutated, decodeAnything), { numRuns: 10_000 });
  });

  it('are a message, or malformed', () => {
    const random = fc.uint8Array({ minLength: 16, maxLength: 200 }).map((each) => Buffer.from(each));
    fc.assert(fc.property(random, decodeAnything), { numRuns: 2000 });
  });
});

describe('long messages', () => {
  it('of 100,000 variables come back as they were', () => {
    const variables = Array.from({ length: 100_000 }, (_, index) => ({
      kind: 0x0103,
      type: 0x31,
      reference: index,
      name: `plant.part[${index}].flow`,
    }));
    const decoded = decodeResponse(encodeMessage({ code: 'fsel', name: 'plant', variables }, 'big'), 'big');
    expect(decoded.code === 'fsel' && decoded.variables.length).toBe(100_000);
    expect(decoded).toMatchObject({ name: 'plant' });
    expect(decoded.code === 'fsel' && decoded.variables.at(-1)).toEqual(variables.at(-1));
  });

  // 0, 1, 2, what fits the writer's first memory nearly, just and not any more, and many.
  const COUNTS = [0, 1, 2, 8_183, 8_184, 16_378, 16_379, 100_000];

  it.each(COUNTS)('of %i arrays come back as they were', (count) => {
    const references = Array.from({ length: count }, (_, index) => index);
    const elements = references.map((index) => (index * 7) % 5);
    const frame = { id: 0x8000_0000, subFrames: [{ type: 0x0127, references, elements }] };
    for (const order of ORDERS) {
      const bytes = encodeMessage({ code: 'DFRM', frame }, order);
      expect(bytes.length).toBe(16 + 8 + 8 + 8 * count);
      expect(decodeCommand(bytes, order, true)).toEqual({ code: 'DFRM', flags: 0, frame });
    }
  });

  it.each(COUNTS)('of %i clocks and their intervals come back as they were', (count) => {
    const clocks = Array.from({ length: count }, (_, index) => index);
    const intervals = clocks.map((each) => ({
      seconds: each / 8,
      counter: BigInt(each),
      resolution: 2n ** 63n,
      qualifier: each % 3,
    }));
    for (const order of ORDERS) {
      const asked = { code: 'XIVL', flags: 0, fractions: true, clocks } as const;
      expect(decodeCommand(encodeMessage(asked, order), order)).toEqual(asked);
      const answer = { code: 'xivl', flags: 0, intervals } as const;
      expect(decodeResponse(encodeMessage(answer, order), order)).toEqual(answer);
    }
  });

  it.each(COUNTS)('of %i sizes of arrays, and of an array of so many dimensions, come back as they were', (count) => {
    const arrays = Array.from({ length: count }, (_, index) => ({
      type: 0x31,
      reference: index,
      sizes: [index % 3, 2],
    }));
    const deep = [{ type: 0x31, reference: 1, sizes: arrays.map(({ reference }) => reference) }];
    for (const each of [arrays, deep]) {
      const answer = { code: 'xdim', flags: 0, arrays: each } as const;
      expect(decodeResponse(encodeMessage(answer, 'big'), 'big')).toEqual(answer);
    }
  });

  it('of more entries than a server takes are malformed, the sizes of arrays among them', () => {
    const references = Array.from({ length: 2 ** 19 }, () => 0);
    const frame = { id: 0x8000_0000, subFrames: [{ type: 0x31, references, elements: references }] };
    const bytes = encodeMessage({ code: 'DFRM', frame }, 'little');
    expect(() => decodeCommand(bytes, 'little', true)).toThrow(MalformedMessage);
    expect(decodeCommand(bytes, 'little')).toHaveProperty('code', 'DFRM');
  });
});
