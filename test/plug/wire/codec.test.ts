// Plug messages and their bytes: golden ones by hand, each truncation, counts and sizes that are wrong.
import { describe, expect, it } from 'vitest';
import {
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
  isAnswered,
  speaks,
} from '../../../src/plug/wire/codec.js';
import { MOST_ENTRIES, type Item } from '../../../src/plug/wire/layouts.js';
import { MESSAGES, type RequestName } from '../../../src/plug/wire/messages.js';
import { bytes, FIXED, GOLDEN, PREFIXED } from './golden.js';

const cases = GOLDEN.map((each) => ({ ...each, title: `${each.request.name} (${each.tongue.dialect})` }));

describe('golden bytes', () => {
  it.each(cases)('$title as a request', ({ tongue, request, hex }) => {
    expect(encodeRequest(request, tongue).toString('hex')).toBe(bytes(hex).toString('hex'));
    expect(decodeRequest(bytes(hex), tongue)).toEqual(request);
  });

  it.each(cases)('$title as an answer', ({ tongue, request, answer, answerHex }) => {
    expect(encodeAnswer(request.name, answer as never, tongue).toString('hex')).toBe(bytes(answerHex).toString('hex'));
    expect(decodeAnswer(request.name, bytes(answerHex), tongue)).toEqual(answer);
    expect(isAnswered(tongue.dialect, request.name)).toBe(answerHex !== '');
  });

  it('are there for every message of the table in every dialect that has it', () => {
    for (const tongue of [PREFIXED, FIXED]) {
      const names = (Object.keys(MESSAGES) as RequestName[]).filter((name) => speaks(tongue.dialect, name));
      expect(GOLDEN.filter((each) => each.tongue === tongue).map(({ request }) => request.name)).toEqual(names);
    }
  });
});

describe('bytes that are no message', () => {
  it.each(cases)('$title, cut anywhere or with a byte more', ({ tongue, request, hex, answerHex, answer }) => {
    const whole = bytes(hex);
    for (let length = 0; length < whole.length; ++length) {
      expect(() => decodeRequest(whole.subarray(0, length), tongue)).toThrow(/it ends after \d+ bytes/);
    }
    expect(() => decodeRequest(Buffer.concat([whole, Buffer.of(0)]), tongue)).toThrow('1 bytes follow its end');
    const answered = bytes(answerHex);
    for (let length = 0; length < answered.length; ++length) {
      expect(() => decodeAnswer(request.name, answered.subarray(0, length), tongue)).toThrow(/it ends after \d+ bytes/);
    }
    expect(decodeAnswer(request.name, answered, tongue)).toEqual(answer);
  });

  it.each([
    ['another opening', '0201', 'begins with the bytes 0201'],
    ['a kind that no dialect has', '0107', 'begins with the bytes 0107'],
    ['a negative size', '0102 ffffffff', 'a size of -1'],
    ['a negative count', '0104 ffffffff', 'a count of -1'],
    ['more atoms than are allowed', '0104 01001000', `more than ${MOST_ENTRIES} entries`],
  ])('%s', (_, hex, text) => {
    expect(() => decodeRequest(bytes(hex), PREFIXED)).toThrow(text);
  });

  it('a request that only the other dialect has', () => {
    const hex = '0106 00000000 00000000 00000000 00000000';
    expect(decodeRequest(bytes(hex), PREFIXED).name).toBe('extended');
    expect(() => decodeRequest(bytes(hex), FIXED)).toThrow('begins with the bytes 0106 (dialect fixed)');
    const empty = Buffer.alloc(0);
    const request = { name: 'extended', source: empty, transition: empty, payload: empty, target: empty } as const;
    expect(() => encodeRequest(request, FIXED)).toThrow("the dialect fixed has no request 'extended'");
  });

  it('entries that cost nothing', () => {
    expect(() => decodeAnswer('fireable', bytes('00001000 00000000'), FIXED)).toThrow('1048576 entries of no bytes');
    expect(decodeAnswer('fireable', bytes('01000000 00000000'), FIXED)).toEqual({ transitions: [Buffer.alloc(0)] });
  });

  it('items within items beyond reason', () => {
    const level = '01000000 00000000 00000000 00000000';
    expect(decodeAnswer('items', bytes(level.repeat(63) + '00000000'), PREFIXED).items).toHaveLength(1);
    expect(() => decodeAnswer('items', bytes(level.repeat(65) + '00000000'), PREFIXED)).toThrow('more than 64 deep');
  });
});

describe('sizes', () => {
  it.each([0, 1, 2, 1000, 100_000])('of %i entries, and as many bytes, come through', (count) => {
    const atoms = Array.from({ length: count }, (_, index) => `x == ${index}`);
    expect(decodeRequest(encodeRequest({ name: 'register', atoms }, FIXED), FIXED)).toEqual({
      name: 'register',
      atoms,
    });
    const configuration = Buffer.alloc(count, 7);
    const request = { name: 'fireable', configuration } as const;
    expect(decodeRequest(encodeRequest(request, PREFIXED), PREFIXED)).toEqual(request);
  });

  it('that are known are filled up with zeros, and what is longer is refused', () => {
    const short = encodeAnswer('initial', { configurations: [bytes('c0')] }, FIXED);
    expect(short.toString('hex')).toBe('0100000003000000c00000');
    expect(encodeRequest({ name: 'description', transition: bytes('7a') }, FIXED).toString('hex')).toBe('010b7a00');
    expect(() => encodeAnswer('initial', { configurations: [bytes('c0c1c2c3')] }, FIXED)).toThrow('4 bytes where');
    expect(() => encodeAnswer('fireable', { transitions: [bytes('7a7b7c')] }, FIXED)).toThrow('3 bytes where');
  });

  it('of texts may be negative, which is no text', () => {
    const hex = '01000000 ffffffff 01000000 78 feffffff 00000000';
    const item: Item = { type: '', name: 'x', icon: '', children: [] };
    expect(decodeAnswer('items', bytes(hex), PREFIXED)).toEqual({ items: [item] });
  });
});
