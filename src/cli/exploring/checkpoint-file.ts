/** The file of `--checkpoint`: read before a search, if it is there, and written after one that has not seen everything. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { readGiven } from '../../files/given-file.js';
import { replaceFile } from '../../files/replace-file.js';
import { FmuToolError } from '../../fmu/error.js';
import { chunksOf } from '../../explore/chunks.js';
import { checkpointOf, restoreCheckpoint } from '../../explore/search/checkpoint.js';
import type { Search } from '../../explore/search/search.js';
import type { ExploreCommandOptions } from './explore-options.js';

/** Bytes of a checkpoint, and of an FMU that a checkpoint is of. */
const MOST_BYTES = 4 * 1024 * 1024 * 1024;

/** Options that may be others when a search is gone on with. */
const FREE: ReadonlySet<string> = new Set([
  ...['maxStates', 'timeout', 'memory', 'bounded', 'checkpoint', 'trace', 'graph', 'json', 'quiet', 'verbose', 'color'],
  ...['maxSize', 'maxEntrySize', 'maxMemory', 'jobs', 'actions'],
]);

/** What stands for a search: the FMU, and all that is asked of it and how. Without a checkpoint it is of no use. */
export async function searchKey(target: string, options: ExploreCommandOptions, signal: AbortSignal): Promise<string> {
  if (options.checkpoint === undefined) return '';
  const hash = createHash('sha256');
  for (const file of [target, options.actions]) {
    if (file !== undefined) hash.update(await readGiven(file, { mostBytes: MOST_BYTES, signal }));
    hash.update('\0');
  }
  const counted = Object.entries(options).filter(([name]) => !FREE.has(name));
  hash.update(JSON.stringify(counted.sort(([a], [b]) => (a < b ? -1 : 1))));
  return hash.digest('hex');
}

export class Checkpoint {
  readonly #file: string;
  readonly #key: string;
  readonly #bytes: Buffer | undefined;

  private constructor(file: string, key: string, bytes: Buffer | undefined) {
    this.#file = file;
    this.#key = key;
    this.#bytes = bytes;
  }

  /** @throws FmuToolError `file-system`, `file-too-large`, `interrupted` */
  static async open(file: string, key: string, signal: AbortSignal): Promise<Checkpoint> {
    const bytes = existsSync(file) ? await readGiven(file, { mostBytes: MOST_BYTES, signal }) : undefined;
    return new Checkpoint(file, key, bytes);
  }

  /** @throws FmuToolError `checkpoint` */
  before(search: Search): void {
    if (this.#bytes === undefined) return;
    try {
      restoreCheckpoint(search, this.#bytes, this.#key);
    } catch (error) {
      throw error instanceof FmuToolError ? error.withPath(this.#file) : error;
    }
  }

  /** A search that is over needs none any more. */
  async after(search: Search): Promise<void> {
    if (search.frontier.count === 0) await rm(this.#file, { force: true });
    else await replaceFile(this.#file, chunksOf(checkpointOf(search, this.#key)), { sync: true });
  }
}
