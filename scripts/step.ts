// One step of the test command: a program with a limit of time. At the limit everything ends that it has started, too:
// a compiler that goes on would take the processors from the next step, and hold its output open.
import { execa } from 'execa';
import type { Outcome } from './outcome.js';

export interface StepOptions {
  readonly cwd: string;
  readonly limitMinutes: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether its output is shown as it comes; it is kept in any case. */
  readonly isSilent?: boolean;
}

export interface StepResult {
  readonly failed: boolean;
  /** Why it failed, where that is not what the program itself said. */
  readonly reason: string | undefined;
  readonly stdout: string;
  readonly seconds: string;
}

/** Runs a program, which may be one that npm has installed, to its end or its limit. */
export async function runStep(program: string, args: readonly string[], options: StepOptions): Promise<StepResult> {
  const { cwd, limitMinutes, env = {}, isSilent = false } = options;
  // A group of its own, so that one signal reaches all of it.
  const child = execa(program, args, {
    cwd,
    env,
    preferLocal: true,
    reject: false,
    detached: true,
    stdin: 'ignore',
    stdout: isSilent ? 'pipe' : ['inherit', 'pipe'],
    stderr: 'inherit',
  });
  const end = (): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is over.
    }
  };
  // What ends this process no longer reaches the group by itself.
  const endBoth = (signal: NodeJS.Signals): void => {
    end();
    process.kill(process.pid, signal);
  };
  process.once('SIGINT', endBoth).once('SIGTERM', endBoth).once('SIGHUP', endBoth);
  const limit = AbortSignal.timeout(limitMinutes * 60_000);
  limit.addEventListener('abort', end);
  const { failed, stdout, durationMs } = await child;
  limit.removeEventListener('abort', end);
  process.off('SIGINT', endBoth).off('SIGTERM', endBoth).off('SIGHUP', endBoth);
  const reason = limit.aborted ? `it took longer than its limit of ${limitMinutes} minutes` : undefined;
  return { failed, reason, stdout, seconds: (durationMs / 1000).toFixed(1) };
}

/** What became of a command that counts as one. It says that it skipped by a last line that starts with "skipped: ". */
export function outcomeOf(name: string, { failed, reason, stdout }: StepResult): Outcome {
  if (failed) return { name, state: 'failed', reason };
  const skipped = /^skipped: (.*)$/.exec(stdout.trimEnd().split('\n').at(-1) ?? '')?.[1];
  return skipped === undefined ? { name, state: 'passed' } : { name, state: 'skipped', reason: skipped };
}
