/** Runs a command line: finds what it asks for, and says what is wrong with one that asks for nothing. */
import { existsSync } from 'node:fs';
import { CommanderError } from 'commander';
import { knownOptions, normalizeArguments, type KnownOptions } from './arguments.js';
import { buildProgram } from './build-program.js';
import { DONE, NOT_DONE, type ExitStatus } from './exit-status.js';
import { helpRequest } from './help.js';
import { stderr } from './output/channel.js';
import { UsageError } from './usage-error.js';

/** Commands that are to come: named, so that the user does not look for a typing mistake. */
const COMING = new Set(['check', 'host', 'doctor']);

/** Runs the command line `args` and returns the exit status. */
export async function runProgram(args: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = DONE;
  const program = buildProgram(async (work) => {
    status = await work();
  });
  try {
    const known = knownOptions(program);
    const normal = normalizeArguments(args, known);
    const commands = program.commands.map((command) => command.name());
    refuseUnknownCommand(commands, normal);
    await program.parseAsync(asHelp(commands, normal, known), { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return DONE;
    const usage = error instanceof CommanderError ? commanderMessage(error) : undefined;
    if (usage === undefined && !(error instanceof UsageError)) throw error;
    stderr.lines([`fmutool: ${usage ?? (error as UsageError).message}`]);
    return NOT_DONE;
  }
}

/** The arguments; or if they ask for help, those that commander answers with it. */
function asHelp(commands: readonly string[], args: readonly string[], known: KnownOptions): readonly string[] {
  const request = helpRequest(args, commands, known);
  if (request === undefined) return args;
  const { topic } = request;
  if (topic === undefined || topic === 'help') return ['--help'];
  if (!commands.includes(topic)) throw unknownCommand(topic);
  return [topic, '--help'];
}

/** A word that is no file and no command is a mistyped command, not an FMU that is missing. */
function refuseUnknownCommand(commands: readonly string[], args: readonly string[]): void {
  const [first] = args;
  if (first === undefined || first.startsWith('-') || [...commands, 'help'].includes(first)) return;
  if (!/[./\\]/.test(first) && !existsSync(first)) throw unknownCommand(first);
}

function unknownCommand(name: string): UsageError {
  const what = COMING.has(name)
    ? `the command '${name}' does not exist in this version yet`
    : `unknown command '${name}'`;
  return new UsageError(`${what} (see fmutool --help)`);
}

/** `error: unknown option '--vai'\n(Did you mean --via?)` -> `unknown option '--vai' (did you mean --via?)`. */
function commanderMessage(error: CommanderError): string {
  const text = error.message
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .replace('is invalid. ', 'is invalid: ')
    .replace('(Did you mean', '(did you mean')
    .trim();
  return text.endsWith(')') ? text : `${text.replace(/\.$/, '')} (see fmutool --help)`;
}
