/** Recognises the format of a binary and hands it to the reader for it. */
import type { BinaryInfo } from './binary-info.js';
import { readElf } from './elf.js';
import { readMachO } from './macho.js';
import { readPe } from './pe.js';

/**
 * What a file is, by its own headers; undefined if it is no PE, ELF or Mach-O file. Damaged ones are described as far
 * as they can be read, with `damage` set. Throws nothing, whatever the bytes are.
 */
export function identifyBinary(bytes: Buffer): BinaryInfo | undefined {
  return readPe(bytes) ?? readElf(bytes) ?? readMachO(bytes);
}
