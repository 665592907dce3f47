/** Bytes that differ with place and number, so that nothing can be lost, doubled or exchanged unseen. */
export function pattern(length: number, number = 0): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  for (let i = 0; i < length; ++i) bytes[i] = (i * 31 + (i >> 8) + number * 97) & 0xff;
  return bytes;
}
