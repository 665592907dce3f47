/** Works on every FMU that was named, whatever becomes of the others. */
import { FmuToolError } from '../fmu/error.js';
import { DONE, NOT_DONE, worst, type ExitStatus } from './exit-status.js';
import type { Report } from './output/report.js';

/** What came of it. */
export interface EachResult<T> {
  readonly status: ExitStatus;
  /** For each FMU, in the order in which they were named: the result, or why there is none. */
  readonly outcomes: readonly Outcome<T>[];
}

/** What came of one FMU. */
export type Outcome<T> =
  { readonly file: string; readonly value: T } | { readonly file: string; readonly error: FmuToolError };

/** How {@link eachFmu} goes about it. */
export interface EachOptions<T> {
  /** How many at once; default one after the other. */
  readonly jobs?: number | undefined;
  /** Called for each in the order in which they were named, as soon as it and those before it are done. */
  readonly show: (file: string, value: T) => void;
  /** No further ones are begun once it is aborted. */
  readonly signal?: AbortSignal;
}

/** Calls `work` for every one of `files`; an error is reported, and the others are attempted all the same. */
export async function eachFmu<T>(
  files: readonly string[],
  report: Report,
  work: (file: string) => Promise<T>,
  options: EachOptions<T>,
): Promise<EachResult<T>> {
  const outcomes = new Array<Outcome<T> | undefined>(files.length).fill(undefined);
  let next = 0;
  let shown = 0;
  const worker = async (): Promise<void> => {
    while (next < files.length && options.signal?.aborted !== true) {
      const index = next++;
      outcomes[index] = await attempt(files[index] ?? '', work);
      for (let ready = outcomes[shown]; ready !== undefined; ready = outcomes[++shown]) show(ready);
    }
  };
  await Promise.all(Array.from({ length: Math.min(options.jobs ?? 1, files.length) }, worker));
  const done = outcomes.filter((outcome) => outcome !== undefined);
  return { status: worst(done.map((outcome) => ('error' in outcome ? NOT_DONE : DONE))), outcomes: done };

  function show(outcome: Outcome<T>): void {
    if ('error' in outcome) report.error(outcome.file, outcome.error);
    else options.show(outcome.file, outcome.value);
  }
}

/** The item of an FMU that could not be worked on, in the array of `--json`. */
export function errorItem(file: string, error: FmuToolError): object {
  return { file, error: { code: error.code, message: error.message } };
}

async function attempt<T>(file: string, work: (file: string) => Promise<T>): Promise<Outcome<T>> {
  try {
    return { file, value: await work(file) };
  } catch (error) {
    if (error instanceof FmuToolError) return { file, error };
    throw error;
  }
}
