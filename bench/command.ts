// Running a program for a benchmark: how long it took from start to end, and how much memory it needed at most.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
export const executable = path.join(root, 'bin', 'fmutool.js');

/** Seconds that a program takes. Throws when it fails, because a failure is quick. */
export async function seconds(program: string, args: readonly string[]): Promise<number> {
  const begin = process.hrtime.bigint();
  await finish(program, args, root);
  return Number(process.hrtime.bigint() - begin) / 1e9;
}

/** The most memory, in MB, that a Node.js program had at any time. */
export async function peakMemory(args: readonly string[], folder: string): Promise<number> {
  const report = path.join(folder, 'peak-memory');
  rmSync(report, { force: true });
  const preload = path.join(import.meta.dirname, 'report-peak-memory.js');
  await finish(process.execPath, ['--import', preload, ...args], folder, { BENCH_PEAK_MEMORY: report });
  return Number(readFileSync(report, 'utf8')) / 1000;
}

function finish(program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')}: exit status ${String(status)}`));
    });
  });
}
