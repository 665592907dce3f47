// The executable on a terminal of its own, that of `script` (bsdutils, which every Debian has): what is typed becomes
// signals as on every terminal, and the width is what `stty` says.
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { executable } from './executable.js';

/** Why tests on a terminal are skipped, or an empty text. */
export const noTerminal = ['script', 'stty'].every((name) => spawnSync(name, ['--version']).status === 0)
  ? ''
  : 'skipped: script and stty are needed: ';

export const CTRL_C = '\u0003';

/** Milliseconds that anything on the terminal may take. */
const DEADLINE = 50_000;

export interface TerminalOptions {
  readonly columns: number;
  readonly env?: Readonly<Record<string, string>>;
  /** A file that is the standard input instead of the terminal. */
  readonly input?: string;
}

/** A terminal on which `fmutool` runs with these arguments. */
export class Terminal {
  /** Everything that was written to it. */
  written = '';
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<unknown>;

  constructor(args: readonly string[], { columns, env, input }: TerminalOptions) {
    const command = [process.execPath, executable, ...args].map(quoted).join(' ');
    // The process is the shell's own, so that its number is known and its end is that of the terminal.
    const from = input === undefined ? '' : ` <> ${quoted(input)}`;
    this.#child = spawn(
      'script',
      ['-qefc', `stty rows 24 cols ${columns} && echo "[$$]" && exec ${command}${from}`, '/dev/null'],
      { env: { ...process.env, SHELL: '/bin/sh', TERM: 'xterm', ...env } },
    );
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => (this.written += text));
    this.#ended = once(this.#child, 'close');
    onTestFinished(() => {
      if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
    });
  }

  /** What the program itself has written. */
  get output(): string {
    return this.written.replace(/^\[\d+\]\r\n/, '');
  }

  /** Types something. */
  type(text: string): void {
    this.#child.stdin.write(text);
  }

  /** Waits until the program is being started. */
  async started(): Promise<void> {
    await this.shows(/^\[\d+\]/);
  }

  /** Sends a signal to the program. */
  async send(signal: NodeJS.Signals): Promise<void> {
    await this.started();
    process.kill(Number(/^\[(\d+)\]/.exec(this.written)?.[1]), signal);
  }

  /** Waits until something is written, or the program has ended. */
  async shows(pattern: RegExp): Promise<void> {
    const deadline = Date.now() + DEADLINE;
    while (!pattern.test(this.written) && this.#child.exitCode === null) {
      if (Date.now() > deadline) throw new Error(`${String(pattern)} does not come: ${JSON.stringify(this.written)}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  /** How the program ended, as a shell says it: 128 and the number of the signal. */
  async status(): Promise<number | null> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), DEADLINE);
    await this.#ended;
    clearTimeout(timer);
    return this.#child.exitCode;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
