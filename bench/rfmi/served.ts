// A server in a process of its own, as users start it: `fmutool serve`.
import { ServeProcess, type StartedProcess } from '../../test/rfmi/server/started-process.js';
import { farSide, type Placement } from './placement.js';

export interface Served {
  readonly process: StartedProcess;
  /** The TCP port that the system chose, or the negative one of shared memory. */
  readonly port: number;
}

/** Serves FMUs: over TCP if `port` is 0, over shared memory if it is negative. */
export async function serve(
  fmus: readonly string[],
  port: number,
  placement: Placement = 'anywhere',
  options: readonly string[] = [],
): Promise<Served> {
  const { process, ports } = await ServeProcess.start(
    [...fmus, '--port', String(port), ...options],
    farSide(placement),
  );
  return { process, port: ports[0]! };
}
