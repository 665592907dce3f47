/** Reads an FMU in a process of its own, which says how much memory it had at most. */
import { execFile } from 'node:child_process';
import { executable } from '../../e2e/support/executable.js';

/** Says in the last line of stderr how many kB this program had at most; `maxRSS` would count what started it, too. */
const MEASURE = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync, writeSync } from 'node:fs';
  process.on('exit', () => {
    const [, peak] = readFileSync('/proc/self/status', 'latin1').split('VmHWM:');
    writeSync(2, 'peak ' + Number.parseInt(peak) + String.fromCharCode(10));
  });
`)}`;

/** What came of it. */
export interface ReadInChild {
  readonly status: number;
  /** What was said on stderr, line by line. */
  readonly said: readonly string[];
  readonly peakMebibytes: number;
}

/** Runs `fmutool` with these arguments; rejects if it does not end by itself within the time, in milliseconds. */
export function readInChild(args: readonly string[], timeout: number): Promise<ReadInChild> {
  return new Promise((resolve, reject) => {
    const command = ['--import', MEASURE, executable, ...args];
    execFile(
      process.execPath,
      command,
      { timeout, maxBuffer: 1024 ** 3, killSignal: 'SIGKILL' },
      (error, _, stderr) => {
        const lines = stderr.trimEnd().split('\n');
        const peak = /^peak (\d+)$/.exec(lines.pop() ?? '')?.[1];
        if (peak === undefined) reject(new Error(`it did not end by itself: ${stderr.slice(-2000)}`, { cause: error }));
        else resolve({ status: Number(error?.code ?? 0), said: lines, peakMebibytes: Number(peak) / 1024 });
      },
    );
  });
}
