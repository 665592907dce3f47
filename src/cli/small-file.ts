/** The contents of a file of settings or certificates that an option names. */
import { readGiven } from '../files/given-file.js';

/** Bytes. */
const MOST = 16 * 1024 * 1024;

/** @throws FmuToolError `file-system`, `file-too-large`, `interrupted` */
export function readSmall(file: string, signal?: AbortSignal): Promise<Buffer> {
  return readGiven(file, { mostBytes: MOST, signal });
}
