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
const subFrames = fc.array(fc.record({ type: u16, references: fc.array(u32, { maxLength: 4 }) }), { maxLength: 4 });
const definition = fc.record({ id: u32, subFrames });

/** What may stand in a field. */
function arbitrary({ kind, item = [] }: Fields[number]): fc.Arbitrary<unknown> {
  switch (kind) {
    case 'u16':
      return u16;
    case 'u32':
      return u32;
    case 'f64':
      return fc.double();
    case 'flag':
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

/** Decodes in every way; what is no message says so and nothing else. */
function decodeAnything(input: Buffer): void {
  for (const order of ORDERS) {
    for (const decode of [decodeCommand, decodeResponse]) {
      let message: Command | Response | { readonly code: undefined };
      try {
        message = decode(input, order);
      } catch (error) {
        if (!(error instanceof MalformedMessage)) throw error;
        expect(error.message).not.toContain('\n');
        continue;
      }
      // What could be read can be written, and is read again as the same.
      if (message.code !== undefined) expect(decode(encodeMessage(message, order), order)).toEqual(message);
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
        expect(decodeCommand(encodeMessage(message, order), order)).toEqual(message);
      }),
      { numRuns: 500 },
    );
  });

  it.each(ORDERS)('of a server comes back as it was (%s)', (order) => {
    fc.assert(
      fc.property(anyOf<Response>(RESPONSES), (message) => {
        expect(decodeResponse(encodeMessage(message, order), order)).toEqual(message);
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
});
