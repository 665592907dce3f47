/** `fmutool remove-remoting`: takes out what `add-remoting` put in. */
import type { Command } from 'commander';
import { addCommonOptions, addWritingOptions, optionsOf } from '../options.js';
import type { Runner } from '../runner.js';

/** Declares the command. */
export function defineRemoveRemoting(program: Command, runner: Runner): void {
  const command = program
    .command('remove-remoting')
    .summary('take out what add-remoting put in')
    .description('Takes out what add-remoting put in: the contents of each FMU are byte for byte what they were.')
    .argument('<fmu...>', 'FMUs to change');
  addCommonOptions(addWritingOptions(command))
    .addHelpText(
      'after',
      `
Examples:
  fmutool remove-remoting model.fmu
  fmutool remove-remoting patched.fmu -o original.fmu`,
    )
    .action((files: string[]) =>
      runner(async () => {
        const { runChange } = await import('./change.js');
        return runChange(files, [{ action: 'remove-remoting' }], optionsOf(command));
      }),
    );
}
