/** Recognises the format of a binary and hands it to the reader for it. */
import { Budget } from '../budget.js';
import type { BinaryInfo } from './binary-info.js';
import { readElf } from './elf.js';
import { readMachO } from './macho.js';
import { readPe } from './pe.js';

/**
 * What a file is, by its own headers; undefined if it is no PE, ELF or Mach-O file. Damaged ones are described as far
 * as they can be read, with `damage` set. What is read is charged to `budget`, which is that of the whole FMU.
 * @throws FmuToolError `fmu-too-costly`, and nothing else, whatever the bytes are
 */
export function identifyBinary(bytes: Buffer, budget = new Budget(bytes.length)): BinaryInfo | undefined {
  return readPe(bytes, budget) ?? readElf(bytes, budget) ?? readMachO(bytes, budget);
}
