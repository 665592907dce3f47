/** An importer that a test leads by the hand: native/guest/importer, natively or under Wine. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, type TestPlatform, isLinux, launcher, pathFor } from '../../../native/wine.js';
import { PATIENCE } from '../../../patience.js';
import { MARK, type ProcessFacts, marked, modelsOf, processorTime, supervisorsOf, until } from './processes.js';

/** What the importer is to load, and how it is started. */
export interface ImporterRequest {
  readonly platform: TestPlatform;
  /** The client's library by its path on this machine, or as the program of the platform has to write it. */
  readonly library: string;
  readonly guid: string;
  readonly resources?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What stands before the program, for example `unshare -p -f`. */
  readonly before?: readonly string[];
  /** The library's path is given to the program as it is. */
  readonly verbatim?: boolean;
}

/** A message that the importer's logger has got. */
export interface LogMessage {
  readonly instance: string;
  readonly status: number;
  readonly text: string;
}

const deadline = 40_000 * PATIENCE;

/** Where the importer for a platform is built. */
export function importerProgram(platform: TestPlatform): string {
  return guestProgram(platform, isLinux(platform) ? 'importer' : 'importer.exe');
}

/** A program of native/guest. */
export function guestProgram(platform: TestPlatform, name: string): string {
  return path.join(ROOT, 'build', 'native', platform, 'guest', name);
}

/** Why there can be no importer for the platform, or undefined. */
export function whyNoImporter(platform: TestPlatform): string | undefined {
  const program = importerProgram(platform);
  return existsSync(program) ? undefined : `${path.relative(ROOT, program)} has not been built`;
}

/** A running importer with the library loaded; {@link Importer.close} ends it. */
export class Importer {
  readonly mark = randomUUID();
  /** Whole lines that it has printed. */
  readonly lines: string[] = [];
  /** When each line came, on the clock of `performance.now()`. */
  readonly times: number[] = [];
  errors = '';
  /** A folder for temporary files that no other process uses. */
  readonly temporary = mkdtempSync(path.join(tmpdir(), 'fmutool-importer-'));
  readonly #child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | string>;
  #over: number | string | undefined;
  #rest = '';
  #asked = 0;
  #waiting: (() => void)[] = [];

  private constructor(request: ImporterRequest, command: readonly string[], env: Readonly<Record<string, string>>) {
    const { platform, library } = request;
    const words = [
      ...(request.before ?? []),
      ...command,
      importerProgram(platform),
      request.verbatim ? library : pathFor(platform, library),
      request.guid,
      request.resources ?? 'file:///none',
    ];
    this.#child = spawn(words[0]!, words.slice(1), {
      cwd: request.cwd ?? this.temporary,
      env: { ...process.env, ...env, TMPDIR: this.temporary, [MARK]: this.mark, ...request.env },
    });
    this.#child.stdin.on('error', () => undefined);
    this.#child.stdout.on('data', (data: Buffer) => this.#take(data.toString('utf8')));
    this.#child.stderr.on('data', (data: Buffer) => (this.errors += data.toString('utf8')));
    this.ended = new Promise((resolve) => {
      this.#child.on('exit', (status, signal) => {
        this.#over = status ?? signal ?? 'unknown';
        this.#wake();
        resolve(this.#over);
      });
      this.#child.on('error', (error) => {
        this.#over = error.message;
        this.#wake();
        resolve(this.#over);
      });
    });
  }

  /** Starts it, and loads the library. */
  static async start(request: ImporterRequest): Promise<Importer> {
    const importer = await Importer.startUnloaded(request);
    const answer = await importer.ask('load');
    if (answer !== 'loaded') throw new Error(`the importer cannot load ${request.library}: ${answer}`);
    return importer;
  }

  static async startUnloaded(request: ImporterRequest): Promise<Importer> {
    const { command, env } = await launcher(request.platform);
    return new Importer(request, command, env);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Gives a command to one of its threads; the answer may come later. */
  begin(command: string, thread = 0): Promise<string> {
    const number = String((this.#asked += 1));
    this.#child.stdin.write(`${number} ${thread} ${command}\n`);
    return this.line(new RegExp(`^${number} `)).then(
      (line) => line.slice(number.length + 1),
      (error: unknown) => {
        throw new Error(`"${command}": ${(error as Error).message}`);
      },
    );
  }

  /** Gives a command and waits for its answer. */
  ask(command: string): Promise<string> {
    return this.begin(command);
  }

  /** Carries out commands one after the other; the last one's answer. */
  async all(...commands: readonly string[]): Promise<string> {
    let answer = '';
    for (const command of commands) answer = await this.ask(command);
    return answer;
  }

  /** Lets the callback return that `hold` has stopped. */
  go(): void {
    this.#child.stdin.write('go\n');
  }

  /** Waits for a line. */
  async line(pattern: RegExp): Promise<string> {
    const limit = performance.now() + deadline;
    for (;;) {
      const found = this.lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      if (this.#over !== undefined) throw new Error(`the importer ended with ${this.#over}: ${this.#tail()}`);
      if (performance.now() > limit) throw new Error(`nothing like ${String(pattern)}: ${this.#tail()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 1000);
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** The messages that the logger has got, or those that mention the model's process. */
  logs(): LogMessage[] {
    return this.lines.flatMap((line) => {
      const [, instance, status, text] = /^! log (\S+) (\d) \S+ (.*)$/.exec(line) ?? [];
      return instance === undefined ? [] : [{ instance, status: Number(status), text: text! }];
    });
  }

  /** Messages of the remoting itself that something is lost, as texts. */
  fatalLogs(): string[] {
    return this.logs()
      .filter(({ status }) => status === 4)
      .map(({ text }) => text);
  }

  /** The process with the model in it, when there is just one. */
  get model(): number {
    return modelsOf(this.mark)[0]!.pid;
  }

  get supervisor(): number {
    return supervisorsOf(this.mark)[0]!.pid;
  }

  /** Waits until a server's model calculates, which shows that it is in a call. */
  async untilModelWorks(): Promise<void> {
    const { model } = this;
    const before = processorTime(model);
    await until(
      () => processorTime(model),
      (ticks) => ticks > before + 3,
    );
  }

  /** Waits until nothing of the importer and of what it has started is left; the milliseconds that took. */
  async untilNothingIsLeft(): Promise<number> {
    const begun = performance.now();
    await until<ProcessFacts[]>(
      () => marked(this.mark),
      (left) => left.length === 0,
    );
    return performance.now() - begun;
  }

  /** Names of files that have been left in the folder for temporary files; Wine has its own there while it runs. */
  leftFiles(): string[] {
    return readdirSync(this.temporary).filter((name) => !name.startsWith('wine-'));
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends standard input, which ends the importer; kills it when it does not. */
  async close(): Promise<number | string> {
    this.#child.stdin.end();
    const timer = setTimeout(() => this.signal('SIGKILL'), deadline);
    const status = await this.ended;
    clearTimeout(timer);
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    for (const { pid } of marked(this.mark)) process.kill(pid, 'SIGKILL');
    rmSync(this.temporary, { recursive: true, force: true });
    return status;
  }

  #tail(): string {
    return JSON.stringify([...this.lines.slice(-8), this.errors.slice(-500)]);
  }

  #take(text: string): void {
    const parts = (this.#rest + text).split('\n');
    this.#rest = parts.pop()!;
    const time = performance.now();
    for (const part of parts) {
      this.lines.push(part.replace(/\r$/, ''));
      this.times.push(time);
    }
    this.#wake();
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}
