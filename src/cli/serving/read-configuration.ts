/** Reads the file of `fmutool serve --config`, of whichever kind it is: JSON, or a remoteApiConnections.txt. */
import path from 'node:path';
import { FmuToolError } from '../../fmu/error.js';
import { readSmall } from '../small-file.js';
import type { Configuration } from './configuration.js';
import { isConnectionsFile, readConnections } from './connections-file.js';
import { readJsonFile } from './json-file.js';

/**
 * Reads the file. Names of files in it are relative to its own folder.
 * @throws FmuToolError `config-invalid`, `file-system`, `file-too-large`
 */
export async function readConfiguration(file: string): Promise<Configuration> {
  const text = (await readSmall(file)).toString('utf8');
  try {
    return isConnectionsFile(text) ? readConnections(text) : readJsonFile(text, path.dirname(file));
  } catch (error) {
    if (error instanceof FmuToolError) throw error.withPath(file);
    throw error;
  }
}
