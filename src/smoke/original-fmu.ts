/**
 * The FMU as it was before remoting, so that what its model is measured by does not depend on the remoting that is tested:
 * `remove-remoting`, into a folder of its own.
 */
import path from 'node:path';
import type { ArchiveLimits } from '../fmu/archive/entry.js';
import { Fmu } from '../fmu/fmu.js';
import { changeFmu } from '../remoting/change-fmu.js';
import { TemporaryFolder } from '../runtime/temporary-folder.js';

export class OriginalFmu {
  readonly #fmu: Fmu;
  readonly #limits: Partial<ArchiveLimits>;
  #folder: TemporaryFolder | undefined;
  #without: Promise<Fmu> | undefined;

  /** Nothing is done yet. */
  constructor(fmu: Fmu, limits: Partial<ArchiveLimits> = {}) {
    this.#fmu = fmu;
    this.#limits = limits;
  }

  /**
   * The FMU without remoting; itself, if it has none.
   * @throws FmuToolError with a `remoting-`, `archive-` or `file-` code if the remoting cannot be taken out
   */
  open(): Promise<Fmu> {
    this.#without ??= this.#fmu.remoting.length === 0 ? Promise.resolve(this.#fmu) : this.#takeOut();
    return this.#without;
  }

  /** Gives everything back. Never rejects. */
  async close(): Promise<void> {
    const opened = await this.#without?.catch(() => undefined);
    if (opened !== this.#fmu) opened?.close();
    await this.#folder?.remove();
  }

  async #takeOut(): Promise<Fmu> {
    const limits = this.#limits;
    const folder = await TemporaryFolder.make('original');
    this.#folder = folder;
    const output = path.join(folder.path, 'original.fmu');
    await changeFmu(this.#fmu.path, [{ action: 'remove-remoting' }], { output, limits, sync: false });
    return Fmu.open(output, { limits });
  }
}
