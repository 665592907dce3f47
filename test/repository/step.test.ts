// A step of the test command that hangs must end, with all that it has started, and say why.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outcomeOf, runStep } from '../../scripts/step.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fmutool-step-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const sh = (script: string, limitMinutes = 1) =>
  runStep('sh', ['-c', script], { cwd: folder, limitMinutes, isSilent: true });

/** A process that has ended and whose parent has not looked at it yet counts as gone. */
function isGone(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return true;
  }
}

describe.skipIf(process.platform !== 'linux')('a step (on Linux)', () => {
  it('that takes longer than its limit says so, and what it has started ends with it', async () => {
    // The grandchild holds the output open.
    const result = await sh('sleep 600 & echo $! > pid; wait', 0.02);
    expect(outcomeOf('build', result)).toEqual({
      name: 'build',
      state: 'failed',
      reason: 'it took longer than its limit of 0.02 minutes',
    });
    const pid = Number(readFileSync(path.join(folder, 'pid'), 'utf8'));
    await expect.poll(() => isGone(pid), { timeout: 20_000 }).toBe(true);
  });

  it('that fails by itself has said why', async () => {
    expect(outcomeOf('lint', await sh('exit 3'))).toEqual({ name: 'lint', state: 'failed', reason: undefined });
    const missing = await runStep('no-such-program', [], { cwd: folder, limitMinutes: 1 });
    expect(outcomeOf('lint', missing)).toMatchObject({ state: 'failed', reason: undefined });
  });

  it('passes, or was skipped for the reason in its last line', async () => {
    expect(outcomeOf('a', await sh('echo skipped: not really; echo done'))).toEqual({ name: 'a', state: 'passed' });
    expect(outcomeOf('a', await sh('echo work; echo "skipped: no compiler"'))).toEqual({
      name: 'a',
      state: 'skipped',
      reason: 'no compiler',
    });
  });
});
