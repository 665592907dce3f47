// Runs the executable as its users do. It is compiled code: `npm test` builds it beforehand.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { PATIENCE } from '../../patience.js';

/** bin/fmutool.js of this repository. */
export const executable = fileURLToPath(new URL('../../../bin/fmutool.js', import.meta.url));

/** Real FMUs of other tools, which are beside the repository on some machines. */
export const realFmus = path.join(path.dirname(executable), '..', '..', 'shared', 'fmus');

/** Why tests on them are skipped, or an empty text. */
export const noRealFmus = existsSync(realFmus) ? '' : 'skipped: there is no folder ../shared/fmus';

export interface RunResult {
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `fmutool` with these arguments; one that hangs is ended, and the test with it. */
export async function fmutool(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly uid?: number | undefined;
    /** How long it may take; 50 s unless told otherwise. */
    readonly limitMilliseconds?: number;
  } = {},
): Promise<RunResult> {
  const { exitCode, stdout, stderr, timedOut } = await execa(process.execPath, [executable, ...args], {
    cwd: options.cwd ?? '/',
    env: { ...options.env },
    ...(options.uid !== undefined && { uid: options.uid }),
    reject: false,
    timeout: (options.limitMilliseconds ?? 50_000) * PATIENCE,
    killSignal: 'SIGKILL',
    stripFinalNewline: false,
    stdin: 'ignore',
  });
  if (timedOut) throw new Error(`fmutool ${args.join(' ')} hangs`);
  return { status: exitCode, stdout, stderr };
}
