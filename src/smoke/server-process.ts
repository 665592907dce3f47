/** A server of RFMI in a process of its own, as users start it: `fmutool serve`. */
import { randomInt } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { ArchiveLimits } from '../fmu/archive/entry.js';
import { TemporaryFolder } from '../runtime/temporary-folder.js';
import { SideFailure } from './side.js';

const EXECUTABLE = fileURLToPath(new URL('../../bin/fmutool.js', import.meta.url));
/** Milliseconds that a server may take to end in good order. */
const GRACE = 5_000;
/** Characters of what a server said that are kept for messages. */
const MOST_SAID = 2_000;
/** Channels below are for people. */
const FIRST_CHANNEL = 0x1000;
const LAST_CHANNEL = 0x7fff_ffff;

/** What is served, and how. */
export interface ServeOptions {
  readonly file: string;
  /** The platform whose library is run; undefined leaves it to the server. */
  readonly platform: string | undefined;
  readonly transport: 'tcp' | 'shm';
  /** Bounds on what is believed of the file. */
  readonly limits?: Partial<ArchiveLimits> | undefined;
}

/** A server for one client. */
export interface SmokeServer {
  /**
   * Resolves with the port once the server listens; negative for shared memory.
   * @throws SideFailure when it ends before that, or says something else
   */
  listening(): Promise<number>;
  /** Whether it still runs. */
  readonly runs: boolean;
  /** How it ended and what it said last; call it only once it is gone. */
  howItEnded(): Promise<string>;
  /** Ends it, by force if need be, and removes what it has left. Never rejects; may be called again. */
  end(): Promise<void>;
}

/**
 * The process. It has a folder of its own for what it unpacks, so that nothing is left even if it has to be killed, and
 * an IPC channel, whose end tells it that this process is gone.
 */
export class ServerProcess implements SmokeServer {
  readonly #child: ReturnType<typeof launch>;
  readonly #folder: TemporaryFolder;
  #said = '';
  #ended: Promise<void> | undefined;

  private constructor(folder: TemporaryFolder, args: readonly string[]) {
    this.#folder = folder;
    this.#child = launch(folder.path, args);
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#said = `${this.#said}${text}`.slice(-MOST_SAID);
    });
  }

  /** @throws FmuToolError `file-system` */
  static async start({ file, platform, transport, limits }: ServeOptions): Promise<ServerProcess> {
    const folder = await TemporaryFolder.make('smoke');
    const port = transport === 'tcp' ? 0 : -randomInt(FIRST_CHANNEL, LAST_CHANNEL);
    const forPlatform = platform === undefined ? [] : ['--platform', platform];
    const { totalBytes, entryBytes, memoryBytes } = limits ?? {};
    const args = [
      ...['serve', '--json', '--port', String(port), ...forPlatform],
      ...(totalBytes === undefined ? [] : ['--max-size', String(totalBytes)]),
      ...(entryBytes === undefined ? [] : ['--max-entry-size', String(entryBytes)]),
      ...(memoryBytes === undefined ? [] : ['--max-memory', String(memoryBytes)]),
      ...['--', path.resolve(file)],
    ];
    return new ServerProcess(folder, args);
  }

  async listening(): Promise<number> {
    const line = await Promise.race([firstLine(this.#child.stdout), this.#child.then(() => undefined)]);
    if (line === undefined) throw new SideFailure('error', `the server did not start: ${await this.howItEnded()}`);
    const port = portOf(line);
    if (port === undefined) throw new SideFailure('protocol', `the server said ${JSON.stringify(line.slice(0, 200))}`);
    // The rest is thrown away: a pipe that fills up would stop the server.
    this.#child.stdout.resume();
    return port;
  }

  async howItEnded(): Promise<string> {
    const { exitCode, signal } = await this.#child;
    const how = signal === undefined ? `ended with exit status ${exitCode ?? 'unknown'}` : `was ended by ${signal}`;
    return `it ${how}${this.#said.trim() === '' ? '' : `, saying: ${this.#said.trim()}`}`;
  }

  get runs(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  end(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    this.#child.kill('SIGTERM');
    await this.#child;
    await this.#folder.remove();
  }
}

function launch(folder: string, args: readonly string[]) {
  return execa(process.execPath, [EXECUTABLE, ...args], {
    env: { TMPDIR: folder, TEMP: folder, TMP: folder },
    stdin: 'ignore',
    ipc: true,
    reject: false,
    buffer: false,
    forceKillAfterDelay: GRACE,
    // Ctrl-C on a terminal is for the smoke test, which ends its servers itself.
    detached: process.platform !== 'win32',
  });
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const ended = (): void => resolve(undefined);
    stream.setEncoding('utf8');
    stream.on('data', (piece: string) => {
      text += piece;
      const end = text.indexOf('\n');
      if (end >= 0) resolve(text.slice(0, end));
    });
    stream.once('end', ended).once('close', ended).once('error', ended);
  });
}

/** The port of the first place in the line that `serve --json` prints when it listens. */
function portOf(line: string): number | undefined {
  try {
    const { listening } = JSON.parse(line) as { listening?: { port?: unknown }[] };
    const port = listening?.[0]?.port;
    return typeof port === 'number' ? port : undefined;
  } catch {
    return undefined;
  }
}
