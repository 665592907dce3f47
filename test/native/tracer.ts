/** Traces of what a model library does: the tracer, run natively or under Wine, with a deadline. */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InterfaceKind, ModelDescription } from '../../src/fmu/model-description.js';
import { type ScenarioOptions, scenarioOf } from './scenario.js';
import { ROOT, type TestPlatform, isLinux, launcher, pathFor } from './wine.js';

/** What to trace. */
export interface TraceRequest {
  /** The library, by its path on this machine. */
  readonly library: string;
  readonly description: ModelDescription;
  readonly kind: InterfaceKind;
  /** Platform of the library, and of the tracer that loads it. */
  readonly platform: TestPlatform;
  readonly scenario?: ScenarioOptions;
  /** The tracer's options, for example `--illegal`, `--three`, `--callbacks no-logger`. */
  readonly options?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Another build of the platform's tracer. */
  readonly tracer?: string;
  /** What the tracer reads from standard input. */
  readonly input?: string;
  /** Milliseconds after which the tracer is killed and the trace fails. */
  readonly deadline?: number;
}

/** How a run of the tracer ended. */
export interface TraceResult {
  readonly trace: string;
  readonly errors: string;
  /** Undefined: a signal ended it. */
  readonly status: number | undefined;
}

const usualDeadline = 60_000;

/** Path of the tracer for a platform. */
export function tracerProgram(platform: TestPlatform): string {
  return join(ROOT, 'build', 'native', platform, 'tracer', isLinux(platform) ? 'tracer' : 'tracer.exe');
}

/** Why there can be no traces on the platform's libraries, or undefined when there can. */
export function whyNoTracer(platform: TestPlatform): string | undefined {
  return existsSync(tracerProgram(platform)) ? undefined : `${tracerProgram(platform)} has not been built`;
}

/**
 * The trace of a library.
 * @throws Error when the tracer does not end with status 0 in time
 */
export async function traceLibrary(request: TraceRequest): Promise<string> {
  const { trace, errors, status } = await runTracer(request);
  if (status === 0) return trace;
  throw new Error(`the tracer ended with ${status ?? 'a signal'}: ${errors}\n${trace.slice(-2000)}`);
}

/** Runs the tracer on a library and says how it ended. */
export async function runTracer(request: TraceRequest): Promise<TraceResult> {
  const { platform, description, kind } = request;
  const folder = mkdtempSync(join(tmpdir(), 'fmutool-trace-'));
  try {
    const scenario = join(folder, 'scenario.txt');
    writeFileSync(scenario, scenarioOf(description, kind, request.scenario));
    const { command, env } = await launcher(platform);
    const files = [pathFor(platform, request.library), pathFor(platform, scenario)];
    const words = [...command, request.tracer ?? tracerProgram(platform), ...(request.options ?? []), ...files];
    // Files and not pipes: what Wine starts in the background would hold a pipe open for seconds.
    const out = join(folder, 'out.txt');
    const err = join(folder, 'err.txt');
    const outputs = [openSync(out, 'w'), openSync(err, 'w')];
    try {
      const status = await ended(words, { ...process.env, ...env, ...request.env }, outputs, request);
      return { trace: readFileSync(out, 'utf8'), errors: readFileSync(err, 'utf8'), status };
    } catch (error) {
      throw new Error(`${String(error)}:\n${readFileSync(out, 'utf8').slice(-2000)}`, { cause: error });
    } finally {
      outputs.forEach(closeSync);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs a program to its end: its exit status, or undefined when a signal ended it. */
function ended(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  outputs: readonly number[],
  { input = '', deadline = usualDeadline }: TraceRequest,
): Promise<number | undefined> {
  const child = spawn(words[0]!, words.slice(1), { env, stdio: ['pipe', ...outputs] });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error('the tracer did not end in time'));
    }, deadline);
    child.on('error', reject);
    child.on('exit', (status) => {
      clearTimeout(timer);
      resolve(status ?? undefined);
    });
    // The tracer may end without having read it.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}
