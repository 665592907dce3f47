// Which processors the processes of a measurement run on. A round trip between two processes takes several times as long
// when they are on two processors, so only measurements with the same placement may be compared.
import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Asked before this process is put anywhere: then it is told only of where it may be. */
const EVERYWHERE = `0-${availableParallelism() - 1}`;

export type Placement = 'anywhere' | 'two processors' | 'one processor';

/** The words to put before a command that is the far side of a measurement. */
export function farSide(placement: Placement): string[] {
  if (placement === 'anywhere') return [];
  return ['taskset', '-c', placement === 'one processor' ? '0' : '1'];
}

/** Puts the main thread of this process where the near side belongs. */
export function takeNearSide(placement: Placement): void {
  const processors = placement === 'anywhere' ? EVERYWHERE : '0';
  execFileSync('taskset', ['-p', '-c', processors, String(process.pid)], { stdio: 'ignore' });
}
