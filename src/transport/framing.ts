/**
 * How messages are told apart on a stream of bytes. A protocol whose messages say their own length brings its framing
 * with it; for the others the length goes in front of each message (32 bits, little-endian, not counting itself).
 */

/** A message whose length is not told yet: it has at least so many bytes, and with them more can be said. */
export interface Unmeasured {
  readonly atLeast: number;
}

/** Finds the ends of the messages of one connection. It may keep what it learns of the connection. */
export interface Framing {
  /** Bytes at the beginning of a message that its length is told from. */
  readonly headerLength: number;

  /**
   * Length in bytes of the whole message that begins with `header`, which is so long as `headerLength` says; the header
   * counts. Where that is not enough, the answer says how much is, and more than has been given: then this is asked again
   * with so many bytes from the beginning of the same message. The connection ends with what this throws.
   * @throws TransportError `corrupt`, `too-long`
   */
  messageLength(header: Buffer): number | Unmeasured;

  /** The header, where it is not part of the message but put in front of it on the stream. */
  prefix?(length: number): Buffer;
}

/** The length in front of each message. */
export class LengthPrefix implements Framing {
  readonly headerLength = 4;

  messageLength(header: Buffer): number {
    return this.headerLength + header.readUInt32LE();
  }

  prefix(length: number): Buffer {
    const header = Buffer.allocUnsafe(this.headerLength);
    header.writeUInt32LE(length);
    return header;
  }
}
