/** A tracer that waits before each step, for tests that kill a process in between. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scenarioOf } from './scenario.js';
import { type TraceRequest, tracerProgram } from './tracer.js';
import { launcher, pathFor } from './wine.js';

const deadline = 60_000;

/** An importer in the middle of a simulation. */
export class HeldTracer {
  /** What it has printed until now. */
  trace = '';
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #folder: string;
  readonly #ended: Promise<number | string>;
  #waiting: (() => void)[] = [];
  #over = false;

  private constructor(child: ChildProcessWithoutNullStreams, folder: string) {
    this.#child = child;
    this.#folder = folder;
    const wake = () => {
      for (const resume of this.#waiting.splice(0)) resume();
    };
    child.stdout.on('data', (data: Buffer) => {
      this.trace += data.toString('utf8');
      wake();
    });
    child.stdin.on('error', () => undefined);
    this.#ended = new Promise((resolve) => {
      child.on('exit', (status, signal) => {
        this.#over = true;
        wake();
        resolve(status ?? signal ?? 'unknown');
      });
    });
  }

  /** Starts it; it is ready for {@link step} when this returns. */
  static async start(request: TraceRequest): Promise<HeldTracer> {
    const folder = mkdtempSync(join(tmpdir(), 'fmutool-held-'));
    const scenario = join(folder, 'scenario.txt');
    writeFileSync(scenario, scenarioOf(request.description, request.kind, request.scenario));
    const { command, env } = await launcher(request.platform);
    const files = [pathFor(request.platform, request.library), pathFor(request.platform, scenario)];
    const words = [...command, tracerProgram(request.platform), '--hold', ...(request.options ?? []), ...files];
    const child = spawn(words[0]!, words.slice(1), { env: { ...process.env, ...env, ...request.env } });
    const held = new HeldTracer(child, folder);
    await held.until(/^ready /m);
    return held;
  }

  /** The process that has the importer in it; under Wine, too. */
  get pid(): number {
    return this.#child.pid!;
  }

  /** Lets it make a step, and does not wait for it. */
  go(): void {
    this.#child.stdin.write('\n');
  }

  /** Lets it make a step and waits until it has. */
  async step(): Promise<void> {
    const next = this.trace.match(/^done /gm)?.length ?? 0;
    this.go();
    await this.until(new RegExp(`^done ${next}$`, 'm'));
  }

  /** Waits until it has printed this. */
  async until(pattern: RegExp): Promise<void> {
    const limit = Date.now() + deadline;
    while (!pattern.test(this.trace)) {
      if (this.#over)
        throw new Error(`the tracer ended before it printed ${String(pattern)}:\n${this.trace.slice(-2000)}`);
      if (Date.now() > limit)
        throw new Error(`the tracer did not print ${String(pattern)}:\n${this.trace.slice(-2000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Waits for its end: the exit status or the name of the signal. */
  ended(): Promise<number | string> {
    return this.#ended;
  }

  /** Lets it free the instance and end, or kills it if it is still there after a while. */
  async close(): Promise<number | string> {
    this.#child.stdin.write('quit\n');
    this.#child.stdin.end();
    const timer = setTimeout(() => this.kill(), deadline);
    const status = await this.#ended;
    clearTimeout(timer);
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
    return status;
  }
}
