/** The records of a zip file (PKWARE APPNOTE 6.3), as far as FMUs may use them: where each field is. */

/** Local file header (APPNOTE 4.3.7). */
export const LOCAL = {
  signature: 0x04034b50,
  size: 30,
  flags: 6,
  method: 8,
  time: 10,
  crc: 14,
  compressedSize: 18,
  uncompressedSize: 22,
  nameLength: 26,
  extraLength: 28,
} as const;

/** Central directory header (APPNOTE 4.3.12). */
export const CENTRAL = {
  signature: 0x02014b50,
  size: 46,
  madeBy: 4,
  needed: 6,
  flags: 8,
  method: 10,
  time: 12,
  crc: 16,
  compressedSize: 20,
  uncompressedSize: 24,
  nameLength: 28,
  extraLength: 30,
  commentLength: 32,
  disk: 34,
  internalAttributes: 36,
  externalAttributes: 38,
  localOffset: 42,
} as const;

/** End of central directory record (APPNOTE 4.3.16). */
export const END = {
  signature: 0x06054b50,
  size: 22,
  disk: 4,
  directoryDisk: 6,
  diskEntries: 8,
  entries: 10,
  directorySize: 12,
  directoryOffset: 16,
  commentLength: 20,
} as const;

/** Zip64 end of central directory locator (APPNOTE 4.3.15): stands right before the end record. */
export const ZIP64_LOCATOR = { signature: 0x07064b50, size: 20 } as const;

/** First bytes of an archive that is split over several files (APPNOTE 8.5.4). */
export const SPLIT_SIGNATURE = 0x08074b50;

/** General purpose flags (APPNOTE 4.4.4). */
export const FLAG = {
  encrypted: 0x0001,
  descriptor: 0x0008,
  patch: 0x0020,
  strongEncryption: 0x0040,
  utf8: 0x0800,
  maskedHeaders: 0x2000,
} as const;

/** Compression methods (APPNOTE 4.4.5) that FMI allows. */
export const METHOD = { stored: 0, deflated: 8 } as const;

/** A field of 32 bits that says "look into the zip64 extra field". */
export const IN_ZIP64 = 0xffffffff;

/** Identifiers of extra fields (APPNOTE 4.5.2 and 4.6.9). */
export const EXTRA = { zip64: 0x0001, unicodePath: 0x7075 } as const;

/** The fields of an extra block, by position; a damaged rest is left out. */
export function* extraFields(extra: Buffer): Generator<{ id: number; data: Buffer; start: number; end: number }> {
  for (let start = 0; start + 4 <= extra.length;) {
    const end = start + 4 + extra.readUInt16LE(start + 2);
    if (end > extra.length) return;
    yield { id: extra.readUInt16LE(start), data: extra.subarray(start + 4, end), start, end };
    start = end;
  }
}
