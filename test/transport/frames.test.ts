import { describe, expect, it } from 'vitest';
import { FrameReader } from '../../src/transport/frames.js';
import { LengthPrefix, type Framing } from '../../src/transport/framing.js';
import { pattern } from './pattern.js';

// "abc", an empty message, and "z", by hand.
const stream = Buffer.from('03000000616263' + '00000000' + '010000007a', 'hex');

const readerFor = (longest: number): FrameReader => new FrameReader(new LengthPrefix(), longest);

/** The messages that are complete with `piece`. */
function push(reader: FrameReader, piece: Buffer): Buffer[] {
  const messages: Buffer[] = [];
  reader.push(piece, (message) => messages.push(message));
  return messages;
}

describe('frames', () => {
  it('have the length of the message in front, little-endian', () => {
    expect(new LengthPrefix().prefix(0x01020304).toString('hex')).toBe('04030201');
  });

  it('are found whichever way the stream is split', () => {
    for (let first = 0; first <= stream.length; ++first) {
      for (let second = first; second <= stream.length; ++second) {
        const reader = readerFor(10);
        const pieces = [stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)];
        expect(pieces.flatMap((piece) => push(reader, piece)).map(String)).toEqual(['abc', '', 'z']);
        expect(reader.atBorder).toBe(true);
      }
    }
  });

  it('are found byte by byte', () => {
    const reader = readerFor(3);
    expect([...stream].flatMap((byte) => push(reader, Buffer.of(byte))).map(String)).toEqual(['abc', '', 'z']);
  });

  it('are known to be cut off at every place but a border', () => {
    const borders = [0, 7, 11, 16];
    for (let end = 0; end <= stream.length; ++end) {
      const reader = readerFor(10);
      push(reader, stream.subarray(0, end));
      expect(reader.atBorder, `after ${end} bytes`).toBe(borders.includes(end));
    }
  });

  it('that are too long are refused before they have come', () => {
    expect(() => push(readerFor(2), stream)).toThrow(expect.objectContaining({ code: 'too-long' }));
    expect(() => push(readerFor(1000), Buffer.from('ffffffff', 'hex'))).toThrow(/4294967295/);
  });

  it('grow with what comes, not with what is announced', () => {
    const reader = readerFor(0xffff_ffff);
    const before = process.memoryUsage().arrayBuffers;
    for (const byte of Buffer.from('ffffff7f00', 'hex')) push(reader, Buffer.of(byte));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1 << 20);
    expect([reader.arrived, reader.room]).toEqual([5, 4096]);
  });

  it('of a megabyte come byte by byte as they come at once', () => {
    const message = pattern(1 << 20);
    const bytes = Buffer.concat([new LengthPrefix().prefix(message.length), message]);
    const reader = readerFor(message.length);
    const messages: Buffer[] = [];
    for (let i = 0; i < bytes.length; ++i) reader.push(bytes.subarray(i, i + 1), (each) => messages.push(each));
    expect(messages).toHaveLength(1);
    expect(messages[0]?.equals(message)).toBe(true);
  });
});

/** A header of two bytes: a letter and the length of the whole message. */
const letters: Framing = { headerLength: 2, messageLength: (header) => header[1] ?? 0 };

describe('messages that say their own length', () => {
  const bytes = Buffer.from('A\x02B\x05xyzC\x02D\x03!', 'latin1');

  it('keep their header, whichever way the stream is split', () => {
    for (let first = 0; first <= bytes.length; ++first) {
      const reader = new FrameReader(letters, 10);
      const found = [bytes.subarray(0, first), bytes.subarray(first)].flatMap((piece) => push(reader, piece));
      expect(found.map((each) => each.toString('latin1'))).toEqual(['A\x02', 'B\x05xyz', 'C\x02', 'D\x03!']);
    }
  });

  it('are handed over up to the one whose length cannot be', () => {
    const messages: string[] = [];
    const reader = new FrameReader(letters, 10);
    const damaged = Buffer.from('A\x02B\x01', 'latin1');
    expect(() => reader.push(damaged, (each) => messages.push(each.toString('latin1')))).toThrow(
      expect.objectContaining({ code: 'corrupt' }),
    );
    expect(messages).toEqual(['A\x02']);
  });

  it('may be as long as allowed, header and all', () => {
    expect(push(new FrameReader(letters, 5), Buffer.from('B\x05xyz', 'latin1'))).toHaveLength(1);
    expect(() => push(new FrameReader(letters, 4), Buffer.from('B\x05', 'latin1'))).toThrow(
      expect.objectContaining({ code: 'too-long' }),
    );
  });
});
