// Any message comes back as it was, in however many pieces; any bytes are a message or refused.
import { describe, expect, it } from 'vitest';
import {
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
  isAnswered,
  speaks,
} from '../../../src/plug/wire/codec.js';
import { requestFraming } from '../../../src/plug/wire/framing.js';
import type { Item } from '../../../src/plug/wire/layouts.js';
import { MESSAGES, type Answer, type Request, type RequestName } from '../../../src/plug/wire/messages.js';
import { TransportError } from '../../../src/transport/endpoint.js';
import { FrameReader } from '../../../src/transport/frames.js';
import { fc } from '../../random.js';
import { FIXED, PREFIXED } from './golden.js';

const { configuration: C, transition: T } = FIXED.known!;
const text = fc.string({ unit: 'binary' }).map((each) => Buffer.from(each).toString());
const sized = (length: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((each) => Buffer.from(each));
const any = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));
const items = fc.letrec<{ item: Item; children: Item[] }>((tie) => ({
  item: fc.record({ type: text, name: text, icon: text, children: tie('children') }),
  children: fc.oneof({ maxDepth: 3 }, fc.constant<Item[]>([]), fc.array(tie('item'), { maxLength: 3 })),
})).item;

/** Values for the fields of a message by their names; `fixed` has the sizes that are known. */
function valuesOf(fields: readonly { readonly name: string }[], fixed: boolean): fc.Arbitrary<Record<string, unknown>> {
  const [configuration, transition] = fixed ? [sized(C), sized(T)] : [any, any];
  const kinds: Record<string, fc.Arbitrary<unknown>> = {
    configuration,
    transition,
    source: any,
    target: any,
    payload: fixed ? fc.constant(undefined) : any,
    configurations: fc.array(configuration),
    transitions: fc.array(transition),
    atoms: fc.array(text),
    indices: fixed ? fc.constant(undefined) : fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
    valuations: fc.array(fc.boolean()),
    items: fc.array(items, { maxLength: 5 }),
    text,
  };
  return fc.record(Object.fromEntries(fields.map(({ name }) => [name, kinds[name]!])));
}

describe.each([PREFIXED, FIXED])('the dialect $dialect', (tongue) => {
  const names = (Object.keys(MESSAGES) as RequestName[]).filter((name) => speaks(tongue.dialect, name));
  const fixed = tongue.dialect === 'fixed';

  it.each(names)('%s, as a request and as an answer', (name) => {
    const { request, answer } = MESSAGES[name];
    fc.assert(
      fc.property(valuesOf(request, fixed), (values) => {
        const whole = { name, ...values } as Request;
        expect(decodeRequest(encodeRequest(whole, tongue), tongue)).toEqual(whole);
      }),
    );
    if (!isAnswered(tongue.dialect, name)) return;
    fc.assert(
      fc.property(valuesOf(answer, fixed), (values) => {
        expect(decodeAnswer(name, encodeAnswer(name, values as Answer<typeof name>, tongue), tongue)).toEqual(values);
      }),
    );
  });

  it('requests one after the other, cut in pieces of any sizes', () => {
    const one = fc
      .constantFrom(...names)
      .chain((name) =>
        valuesOf(MESSAGES[name].request, fixed).map((values) => encodeRequest({ name, ...values } as Request, tongue)),
      );
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), fc.array(fc.nat({ max: 40 })), (requests, cuts) => {
        const reader = new FrameReader(requestFraming(tongue), 1 << 20);
        const found: string[] = [];
        let rest = Buffer.concat(requests);
        for (const cut of [...cuts, rest.length]) {
          reader.push(rest.subarray(0, cut), (message) => found.push(message.toString('hex')));
          rest = rest.subarray(cut);
        }
        expect(found).toEqual(requests.map((each) => each.toString('hex')));
      }),
    );
  });

  it('bytes of any kind are a message or refused', () => {
    const bytes = fc.oneof(
      any,
      any.map((each) => Buffer.concat([Buffer.of(1, 1 + ((each[0] ?? 0) % 11)), each])),
    );
    fc.assert(
      fc.property(bytes, fc.constantFrom(...names), (given, name) => {
        for (const decode of [() => decodeRequest(given, tongue), () => decodeAnswer(name, given, tongue)]) {
          try {
            decode();
          } catch (error) {
            expect(error).toBeInstanceOf(TransportError);
          }
        }
      }),
    );
  });
});
