/** The commander program: both forms of the command line, with every command. */
import { Command } from 'commander';
import { fmutoolVersion } from '../version.js';
import { defineAddRemoting } from './commands/add-remoting.js';
import { defineExplore } from './commands/explore.js';
import { defineInfo } from './commands/info.js';
import { definePlugDump } from './commands/plug-dump.js';
import { definePlugServe } from './commands/plug-serve.js';
import { defineRemoveRemoting } from './commands/remove-remoting.js';
import { defineRfmiDump } from './commands/rfmi-dump.js';
import { defineServe } from './commands/serve.js';
import { defineSimulate } from './commands/simulate.js';
import { defineSmoke } from './commands/smoke.js';
import { defineFlagForm } from './flag-form.js';
import { stdout } from './output/channel.js';
import { linesOf } from './output/line.js';
import type { Runner } from './runner.js';

const HELP = `
Two ways to say the same:
  fmutool add-remoting win32 model.fmu
  fmutool --add-remoting-win32 model.fmu

Flags may be combined and are carried out in the order given:
  fmutool --remove-remoting --add-remoting-win32 --add-remoting-win64 model.fmu
The older tool's spelling works too:
  fmutool -input model.fmu -add-remoting-win32 -output patched.fmu

Platforms may also have their names of FMI 3, as in --add-remoting-x86_64-windows.
Exit status: 0 done, 1 done and something is wrong with what was looked at (smoke, simulate, explore, rfmi-dump,
plug-dump), 2 not done.`;

/** The program, whose commands hand their work to `runner`. */
export function buildProgram(runner: Runner): Command {
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
  definePlugDump(program, runner);
  defineRfmiDump(program, runner);
  defineServe(program, runner);
  defineSimulate(program, runner);
  defineExplore(program, runner);
  definePlugServe(program, runner);
  defineSmoke(program, runner);
  defineFlagForm(program, runner);
  return program;
}
