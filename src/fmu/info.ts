/**
 * What `fmutool info` tells about an FMU, in exactly the shape that scripts rely on (`info --json`). How it looks on a
 * terminal is the command line's business.
 */
import type { NameProblem } from './archive/portable-names.js';
import { posix } from 'node:path';
import type { FmuBinary } from './binaries/fmu-binaries.js';
import type { BinaryFormat, BinarySlice } from './binaries/binary-info.js';
import { fmiFunctions } from './binaries/fmi-functions.js';
import type { Fmu, FmuRemoting } from './fmu.js';
import type { InterfaceKind, ModelDescription } from './model-description.js';
import { type ProblemCode, problemText } from './model-description/problem.js';
import { findPlatform, platformFolder } from './platforms.js';
import { REMOTING_EXTENSION, type RemotingKind } from './remoting-file.js';

/** What a binary does in the FMU. */
export type BinaryRole = 'model' | 'client' | 'server' | 'other';

/** A binary in {@link FmuInfo}. */
export interface BinaryReport {
  /** Path inside the FMU. */
  path: string;
  format: BinaryFormat;
  /** In the words of FMI 3 (`x86_64`), `universal` or `unknown`. */
  arch: string;
  bits: 32 | 64;
  /** For a universal Mach-O: what it holds. */
  slices?: { arch: string; bits: 32 | 64 }[];
  /** Names of the exported FMI functions, sorted; those of FMI 1 with their prefix. */
  fmiFunctions: string[];
  /** Libraries it needs. */
  imports: string[];
  role: BinaryRole;
}

/** Remoting that a platform of the FMU has. */
export interface RemotingReport {
  kind: RemotingKind;
  /** Version of fmutool that added it. */
  version: string;
  /** The platform that importers load. */
  from: string;
  /** The platform that computes. */
  to: string;
  /** Seconds a call may take before the model's process is ended; 0: no limit. */
  timeout: number;
}

/** A folder under `binaries/`. */
export interface PlatformReport {
  /** The platform's name in the FMU's own FMI version; the folder's name if it is no platform we know. */
  platform: string;
  /** Path inside the FMU, for example `binaries/win64`. */
  folder: string;
  binaries: BinaryReport[];
  remoting: RemotingReport | null;
}

/** An item of `info --json`. */
export interface FmuInfo {
  file: string;
  fmiVersion: string;
  modelName: string;
  generationTool: string | null;
  token: string;
  interfaces: {
    kind: InterfaceKind;
    modelIdentifier: string;
    capabilities: Record<string, boolean | number | string>;
  }[];
  platforms: PlatformReport[];
  variables: { total: number; byCausality: Record<string, number>; byType: Record<string, number> };
  defaultExperiment: { startTime?: number; stopTime?: number; tolerance?: number; stepSize?: number } | null;
  /** Size of the file in bytes. */
  size: number;
  /** Number of entries in the archive. */
  entries: number;
  /** Entries whose names other systems read otherwise. */
  nameProblems: NameProblem[];
  /** What breaks the standard in modelDescription.xml, in its order. */
  modelProblems: { code: ProblemCode; line: number; column: number; message: string }[];
}

/**
 * Collects what there is to tell about an FMU; reads its model description and every file under `binaries/`.
 * @throws FmuToolError if one of them cannot be read
 */
export function fmuInfo(fmu: Fmu): FmuInfo {
  const description = fmu.modelDescription;
  return {
    file: fmu.path,
    fmiVersion: description.fmiVersion,
    modelName: description.modelName,
    generationTool: description.generationTool ?? null,
    token: description.token,
    interfaces: description.interfaces.map(({ kind, modelIdentifier, capabilities }) => ({
      kind,
      modelIdentifier,
      capabilities: { ...capabilities },
    })),
    platforms: platformReports(fmu),
    variables: {
      total: description.variables.length,
      byCausality: countBy(description.variables, (variable) => variable.causality),
      byType: countBy(description.variables, (variable) => variable.type),
    },
    defaultExperiment: experiment(description),
    size: fmu.archive.size,
    entries: fmu.archive.entries.length,
    nameProblems: [...fmu.nameProblems],
    modelProblems: description.problems.map((problem) => ({
      code: problem.code,
      line: problem.position.line,
      column: problem.position.column,
      message: problemText(problem),
    })),
  };
}

