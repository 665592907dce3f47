/** Waits for work, but not for ever and not after the user has given up. */

/** How long to wait. */
export interface TimeLimit {
  /** Seconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** The longest that a timer can wait, in milliseconds: some 25 days. */
export const LONGEST_TIMER = 0x7fff_ffff;

/**
 * What `work` comes to, with a time, a signal or both; undefined when the time is up or the signal is aborted; then
 * nothing listens to it any more.
 */
export async function withinLimit<T>(
  work: Promise<T>,
  { timeout, signal }: Partial<TimeLimit>,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    if (timeout !== undefined) timer = setTimeout(stop, Math.min(timeout * 1000, LONGEST_TIMER));
    signal?.addEventListener('abort', stop);
    if (signal?.aborted === true) stop();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
    if (stop !== undefined) signal?.removeEventListener('abort', stop);
    // Work that is given up may fail later, because it is ended then.
    work.catch(() => undefined);
  }
}
