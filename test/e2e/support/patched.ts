/** Unpacked FMUs, as they were and with remoting, for programs that load their libraries. */
import AdmZip from 'adm-zip';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Fmu } from '../../../src/fmu/fmu.js';
import type { ModelDescription } from '../../../src/fmu/model-description.js';
import { findPlatform } from '../../../src/fmu/platforms.js';
import { changeFmu } from '../../../src/remoting/change-fmu.js';
import type { TestPlatform } from '../../native/wine.js';

/** One FMU in a folder of its own, before and after. */
export class PatchedFmu {
  private constructor(
    readonly folder: string,
    readonly description: ModelDescription,
  ) {}

  /**
   * Takes all platforms but `keep` out of a copy of the FMU, adds remoting for `platforms` to another, and unpacks both.
   */
  static async make(
    fmu: string,
    keep: readonly TestPlatform[],
    platforms: readonly TestPlatform[],
  ): Promise<PatchedFmu> {
    const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-patched-'));
    const [original, patched] = [path.join(folder, 'original.fmu'), path.join(folder, 'patched.fmu')];
    writeFileSync(original, withPlatforms(fmu, keep));
    const operations = platforms.map((name) => ({ action: 'add-remoting' as const, platform: findPlatform(name)! }));
    await changeFmu(original, operations, { output: patched, sync: false });
    unpack(original, path.join(folder, 'original'));
    unpack(patched, path.join(folder, 'patched'));
    return new PatchedFmu(folder, (await Fmu.open(original)).modelDescription);
  }

  /** The library that an importer on `platform` loads. */
  library(which: 'original' | 'patched', platform: TestPlatform, kind: 'coSimulation' | 'modelExchange'): string {
    const identifier = this.description.interfaces.find((one) => one.kind === kind)?.modelIdentifier ?? '';
    const ending = platform.startsWith('win') ? '.dll' : '.so';
    return path.join(this.folder, which, 'binaries', platform, identifier + ending);
  }

  /** The folder of resources; both traces use the same one, because its URI may show. */
  get resources(): string {
    return path.join(this.folder, 'original', 'resources');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function withPlatforms(fmu: string, keep: readonly TestPlatform[]): Buffer {
  const zip = new AdmZip(fmu);
  for (const { entryName } of zip.getEntries()) {
    const platform = /^binaries\/([^/]+)\//.exec(entryName)?.[1];
    if (platform !== undefined && !keep.some((name) => name === platform)) zip.deleteEntry(entryName);
  }
  return zip.toBuffer();
}

// As importers do: no executable bits.
function unpack(fmu: string, folder: string): void {
  for (const entry of new AdmZip(fmu).getEntries()) {
    const to = path.join(folder, entry.entryName);
    if (entry.isDirectory) continue;
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, entry.getData(), { mode: 0o644 });
  }
}
