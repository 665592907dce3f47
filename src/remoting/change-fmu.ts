/** Adds remoting to an FMU and takes it out: plan, apply, verify, and only then replace. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { ArchiveLimits } from '../fmu/archive/entry.js';
import type { NameProblem } from '../fmu/archive/portable-names.js';
import { FmuToolError } from '../fmu/error.js';
import { Fmu } from '../fmu/fmu.js';
import { archiveChanges, currentLayout, difference, isEmpty } from './difference.js';
import { planAll, type Operation, type Plan, type Situation } from './plan.js';
import { Prebuilt } from '../prebuilt/prebuilt.js';
import { fileIdentity } from '../fmu/file-identity.js';
import { checkDestination, replaceFile } from '../files/replace-file.js';
import { Subject } from './subject.js';
import { asFileError } from '../files/system-error.js';
import { verify } from './verify.js';

/** How to go about it. */
export interface ChangeOptions {
  /** Where the result goes; without it the FMU is replaced. */
  readonly output?: string | undefined;
  /** Plan only; nothing is written. */
  readonly dryRun?: boolean | undefined;
  /** Flush the result to the disk before it takes its place; default true. */
  readonly sync?: boolean | undefined;
  /** Aborting leaves the destination as it was and nothing beside it. */
  readonly signal?: AbortSignal | undefined;
  /** Clients and servers to put in; default: those that come with fmutool. */
  readonly prebuilt?: Prebuilt | undefined;
  /** Bounds on what is believed of the archive. */
  readonly limits?: Partial<ArchiveLimits> | undefined;
}

/** What was done. */
export interface ChangeResult {
  /** The FMU, as it was named. */
  readonly file: string;
  /** The file that holds the result, or with `dryRun` would hold it. */
  readonly output: string;
  /** Whether the FMU's contents are other than before. */
  readonly changed: boolean;
  /** Whether a file was written. */
  readonly written: boolean;
  /** As the model description has it. */
  readonly fmiVersion: string;
  /** One for each operation, in their order. */
  readonly plans: readonly Plan[];
  /** SHA-256 of the file that holds the result, hexadecimal; null with `dryRun`. */
  readonly sha256: string | null;
  /** Entries whose names other systems read otherwise: the FMU may not be the same there. */
  readonly nameProblems: readonly NameProblem[];
}

/**
 * Carries out `operations`, in their order, on the FMU `file`; it is written once, or not at all. Doing it again changes
 * nothing, and the same input gives the same bytes.
 * @throws FmuToolError when the FMU cannot be read, the operation is not possible for it, the result cannot be written
 *   or does not pass its check; the old file is whole then
 */
export async function changeFmu(
  file: string,
  operations: readonly Operation[],
  options: ChangeOptions = {},
): Promise<ChangeResult> {
  const fmu = Fmu.open(file, { limits: options.limits ?? {} });
  try {
    return await change(fmu, operations, options);
  } catch (error) {
    throw error instanceof FmuToolError ? error.withPath(file) : error;
  } finally {
    fmu.close();
  }
}

async function change(fmu: Fmu, operations: readonly Operation[], options: ChangeOptions): Promise<ChangeResult> {
  const output = options.output ?? fmu.path;
  const inPlace = await isSameFile(fmu.path, output);
  // What was read, or what was there when the work began, is what may be replaced.
  const replaces = inPlace ? fmu.archive.file : await fileIdentity(output);
  const prebuilt = options.prebuilt ?? new Prebuilt();
  const subject = new Subject(fmu);
  const start: Situation = { remoting: subject.inventory, layout: currentLayout(subject) };
  const plans = planAll(subject, start, operations, prebuilt);
  const end: Situation = plans.at(-1) ?? start;
  const changed = !isEmpty(difference(start.layout, end.layout));
  const done = {
    file: fmu.path,
    output,
    changed,
    fmiVersion: fmu.modelDescription.fmiVersion,
    plans,
    nameProblems: fmu.nameProblems,
  };
  if (options.dryRun === true) return { ...done, written: false, sha256: null };
  if (!changed && inPlace) {
    return { ...done, written: false, sha256: hashOf(fileChunks(fmu.path)) };
  }
  const destination = await checkDestination(output);
  const hash = createHash('sha256');
  const chunks = changed ? fmu.archive.edit(archiveChanges(start.layout, end.layout)).chunks() : fileChunks(fmu.path);
  await replaceFile(destination, chunks, {
    sync: options.sync ?? true,
    name: output,
    signal: options.signal,
    onPart: (part) => void hash.update(part),
    replaces,
    // A copy of a file that others may not read is none for them either.
    mode: (await stat(fmu.path)).mode & 0o666,
    check: (temporary) => {
      if (changed) verify(temporary, { subject, ...end, limits: options.limits ?? {} });
      // Some systems do not rename over an open file.
      fmu.close();
      return Promise.resolve();
    },
  });
  return { ...done, written: true, sha256: hash.digest('hex') };
}

async function isSameFile(first: string, second: string): Promise<boolean> {
  const paths = await Promise.all([first, second].map((each) => realpath(each).catch(() => undefined)));
  return paths[0] !== undefined && paths[0] === paths[1];
}

function hashOf(chunks: Iterable<Buffer>): string {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

/** The file in pieces; each is valid until the next is asked for. */
function* fileChunks(file: string): Generator<Buffer> {
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  const descriptor = openSync(file, 'r');
  try {
    for (;;) {
      const size = read(descriptor, buffer, file);
      if (size === 0) return;
      yield buffer.subarray(0, size);
    }
  } finally {
    closeSync(descriptor);
  }
}

function read(descriptor: number, buffer: Buffer, file: string): number {
  try {
    return readSync(descriptor, buffer);
  } catch (error) {
    throw asFileError(error, file, 'cannot be read');
  }
}
