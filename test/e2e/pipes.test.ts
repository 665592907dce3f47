// Pipes and devices in the place of files: they work where nothing has to be put in their place, and nothing waits for ever.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readFileSync, readSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { put, workspace } from '../remoting/support/workspace.js';
import { PATIENCE } from '../patience.js';
import { until } from '../runtime/models.js';
import { executable } from './support/executable.js';

const fixture = (name: string): string => path.join(path.dirname(executable), '..', 'fixtures', 'fmus', `${name}.fmu`);
const everything = fixture('everything');

/** Runs a line of bash in a new folder in which `fmutool` is the executable. */
function bash(line: string, folder = workspace()): { status: number | null; stdout: string; stderr: string } {
  const run = spawnSync('bash', ['-c', `fmutool() { "${process.execPath}" "${executable}" "$@"; }; ${line}`], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000 * PATIENCE,
    killSignal: 'SIGKILL',
  });
  if (run.error) throw run.error;
  return { status: run.status, stdout: run.stdout, stderr: run.stderr };
}

const short = `simulate ${everything} --stop 1 --step 0.5 --record real_input_1 --quiet`;
const drive = `printf 'time,real_input_1\\n0,0\\n1,10\\n'`;
// An input has in a row what it was during the step that ends there.
const table = 'time,real_input_1\n0,0\n0.5,0\n1,5\n';

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  it.each([
    ['the standard input', `${drive} | fmutool ${short} --input /dev/stdin -o -`],
    ['a process', `fmutool ${short} --input <(${drive}) -o -`],
    ['a named pipe', `mkfifo p; ${drive} > p & fmutool ${short} --input p -o -`],
  ])('gives inputs: %s', (_what, line) => {
    expect(bash(line)).toEqual({ status: 0, stdout: table, stderr: '' });
  });

  it.each([
    ['the standard output', `fmutool ${short} --input <(${drive}) -o /dev/stdout | cat`],
    ['its descriptor', `fmutool ${short} --input <(${drive}) -o /dev/fd/1 | cat`],
    ['a file as the standard output', `fmutool ${short} --input <(${drive}) -o /dev/stdout > r.csv; cat r.csv`],
    ['a named pipe', `mkfifo p; fmutool ${short} --input <(${drive}) -o p & cat p; wait`],
    ['a process', `fmutool ${short} --input <(${drive}) -o >(cat) | cat`],
  ])('takes results: %s', (_what, line) => {
    expect(bash(line)).toEqual({ status: 0, stdout: table, stderr: '' });
  });

  it('takes results that are not wanted: /dev/null', () => {
    expect(bash(`fmutool ${short} -o /dev/null`)).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('takes no FMU and gives none', () => {
    const folder = workspace();
    put(folder, 'model.fmu', readFileSync(everything));
    for (const [line, says] of [
      [
        'fmutool add-remoting linux64 model.fmu -o /dev/stdout | cat; exit ${PIPESTATUS[0]}',
        /stdout: the output is a pipe/,
      ],
      ['mkfifo p; fmutool add-remoting linux64 model.fmu -o p', /p: the output is a pipe, [^\n]*\(name a file\)/],
      ['fmutool info p', /p: is not a regular file; name an .fmu file/],
      ['cat model.fmu | fmutool info /dev/stdin', /stdin: is not a regular file/],
    ] as const) {
      const { status, stderr } = bash(line, folder);
      expect(stderr).toMatch(/^fmutool: [^\n]+\n$/);
      expect(stderr).toMatch(says);
      expect(status).toBe(2);
    }
    expect(readdirSync(folder).sort()).toEqual(['model.fmu', 'p']);
  });
});

describe.skipIf(process.platform === 'win32')('a device without an end', () => {
  it.each([
    ['--input', `simulate ${everything} --input /dev/zero`, everything],
    ['--tls-ca', 'simulate rfmis://127.0.0.1:1/x --tls-ca /dev/zero', 'rfmis://127.0.0.1:1/x'],
    ['--config', 'serve --config /dev/zero', 'serve'],
    ['--tls-key', `serve ${everything} --tls-cert /dev/null --tls-key /dev/zero`, 'serve'],
  ])('is refused as too large: %s', (_option, line) => {
    const { status, stderr } = bash(`fmutool ${line}`);
    expect(stderr).toMatch(/^fmutool: \/dev\/zero: has more than the \d+ bytes that are read\n$/);
    expect(status).toBe(2);
  });
});

describe.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  /** Runs fmutool in a folder with a pipe `p`, and ends it as soon as `ready` is true of the pipe. */
  async function ended(args: readonly string[], ready: (pipe: string) => boolean): Promise<void> {
    const folder = workspace();
    const pipe = path.join(folder, 'p');
    execFileSync('mkfifo', [pipe]);
    const child = spawn(process.execPath, [executable, ...args], { cwd: folder, stdio: 'ignore' });
    const end = once(child, 'exit', { signal: AbortSignal.timeout(40_000 * PATIENCE) });
    try {
      await until('the pipe is used', () => ready(pipe));
      child.kill(signal);
      expect(await end).toEqual([null, signal]);
    } finally {
      child.kill('SIGKILL');
    }
  }

  it.each([
    ['simulate', everything, '--input', 'p'],
    ['simulate', 'rfmis://127.0.0.1:1/x', '--tls-ca', 'p'],
    ['serve', '--config', 'p'],
    ['rfmi-dump', 'p'],
  ])('ends the wait for a pipe that says nothing: %s %s %s %s', async (...args) => {
    let writer: number | undefined;
    try {
      // It can be opened for writing as soon as it is open for reading.
      await ended(args, (pipe) => (writer ??= attempt(() => openSync(pipe, NOT_WAITING))) !== undefined);
    } finally {
      if (writer !== undefined) closeSync(writer);
    }
  });

  it('ends the wait for a pipe that is not read', async () => {
    const args = ['simulate', everything, '--stop', '1e6', '--step', '0.01', '--record-all', '-o', 'p'];
    let reader: number | undefined;
    const first = Buffer.alloc(1);
    try {
      await ended(args, (pipe) => {
        const open = (reader ??= openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK));
        return attempt(() => readSync(open, first)) === 1;
      });
    } finally {
      if (reader !== undefined) closeSync(reader);
    }
  });
});

const NOT_WAITING = constants.O_WRONLY | constants.O_NONBLOCK;

/** What the operating system gives; undefined if it has nothing yet. */
function attempt(work: () => number): number | undefined {
  try {
    return work();
  } catch (error) {
    if (['ENXIO', 'EAGAIN'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
