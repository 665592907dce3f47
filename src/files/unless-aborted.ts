/** Waits for the operating system, which may be slow for ever, but not after the user has given up. */
import { FmuToolError } from '../fmu/error.js';

/**
 * What `work` comes to, or an error once `signal` is aborted and `graceMilliseconds` more have passed. It goes on by
 * itself then, and its caller gives back what it comes to.
 * @throws FmuToolError `interrupted`, or what the work throws
 */
export async function unlessAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  graceMilliseconds = 0,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let stop: (() => void) | undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => {
      reject(new FmuToolError('interrupted', 'interrupted while a file was waited for', { cause: signal?.reason }));
    };
    stop = () => {
      if (graceMilliseconds === 0) giveUp();
      else timer = setTimeout(giveUp, graceMilliseconds);
    };
    signal?.addEventListener('abort', stop);
    if (signal?.aborted === true) stop();
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    clearTimeout(timer);
    if (stop !== undefined) signal?.removeEventListener('abort', stop);
    // What is given up may fail later.
    work.catch(() => undefined);
  }
}
