/** Writes numbers and names at given places, to build binaries by hand and without the code under test. */
export class ImageBuilder {
  readonly bytes: Buffer;
  readonly #little: boolean;

  constructor(size: number, little = true) {
    this.bytes = Buffer.alloc(size);
    this.#little = little;
  }

  u8(at: number, ...values: number[]): this {
    this.bytes.set(values, at);
    return this;
  }

  u16(at: number, ...values: number[]): this {
    values.forEach((value, index) => {
      if (this.#little) this.bytes.writeUInt16LE(value, at + index * 2);
      else this.bytes.writeUInt16BE(value, at + index * 2);
    });
    return this;
  }

  u32(at: number, ...values: number[]): this {
    values.forEach((value, index) => {
      if (this.#little) this.bytes.writeUInt32LE(value, at + index * 4);
      else this.bytes.writeUInt32BE(value, at + index * 4);
    });
    return this;
  }

  u64(at: number, ...values: number[]): this {
    values.forEach((value, index) => {
      if (this.#little) this.bytes.writeBigUInt64LE(BigInt(value), at + index * 8);
      else this.bytes.writeBigUInt64BE(BigInt(value), at + index * 8);
    });
    return this;
  }

  /** A number as wide as a pointer. */
  word(bits: 32 | 64, at: number, ...values: number[]): this {
    return bits === 64 ? this.u64(at, ...values) : this.u32(at, ...values);
  }

  /** Text with a zero byte after it. */
  text(at: number, text: string): this {
    this.bytes.write(`${text}\0`, at, 'latin1');
    return this;
  }
}
