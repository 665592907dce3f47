/** The commander program: both forms of the command line, and what becomes of a wrong one. */
import { existsSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { fmutoolVersion } from '../version.js';
import { normalizeArguments } from './arguments.js';
import { defineAddRemoting } from './commands/add-remoting.js';
import { defineInfo } from './commands/info.js';
import { defineRemoveRemoting } from './commands/remove-remoting.js';
import { defineRfmiDump } from './commands/rfmi-dump.js';
import { defineServe } from './commands/serve.js';
import { defineSimulate } from './commands/simulate.js';
import { defineSmoke } from './commands/smoke.js';
import { DONE, NOT_DONE, type ExitStatus } from './exit-status.js';
import { defineFlagForm } from './flag-form.js';
import { helpRequest } from './help.js';
import { stderr, stdout } from './output/channel.js';
import { linesOf } from './output/line.js';
import type { Runner } from './runner.js';
import { UsageError } from './usage-error.js';

/** Commands that are to come: named, so that nobody looks for a typing mistake. */
const COMING = new Set(['check', 'host', 'plug-serve', 'explore', 'doctor']);

const HELP = `
Two ways to say the same:
  fmutool add-remoting win32 model.fmu
  fmutool --add-remoting-win32 model.fmu

Flags may be combined and are carried out in the order given:
  fmutool --remove-remoting --add-remoting-win32 --add-remoting-win64 model.fmu
The older tool's spelling works too:
  fmutool -input model.fmu -add-remoting-win32 -output patched.fmu

Platforms may also have their names of FMI 3, as in --add-remoting-x86_64-windows.
Exit status: 0 done, 1 done and something is wrong with what was looked at (smoke, simulate, rfmi-dump),
2 not done.`;

/** Runs the command line `args` and returns the exit status. */
export async function runProgram(args: readonly string[]): Promise<ExitStatus> {
  let status: ExitStatus = DONE;
  const program = buildProgram(async (work) => {
    status = await work();
  });
  try {
    const normal = normalizeArguments(args);
    const commands = program.commands.map((command) => command.name());
    refuseUnknownCommand(commands, normal);
    await program.parseAsync(asHelp(commands, normal), { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return DONE;
    const usage = error instanceof CommanderError ? commanderMessage(error) : undefined;
    if (usage === undefined && !(error instanceof UsageError)) throw error;
    stderr.lines([`fmutool: ${usage ?? (error as UsageError).message}`]);
    return NOT_DONE;
  }
}

function buildProgram(runner: Runner): Command {
  const program: Command = new Command('fmutool')
    .description('Makes any FMU run anywhere: looks into FMUs and repackages them so that other tools can load them.')
    .usage('<command> [options] <fmu...>\n       fmutool [flags] <fmu...>')
    .enablePositionalOptions()
    .version(fmutoolVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help; fmutool <command> --help has examples')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', HELP)
    .exitOverride()
    // Commander's own lines are said in the words of fmutool by runProgram.
    .configureOutput({ writeOut: (text) => stdout.lines(linesOf(text)), writeErr: () => undefined });
  defineInfo(program, runner);
  defineAddRemoting(program, runner);
  defineRemoveRemoting(program, runner);
  defineRfmiDump(program, runner);
  defineServe(program, runner);
  defineSimulate(program, runner);
  defineSmoke(program, runner);
  defineFlagForm(program, runner);
  return program;
}

/** The arguments; or if they ask for help, those that commander answers with it. */
function asHelp(commands: readonly string[], args: readonly string[]): readonly string[] {
  const request = helpRequest(args, commands);
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
