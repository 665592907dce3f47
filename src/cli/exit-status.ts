/** What the exit status of a run says. Scripts decide on it; nothing else sets it. */

/** Done and clean. */
export const DONE = 0;
/** Done, and the FMU has a problem. */
export const PROBLEM = 1;
/** Not done: usage, unreadable input, unsupported FMU, missing runtime, I/O error. */
export const NOT_DONE = 2;

/** One of the three. */
export type ExitStatus = typeof DONE | typeof PROBLEM | typeof NOT_DONE;

/** Of several FMUs the worst counts. */
export function worst(statuses: Iterable<ExitStatus>): ExitStatus {
  return Math.max(DONE, ...statuses) as ExitStatus;
}
