/** An FMU in a folder of its own, as an importer unpacks it, for tests that load its libraries. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AdmZip from 'adm-zip';
import { binariesFolder, libraryName } from '../../src/fmu/file-names.js';
import { type ModelDescription, parseModelDescription } from '../../src/fmu/model-description.js';
import { findPlatform } from '../../src/fmu/platforms.js';
import { type TraceRequest, type TraceResult, runTracer, traceLibrary } from './tracer.js';
import { ROOT, type TestPlatform, pathFor, uriFor } from './wine.js';

/** What a trace of an unpacked FMU needs besides the FMU. */
export type FmuTrace = Omit<TraceRequest, 'library' | 'description'>;

/** Path of one of our own FMUs. */
export function fixtureFmu(name: string): string {
  return join(ROOT, 'fixtures', 'fmus', `${name}.fmu`);
}

/** An unpacked FMU; {@link UnpackedFmu.remove} takes it away again. */
export class UnpackedFmu {
  readonly description: ModelDescription;

  private constructor(readonly folder: string) {
    this.description = parseModelDescription(readFileSync(join(folder, 'modelDescription.xml')));
  }

  /** Unpacks the FMU at `path` to a new folder whose name has `name` in it, without executable bits. */
  static at(path: string, name = 'fmu'): UnpackedFmu {
    const folder = mkdtempSync(join(tmpdir(), `fmutool-${name}-`));
    new AdmZip(path).extractAllTo(folder, true, false);
    return new UnpackedFmu(folder);
  }

  /** Path of the folder of a platform's libraries, whose name depends on the FMI version. */
  binaries(platform: TestPlatform): string {
    return join(this.folder, binariesFolder(findPlatform(platform)!, this.description.fmiMajor));
  }

  /** Path of the library of an interface, whether it is there or not. */
  library(platform: TestPlatform, kind: TraceRequest['kind']): string {
    const its = this.description.interfaces.find((one) => one.kind === kind);
    return join(this.binaries(platform), libraryName(findPlatform(platform)!, its?.modelIdentifier ?? 'none'));
  }

  /** The folder of the resources as a library of the platform is told: FMI 3.0 has a path, the others a URI. */
  resources(platform: TestPlatform): string {
    const folder = join(this.folder, 'resources');
    return this.description.fmiMajor === 3 ? pathFor(platform, folder) : uriFor(platform, folder);
  }

  /** Whether the FMU has a library of its own for the platform and interface. */
  has(platform: TestPlatform, kind: TraceRequest['kind']): boolean {
    return existsSync(this.library(platform, kind));
  }

  /** The trace of its library. */
  trace(request: FmuTrace): Promise<string> {
    return traceLibrary(this.request(request));
  }

  /** The same where the tracer may fail. */
  run(request: FmuTrace): Promise<TraceResult> {
    return runTracer(this.request(request));
  }

  /** What the tracer needs to know to load its library. */
  request(request: FmuTrace): TraceRequest {
    const resources = this.resources(request.platform);
    return {
      ...request,
      library: this.library(request.platform, request.kind),
      description: this.description,
      scenario: { resources, ...request.scenario },
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
