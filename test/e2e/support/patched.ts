/** An FMU unpacked twice, as it was and with remoting, for programs that load its libraries. */
import AdmZip from 'adm-zip';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { identifyBinary } from '../../../src/fmu/binaries/identify.js';
import { binariesFolder } from '../../../src/fmu/file-names.js';
import { Fmu } from '../../../src/fmu/fmu.js';
import { findPlatform } from '../../../src/fmu/platforms.js';
import { changeFmu } from '../../../src/remoting/change-fmu.js';
import { STANDARD_FUNCTIONS } from '../../../src/remoting/standard-functions.js';
import { UnpackedFmu, type FmuTrace } from '../../native/unpacked-fmu.js';
import type { TestPlatform } from '../../native/wine.js';
import { emulateServer } from './emulated-server.js';

/** The importer's memory export functions are served in the model's process, so what a model never frees is not counted here. */
export function comparable(trace: string): string {
  return trace.replace(/^blocks held .*\n/m, '');
}

/** The pair. */
export class PatchedFmu {
  private constructor(
    readonly original: UnpackedFmu,
    readonly patched: UnpackedFmu,
  ) {}

  /** Takes all platforms but `keep` out of a copy of the FMU, adds remoting for `platforms` to it, and unpacks both. */
  static async make(
    fmu: string,
    keep: readonly TestPlatform[],
    platforms: readonly TestPlatform[],
  ): Promise<PatchedFmu> {
    const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-patched-'));
    try {
      const [original, patched] = [path.join(folder, 'original.fmu'), path.join(folder, 'patched.fmu')];
      writeFileSync(original, withPlatforms(fmu, keep));
      const operations = platforms.map((name) => ({ action: 'add-remoting' as const, platform: findPlatform(name)! }));
      await changeFmu(original, operations, { output: patched, sync: false });
      const pair = new PatchedFmu(UnpackedFmu.at(original, 'original'), UnpackedFmu.at(patched, 'patched'));
      for (const platform of keep) emulateServer(pair.patched.binaries(platform), platform);
      return pair;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /**
   * Traces the original on the platform that computes and the patched one on the importer's. Both see the same folder of
   * resources, because its URI may show; a function that the original does not have is called on neither, because the
   * client has them all. `patchedTracer` is another build of the tracer, for the patched one only.
   */
  async traces(
    { patchedTracer, ...request }: Omit<FmuTrace, 'platform'> & { readonly patchedTracer?: string },
    computes: TestPlatform,
    importer: TestPlatform,
  ): Promise<{ readonly original: string; readonly patched: string }> {
    const resources = this.original.resources(computes);
    const library = this.original.library(computes, request.kind);
    const exported = new Set(identifyBinary(readFileSync(library))?.exports);
    const { fmiMajor } = this.original.description;
    // FMI 1.0 has the model identifier in front of each name, and the library has its name from it.
    const prefix = fmiMajor === 1 ? `${path.parse(library).name}_` : '';
    const missing = [...STANDARD_FUNCTIONS[fmiMajor]].filter((name) => !exported.has(prefix + name));
    const options = [...(request.options ?? []), ...(missing.length > 0 ? ['--without', missing.join(',')] : [])];
    const same = { ...request, options, scenario: { resources, ...request.scenario } };
    return {
      original: await this.original.trace({ ...same, platform: computes }),
      patched: await this.patched.trace({
        ...same,
        platform: importer,
        ...(patchedTracer !== undefined && { tracer: patchedTracer }),
      }),
    };
  }

  remove(): void {
    this.original.remove();
    this.patched.remove();
  }
}

function withPlatforms(fmu: string, keep: readonly TestPlatform[]): Buffer {
  const major = Fmu.open(fmu).modelDescription.fmiMajor;
  const zip = new AdmZip(fmu);
  const kept = keep.map((name) => binariesFolder(findPlatform(name)!, major));
  for (const { entryName } of zip.getEntries()) {
    const folder = /^binaries\/[^/]+(?=\/)/.exec(entryName)?.[0];
    if (folder !== undefined && !kept.includes(folder)) zip.deleteEntry(entryName);
  }
  return zip.toBuffer();
}
