/**
 * Where `bin/fmutool.js` goes. Answers `--version` without loading anything else, because CI pipelines ask it often, and
 * turns whatever goes wrong into one line and an exit status.
 */
import { fmutoolVersion } from '../remoting/version.js';
import { NOT_DONE } from './exit-status.js';

/** Runs the command line `args` (without node and script) and sets the exit status of the process. */
export async function start(args: readonly string[]): Promise<void> {
  process.stdout.on('error', ignoreClosedPipe);
  process.stderr.on('error', ignoreClosedPipe);
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V' || args[0] === '-version')) {
    process.stdout.write(`${fmutoolVersion()}\n`);
    return;
  }
  const verbose = args.includes('--verbose');
  process.on('uncaughtException', (error) => {
    reportBug(error, verbose);
    process.exit(NOT_DONE);
  });
  try {
    const { runProgram } = await import('./program.js');
    process.exitCode = await runProgram(args);
  } catch (error) {
    reportBug(error, verbose);
    process.exitCode = NOT_DONE;
  }
}

/** `fmutool info x.fmu | head -1` ends quietly; work under way is still finished. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

function reportBug(error: unknown, verbose: boolean): void {
  const what = error instanceof Error ? error.message : String(error);
  const line = what.replace(/\s+/g, ' ').trim();
  process.stderr.write(`fmutool: ${line} (this is a bug in fmutool, please report it; --verbose shows where)\n`);
  if (verbose && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
}
