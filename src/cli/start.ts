/**
 * Where `bin/fmutool.js` goes. Answers `--version` without loading anything else, because CI pipelines ask it often, and
 * turns whatever goes wrong into one line and an exit status.
 */
import { shortageOf } from '../files/system-error.js';
import { fmutoolVersion } from '../version.js';
import { NOT_DONE } from './exit-status.js';
import { stderr, stdout } from './output/channel.js';
import { linesOf } from './output/line.js';

/** Runs the command line `args` (without node and script) and sets the exit status of the process. */
export async function start(args: readonly string[]): Promise<void> {
  const output = { lost: false };
  // A standard output that is closed cannot be told from one that goes to /dev/null on purpose: Node.js opens that in its
  // place before anything of ours runs.
  stdout.onLost((error) => {
    // `fmutool info x.fmu | head -1` ends quietly, because the reader has what it wants.
    if (error.code === 'EPIPE') return;
    // Work under way is still finished.
    output.lost = true;
    process.exitCode = NOT_DONE;
    reportLostOutput(error);
  });
  // Where this does not work nothing can be said about it.
  stderr.onLost(() => undefined);
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V' || args[0] === '-version')) {
    stdout.lines([fmutoolVersion()]);
    return;
  }
  const verbose = args.includes('--verbose');
  const quiet = args.includes('--quiet') || args.includes('-q');
  // Node.js would say which process of Node.js it is, and how to trace it.
  process.removeAllListeners('warning').on('warning', ({ message }) => {
    if (!quiet) stderr.lines([`fmutool: warning: ${message}`]);
  });
  process.on('uncaughtException', (error) => {
    reportBug(error, verbose);
    process.exit(NOT_DONE);
  });
  try {
    const { runProgram } = await import('./program.js');
    const status = await runProgram(args);
    process.exitCode = output.lost ? NOT_DONE : status;
  } catch (error) {
    reportBug(error, verbose);
    process.exitCode = NOT_DONE;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full (make room or write it elsewhere)',
  EDQUOT: 'the disk quota is used up (make room or write it elsewhere)',
  EFBIG: 'the file would be bigger than a limit allows (write it elsewhere)',
};

function reportLostOutput({ code = 'error' }: NodeJS.ErrnoException): void {
  const reason = REASONS[code] ?? `${code} (check where it goes)`;
  stderr.lines([`fmutool: the output cannot be written: ${reason}`]);
}

function reportBug(error: unknown, verbose: boolean): void {
  const shortage = shortageOf(error);
  if (shortage !== undefined) stderr.lines([`fmutool: it cannot go on: ${shortage}`]);
  else stderr.lines([bugLine(error)]);
  if (verbose && error instanceof Error) stderr.lines(linesOf(error.stack ?? ''));
}

function bugLine(error: unknown): string {
  const what = error instanceof Error ? error.message : String(error);
  const line = what.replace(/\s+/g, ' ').trim();
  return `fmutool: ${line} (this is a bug in fmutool, please report it; --verbose shows where)`;
}
