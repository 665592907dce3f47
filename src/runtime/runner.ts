/** The runner library (native/runner/runner.h) through koffi: its functions as they are. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import koffi from 'koffi';
import { FmuToolError } from '../fmu/error.js';
import { platformOf, type Platform, type PlatformArch, type PlatformOs } from '../fmu/platforms.js';
import { displayName } from '../fmu/file-names.js';

/** The values that the functions of the library return. */
export const Status = { ok: 0, again: 1, invalid: 2, noMemory: 3 } as const;

/**
 * Which caller waits for a quick model: none (`aside`); the one that brings it something to do, at once (`now`); or the
 * one that asks later with `wait` or `arm` what has become of it, and brings others something meanwhile (`later`).
 */
export const Pace = { aside: 0, now: 1, later: 2 } as const;

/** Opaque pointers of the library. */
export type Handle = object | bigint;

/** What a new instance needs to know. */
export interface Place {
  /** FMI major version. */
  readonly fmi: number;
  /** The program that loads the library; both are absolute paths. */
  readonly server: string;
  readonly library: string;
  /** Longest that a call may take, in microseconds; 0: no limit. */
  readonly limitMicroseconds: number;
}

/** Times are microseconds; 0 does not wait. */
export interface Runner {
  /** A hub and its descriptor, -1 on Windows. */
  openHub(): { hub: Handle; descriptor: number };
  /** Fills in the numbers of instances that are done and returns how many. */
  done(hub: Handle, numbers: Uint32Array): number;
  doneAside(hub: Handle, numbers: Uint32Array, timeoutMicroseconds: number): Promise<number>;
  open(hub: Handle, number: number, place: Place): Handle;
  /** {@link Status} `ok` if everything was quick and the {@link Pace} lets it be tried. `again`: it is under way. */
  begin(instance: Handle, program: Uint8Array, size: number, pace: number): number;
  /** {@link Status} `ok` or `again`; so does `arm`. */
  wait(instance: Handle, timeoutMicroseconds: number): number;
  arm(instance: Handle): number;
  /** The size of the result, which is copied if there is room for it. */
  take(instance: Handle, to: Uint8Array): number;
  takeLog(instance: Handle, to: Uint8Array): number;
  abort(instance: Handle): void;
  close(instance: Handle): void;
}

const OPERATING_SYSTEMS: Readonly<Record<string, PlatformOs>> = {
  linux: 'linux',
  win32: 'windows',
  darwin: 'darwin',
};
const ARCHITECTURES: Readonly<Record<string, PlatformArch>> = { x64: 'x86_64', ia32: 'x86', arm64: 'aarch64' };

/** The platform that this process runs on; undefined if the FMI standards have no name for it. */
export function ownPlatform(): Platform | undefined {
  const os = OPERATING_SYSTEMS[process.platform];
  const arch = ARCHITECTURES[process.arch];
  return os === undefined || arch === undefined ? undefined : platformOf(os, arch);
}

/** Where the library of this platform is, whether or not there is one. */
export function runnerFile(): string {
  const platform = ownPlatform();
  const folder = platform === undefined ? `${process.arch}-${process.platform}` : displayName(platform);
  const file = `../../prebuilt/${folder}/runner${platform?.libraryExtension ?? '.so'}`;
  return fileURLToPath(new URL(file, import.meta.url));
}

const libraries = new Map<string, Runner>();

/**
 * Loads the library, once for each file.
 * @throws FmuToolError `runtime-unavailable`
 */
export function loadRunner(file: string = runnerFile()): Runner {
  let runner = libraries.get(file);
  if (runner === undefined) {
    if (!existsSync(file)) {
      const where = path.basename(path.dirname(file));
      throw new FmuToolError('runtime-unavailable', `fmutool cannot run models on ${where}: it has no runner for it`);
    }
    runner = bind(koffi.load(file));
    libraries.set(file, runner);
  }
  return runner;
}

/** A type as koffi takes it, by name or object. */
type Type = Parameters<typeof koffi.out>[0];
type Native = (...args: unknown[]) => number;

function bind(library: ReturnType<typeof koffi.load>): Runner {
  const handle = koffi.pointer(koffi.opaque());
  const out = (type: Type) => koffi.out(koffi.pointer(type));
  const declared = (name: string, result: Type, ...args: Type[]) =>
    library.func(`runner_${name}`, result, args) as unknown as Native;
  const hubOpen = declared('hub_open', 'int', out(handle), out('int'));
  const done = declared('done', 'int', handle, 'uint32_t *', 'int', 'int64_t');
  const open = declared('open', 'int', handle, 'uint32_t', 'int', 'str', 'str', 'int64_t', out(handle));
  const begin = declared('begin', 'int', handle, 'uint8_t *', 'size_t', 'int');
  const wait = declared('wait', 'int', handle, 'int64_t');
  const arm = declared('arm', 'int', handle);
  const take = declared('take', 'int64_t', handle, 'uint8_t *', 'size_t');
  const takeLog = declared('take_log', 'int64_t', handle, 'uint8_t *', 'size_t');
  const abort = declared('abort', 'void', handle);
  const close = declared('close', 'void', handle);
  return {
    openHub: () => {
      const hub: [Handle | null] = [null];
      const descriptor = [-1];
      checked(hubOpen(hub, descriptor));
      return { hub: made(hub), descriptor: descriptor[0] ?? -1 };
    },
    done: (hub, numbers) => done(hub, numbers, numbers.length, 0),
    doneAside: (hub, numbers, timeoutMicroseconds) => aside(done, hub, numbers, numbers.length, timeoutMicroseconds),
    open: (hub, number, { fmi, server, library: file, limitMicroseconds: limit }) => {
      const instance: [Handle | null] = [null];
      checked(open(hub, number, fmi, server, file, limit, instance));
      return made(instance);
    },
    begin: (instance, program, size, pace) => {
      const status = begin(instance, program, size, pace);
      if (status !== Status.again) checked(status);
      return status;
    },
    wait,
    arm,
    take: (instance, to) => take(instance, to, to.length),
    takeLog: (instance, to) => takeLog(instance, to, to.length),
    abort: (instance) => void abort(instance),
    close: (instance) => void close(instance),
  };
}

function checked(status: number): void {
  if (status === Status.ok) return;
  if (status === Status.noMemory) {
    throw new FmuToolError('runtime-memory', 'there is not enough memory, or there are too many threads, for a model');
  }
  throw new Error(`bug: the runner was called in a way that it does not allow (${status}); please report it`);
}

function made([handle]: [Handle | null]): Handle {
  if (handle === null) throw new Error('bug: the runner made nothing; please report it');
  return handle;
}

/** The same on a thread of the pool. */
function aside(native: Native, ...args: unknown[]): Promise<number> {
  const { async: begin } = native as unknown as { async: (...args: unknown[]) => void };
  return new Promise((resolve, reject) => {
    begin(...args, (error: Error | null, result: number) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
}