function platformReports(fmu: Fmu): PlatformReport[] {
  const { fmiMajor, interfaces } = fmu.modelDescription;
  const identifiers = new Set(interfaces.map((each) => each.modelIdentifier));
  const roles = remotingRoles(fmu.remoting);
  const byFolder = new Map<string, PlatformReport>();
  const remotingOf = remotingByFolder(fmu.remoting);
  for (const folder of binaryFolders(fmu)) {
    const known = findPlatform(folder);
    byFolder.set(folder, {
      platform: known === undefined ? folder : platformFolder(known, fmiMajor),
      folder: `binaries/${folder}`,
      binaries: [],
      remoting: remotingReport(remotingOf.get(`binaries/${folder}`), folder),
    });
  }
  for (const binary of fmu.binaries) {
    const { path, info } = binary;
    byFolder.get(binary.folder)?.binaries.push({
      path,
      format: info.format,
      arch: info.arch,
      bits: info.bits,
      ...(info.arch === 'universal' && { slices: info.slices.map(sliceReport) }),
      fmiFunctions: fmiFunctions(info.exports, fmiMajor, [...identifiers]),
      imports: [...info.imports],
      role: roles.get(path) ?? (isModel(binary, identifiers) ? 'model' : 'other'),
    });
  }
  return [...byFolder.values()];
}

/** Folders under `binaries/` that hold at least one file, in the order of the archive. */
function binaryFolders(fmu: Fmu): Set<string> {
  const folders = new Set<string>();
  for (const { name, isDirectory } of fmu.archive.entries) {
    const [top, folder, ...rest] = name.split('/');
    if (top === 'binaries' && folder !== undefined && rest.length > 0 && !isDirectory) folders.add(folder);
  }
  return folders;
}

/** Roles that the `.remoting` files give to binaries, by path; of several roles the last in the list below wins. */
function remotingRoles(remoting: readonly FmuRemoting[]): Map<string, BinaryRole> {
  const roles = new Map<string, BinaryRole>();
  const give = (role: BinaryRole, pathOf: (each: FmuRemoting) => string): void => {
    for (const each of remoting) roles.set(pathOf(each), role);
  };
  give('model', ({ path, file }) => posix.join(posix.dirname(path), file.model));
  give('server', ({ path, file }) => posix.join(posix.dirname(path), file.server));
  for (const extension of ['.dll', '.so', '.dylib']) {
    give('client', ({ path }) => path.slice(0, -REMOTING_EXTENSION.length) + extension);
  }
  return roles;
}

/** The first `.remoting` file of each folder. */
function remotingByFolder(remoting: readonly FmuRemoting[]): Map<string, FmuRemoting> {
  return new Map(remoting.toReversed().map((each) => [posix.dirname(each.path), each]));
}

function remotingReport(found: FmuRemoting | undefined, folder: string): RemotingReport | null {
  if (found === undefined) return null;
  const { kind, fmutool, platform, timeout } = found.file;
  return { kind, version: fmutool, from: folder, to: platform, timeout };
}

function isModel({ path, folder, info }: FmuBinary, identifiers: ReadonlySet<string>): boolean {
  if (info.kind === 'executable' || posix.dirname(path) !== `binaries/${folder}`) return false;
  return identifiers.has(posix.basename(path, posix.extname(path)));
}

function sliceReport({ arch, bits }: BinarySlice): { arch: string; bits: 32 | 64 } {
  return { arch, bits };
}

function experiment({ defaultExperiment }: ModelDescription): FmuInfo['defaultExperiment'] {
  if (defaultExperiment === undefined) return null;
  return Object.fromEntries(Object.entries(defaultExperiment).filter(([, value]) => value !== undefined));
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}
