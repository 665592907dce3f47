import { describe, expect, it } from 'vitest';
import { byteOrderOf, FramingError, RfmiFraming } from '../../../src/rfmi/wire/framing.js';
import { EXTENSION_COMMANDS } from '../../../src/rfmi/wire/extension.js';
import { bytesOf, COMMAND_GOLDEN, messageOf, RESPONSE_GOLDEN } from './golden.js';

const ORDERS = ['little', 'big'] as const;
const STREAMS = ORDERS.flatMap((order) => [
  { sender: 'client' as const, order, messages: COMMAND_GOLDEN.map((each) => bytesOf(each, order)) },
  { sender: 'server' as const, order, messages: RESPONSE_GOLDEN.map((each) => bytesOf(each, order)) },
]);

/** Puts messages together from pieces of a stream, as every reader of a framing has to. */
function messagesOf(pieces: readonly Buffer[], framing: RfmiFraming): Buffer[] {
  const messages: Buffer[] = [];
  let rest = Buffer.alloc(0);
  let wanted: number | undefined;
  for (const piece of pieces) {
    rest = Buffer.concat([rest, piece]);
    for (;;) {
      if (wanted === undefined && rest.length >= framing.headerLength) {
        wanted = framing.messageLength(rest.subarray(0, framing.headerLength));
      }
      if (wanted === undefined || rest.length < wanted) break;
      messages.push(rest.subarray(0, wanted));
      rest = rest.subarray(wanted);
      wanted = undefined;
    }
  }
  expect(rest.length).toBe(0);
  return messages;
}

/** A header of 16 bytes from hex. */
const header = (hex: string) => Buffer.from(hex.replace(/\s/g, ''), 'hex');
const FIRST = header('52464d49 00000000 1800000000000000');

describe('a stream of RFMI', () => {
  it.each(STREAMS)('is the same messages however it is split: $sender, $order', ({ sender, order, messages }) => {
    const stream = Buffer.concat(messages);
    for (let split = 0; split <= stream.length; ++split) {
      const framing = new RfmiFraming(sender);
      const found = messagesOf([stream.subarray(0, split), stream.subarray(split)], framing);
      expect(found.length).toBe(messages.length);
      expect(found.every((each, index) => each.equals(messages[index]!))).toBe(true);
      expect(framing.order).toBe(order);
    }
  });

  it.each(STREAMS)('may come byte by byte: $sender, $order', ({ sender, messages }) => {
    const pieces = [...Buffer.concat(messages)].map((byte) => Buffer.of(byte));
    expect(messagesOf(pieces, new RfmiFraming(sender))).toEqual(messages);
  });

  it('has the byte order of its hello', () => {
    expect(byteOrderOf(Buffer.from('RFMI'))).toBe('little');
    expect(byteOrderOf(Buffer.from('IMFR'))).toBe('big');
    expect(byteOrderOf(Buffer.from('rfmi'), 'server')).toBe('little');
    expect(byteOrderOf(Buffer.from('imfr'), 'server')).toBe('big');
    for (const other of ['', 'RFM', 'rfmi', 'imfr', 'XTND', 'HTTP', 'fatl']) {
      expect(byteOrderOf(Buffer.from(other)), other).toBeUndefined();
    }
    for (const other of ['RFMI', 'IMFR', 'step']) expect(byteOrderOf(Buffer.from(other), 'server')).toBeUndefined();
    expect(new RfmiFraming('client').order).toBeUndefined();
  });

  it.each(['fatl', 'fat!', 'eror', 'unsp', 'nack'])('of a server that refuses may begin with %s', (code) => {
    const backwards = Buffer.from(code).reverse().toString();
    expect(byteOrderOf(Buffer.from(code), 'server')).toBe('little');
    expect(byteOrderOf(Buffer.from(backwards), 'server')).toBe('big');
  });

  const OPENINGS = COMMAND_GOLDEN.map((each) => messageOf(each, 'little').code).filter(
    (code) => !(code in EXTENSION_COMMANDS),
  );

  it.each(Object.keys(EXTENSION_COMMANDS))('of a client cannot begin with %s, which needs an agreement', (code) => {
    const little = Buffer.from(code);
    expect(byteOrderOf(little)).toBeUndefined();
    expect(byteOrderOf(Buffer.from(little).reverse())).toBeUndefined();
  });

  it.each(OPENINGS)('of a client may begin with %s', (code) => {
    expect(byteOrderOf(Buffer.from(code))).toBe('little');
    expect(byteOrderOf(Buffer.from(code).reverse())).toBe('big');
  });

  it('keeps the byte order of its hello', () => {
    const framing = new RfmiFraming('client');
    expect(framing.messageLength(FIRST)).toBe(24);
    // A second hello in the other order: its length is 0x18 * 2^56 in the first one's.
    expect(() => framing.messageLength(header('494d4652 00000000 0000000000000018'))).toThrow(
      expect.objectContaining({ problem: 'too-long' }),
    );
    expect(framing.order).toBe('little');
  });

  it('lets messages through whose code is unknown', () => {
    const framing = new RfmiFraming('client');
    framing.messageLength(FIRST);
    expect(framing.messageLength(header('58544e44 00000000 2100000000000000'))).toBe(33);
  });
});

describe('a stream that is given up', () => {
  it.each([
    ['GET ', '47455420 2f204854 54502f312e310d0a'],
    ['an unknown command before the hello', '58544e44 00000000 1000000000000000'],
    ['a response where commands come', '72666d69 00000000 1800000000000000'],
    ['zeros', '00000000 00000000 0000000000000000'],
  ])('does not begin with a message: %s', (_title, hex) => {
    const error = thrown(() => new RfmiFraming('client').messageLength(header(hex)));
    expect(error).toMatchObject({ problem: 'no-rfmi', code: 'corrupt' });
    expect(error.message).toMatch(/the first message begins with the bytes [0-9a-f]{8}, which are no message of RFMI/);
  });

  it.each(['0f00000000000000', '0000000000000000'])('has a message shorter than its header: %s', (length) => {
    const error = thrown(() => new RfmiFraming('client').messageLength(header(`52464d49 00000000 ${length}`)));
    expect(error).toMatchObject({ problem: 'too-short', code: 'corrupt' });
  });

  it.each(['0100001000000000', '0000000001000000', '0000000000002000', 'ffffffffffffffff'])(
    'has a message longer than allowed: %s',
    (length) => {
      const error = thrown(() => new RfmiFraming('client').messageLength(header(`52464d49 00000000 ${length}`)));
      expect(error).toMatchObject({ problem: 'too-long', code: 'too-long' });
    },
  );

  it('is held to the limit that is given', () => {
    const header24 = FIRST;
    expect(new RfmiFraming('client', 24).messageLength(header24)).toBe(24);
    expect(() => new RfmiFraming('client', 23).messageLength(header24)).toThrow('a message of 24 bytes, of 23 allowed');
    // 256 MiB unless told otherwise.
    expect(new RfmiFraming('client').messageLength(header('52464d49 00000000 0000001000000000'))).toBe(268_435_456);
  });
});

function thrown(work: () => unknown): FramingError {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(FramingError);
    return error as FramingError;
  }
  throw new Error('nothing was thrown');
}
