// Programs of Node.js in processes of their own that say in one line that they are ready, `fmutool serve` above all; and
// what such a process and those that it has started hold.
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { executable } from '../../e2e/support/executable.js';
import { root } from '../../repository/checkout.js';

export class StartedProcess {
  private constructor(
    readonly child: ChildProcess,
    /** What it said when it was ready. */
    readonly firstLine: string,
    /** Where it keeps what is temporary, and no other process does. */
    readonly temporaryFolder: string,
    readonly mark: string,
    /** Resolves to its exit status, null after a signal. */
    readonly ended: Promise<number | null>,
  ) {}

  /** Starts Node.js with these arguments; `before` are words before the command. */
  static async start(args: readonly string[], before: readonly string[] = []): Promise<StartedProcess> {
    const [program = process.execPath, ...rest] = [...before, process.execPath, ...args];
    const mark = `FMUTOOL_TEST_${randomUUID()}`;
    const folder = mkdtempSync(path.join(tmpdir(), 'fmutool-started-'));
    const child = spawn(program, rest, {
      cwd: root,
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder, [mark]: '1' },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const firstLine = await new Promise<string>((resolve, reject) => {
      createInterface(child.stdout).once('line', resolve);
      child.once('error', reject);
      void ended.then(() => reject(new Error(`${args.join(' ')} ended before it was ready`)));
    });
    return new StartedProcess(child, firstLine, folder, mark, ended);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Ends it as Ctrl-C does and waits until it is gone; resolves to its exit status. */
  async end(): Promise<number | null> {
    this.child.kill('SIGINT');
    const status = await this.ended;
    rmSync(this.temporaryFolder, { recursive: true, force: true });
    return status;
  }

  /** What it holds now. */
  holdings(): Holdings {
    return {
      processes: processesWith(this.mark).length,
      descriptors: entries(`/proc/${this.pid}/fd`).length,
      temporaryFiles: entries(this.temporaryFolder),
    };
  }

  /** MB of memory that it has. */
  residentMegabytes(): number {
    const line = /^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'));
    return Number(line?.[1]) / 1000;
  }
}

export interface Holdings {
  /** Itself and all that it has started, whatever their parents are now. */
  readonly processes: number;
  readonly descriptors: number;
  readonly temporaryFiles: readonly string[];
}

/** `fmutool serve` in a process of its own. */
export class ServeProcess {
  private constructor(
    readonly process: StartedProcess,
    /** Ports in the order in which they were asked for; where 0 was asked for, the one that the system chose. */
    readonly ports: readonly number[],
  ) {}

  static async start(args: readonly string[], before: readonly string[] = []): Promise<ServeProcess> {
    const process = await StartedProcess.start([executable, 'serve', ...args, '--json'], before);
    const { listening } = JSON.parse(process.firstLine) as { listening: readonly { port: number }[] };
    return new ServeProcess(
      process,
      listening.map(({ port }) => port),
    );
  }
}

/** The processes that have `mark` in their environment: a model's process inherits it from the server. */
function processesWith(mark: string): string[] {
  return entries('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(mark);
    } catch {
      return false; // it ended meanwhile, or is another user's
    }
  });
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
