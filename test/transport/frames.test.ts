import { describe, expect, it } from 'vitest';
import { FrameReader, frameHeader } from '../../src/transport/frames.js';

// "abc", an empty message, and "z", by hand.
const stream = Buffer.from('03000000616263' + '00000000' + '010000007a', 'hex');

describe('frames', () => {
  it('have the length of the message in front, little-endian', () => {
    expect(frameHeader(0x01020304).toString('hex')).toBe('04030201');
  });

  it('are found whichever way the stream is split', () => {
    for (let first = 0; first <= stream.length; ++first) {
      for (let second = first; second <= stream.length; ++second) {
        const reader = new FrameReader(10);
        const pieces = [stream.subarray(0, first), stream.subarray(first, second), stream.subarray(second)];
        expect(pieces.flatMap((piece) => reader.push(piece)).map(String)).toEqual(['abc', '', 'z']);
        expect(reader.atBorder).toBe(true);
      }
    }
  });

  it('are found byte by byte', () => {
    const reader = new FrameReader(3);
    expect([...stream].flatMap((byte) => reader.push(Buffer.of(byte))).map(String)).toEqual(['abc', '', 'z']);
  });

  it('are known to be cut off at every place but a border', () => {
    const borders = [0, 7, 11, 16];
    for (let end = 0; end <= stream.length; ++end) {
      const reader = new FrameReader(10);
      reader.push(stream.subarray(0, end));
      expect(reader.atBorder, `after ${end} bytes`).toBe(borders.includes(end));
    }
  });

  it('that are too long are refused before they have come', () => {
    expect(() => new FrameReader(2).push(stream)).toThrow(expect.objectContaining({ code: 'too-long' }));
    expect(() => new FrameReader(1000).push(Buffer.from('ffffffff', 'hex'))).toThrow(/4294967295/);
  });
});
