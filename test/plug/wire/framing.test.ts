// The ends of plug messages on a stream, however it is cut in pieces.
import { describe, expect, it } from 'vitest';
import { decodeRequest, encodeRequest, isAnswered } from '../../../src/plug/wire/codec.js';
import { answerFraming, requestFraming } from '../../../src/plug/wire/framing.js';
import { FrameReader } from '../../../src/transport/frames.js';
import type { Framing } from '../../../src/transport/framing.js';
import { bytes, FIXED, GOLDEN, PREFIXED } from './golden.js';

const LONGEST = 1 << 20;

/** The messages in hex that come out when the stream comes in these pieces. */
function messagesOf(framing: Framing, pieces: readonly Buffer[]): { messages: string[]; reader: FrameReader } {
  const reader = new FrameReader(framing, LONGEST);
  const messages: string[] = [];
  for (const piece of pieces) reader.push(piece, (message) => messages.push(message.toString('hex')));
  return { messages, reader };
}

const inPieces = (stream: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(stream.length / size) }, (_, index) =>
    stream.subarray(index * size, (index + 1) * size),
  );

describe.each([PREFIXED, FIXED])('the dialect $dialect', (tongue) => {
  const all = GOLDEN.filter((each) => each.tongue === tongue);
  const requests = all.map(({ hex }) => bytes(hex));
  const answered = all.filter(({ request }) => isAnswered(tongue.dialect, request.name));
  const answers = answered.map(({ answerHex }) => bytes(answerHex));

  it('in pieces of every size', () => {
    const stream = Buffer.concat(requests);
    const back = Buffer.concat(answers);
    for (let size = 1; size <= Math.max(stream.length, back.length); ++size) {
      const asked = answered.map(({ request }) => request.name);
      const framing = answerFraming(tongue, () => asked.shift());
      expect(messagesOf(requestFraming(tongue), inPieces(stream, size)).messages).toEqual(
        requests.map((each) => each.toString('hex')),
      );
      expect(messagesOf(framing, inPieces(back, size)).messages).toEqual(answers.map((each) => each.toString('hex')));
    }
  });

  it('cut in two at every place', () => {
    const stream = Buffer.concat(requests);
    for (let at = 0; at <= stream.length; ++at) {
      const { messages, reader } = messagesOf(requestFraming(tongue), [stream.subarray(0, at), stream.subarray(at)]);
      expect(messages).toHaveLength(requests.length);
      expect(reader.atBorder).toBe(true);
    }
  });
});

describe('a stream that is wrong', () => {
  it('ends with the first request that is none, after those before it', () => {
    const messages: string[] = [];
    const reader = new FrameReader(requestFraming(PREFIXED), LONGEST);
    const push = (): void => reader.push(bytes('0101 0163'), (message) => messages.push(message.toString('hex')));
    expect(push).toThrow('begins with the bytes 0163');
    expect(messages).toEqual(['0101']);
  });

  it('ends at a size that is more than is allowed, before memory is taken for it', () => {
    const reader = new FrameReader(requestFraming(PREFIXED), LONGEST);
    const none = (): void => undefined;
    reader.push(bytes('0102 ffff'), none);
    expect(() => reader.push(bytes('ff7f'), none)).toThrow(
      `a message of ${6 + 0x7fff_ffff} bytes, of ${LONGEST} allowed`,
    );
    expect(reader.room).toBeLessThanOrEqual(4096);
  });

  it('ends at an answer to no request', () => {
    expect(() =>
      messagesOf(
        answerFraming(PREFIXED, () => undefined),
        [bytes('00000000')],
      ),
    ).toThrow('an answer without a request');
    expect(() =>
      messagesOf(
        answerFraming(FIXED, () => 'register'),
        [bytes('00000000')],
      ),
    ).toThrow('an answer without a request');
  });
});

it('100,000 fields in small pieces take memory as they come', () => {
  const atoms = Array.from({ length: 100_000 }, () => 'x');
  const whole = encodeRequest({ name: 'register', atoms }, PREFIXED);
  const reader = new FrameReader(requestFraming(PREFIXED), LONGEST);
  const found: Buffer[] = [];
  for (const piece of inPieces(whole, 1499)) {
    reader.push(piece, (message) => found.push(message));
    expect(reader.room).toBeLessThanOrEqual(Math.max(4096, 2 * reader.arrived));
  }
  expect(found.map((message) => decodeRequest(message, PREFIXED))).toEqual([{ name: 'register', atoms }]);
});
