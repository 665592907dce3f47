/** The contents of a file that an option names. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { asFileError } from '../files/system-error.js';

/** @throws FmuToolError `file-system` */
export function readGiven(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw asFileError(error, path.normalize(file), 'cannot be read');
  }
}
