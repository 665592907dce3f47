/** `fmutool add-remoting`: lets importers of one platform load an FMU whose model runs elsewhere. */
import type { Command } from 'commander';
import { addAddingOptions, addCommonOptions, addWritingOptions, optionsOf } from '../options.js';
import { addOperation, supportedPlatforms } from '../operations.js';
import type { Runner } from '../runner.js';

/** Declares the command. */
export function defineAddRemoting(program: Command, runner: Runner): void {
  const command = program
    .command('add-remoting')
    .summary('let another platform, or another process, run the model')
    .description(
      'Makes each FMU loadable for importers of <platform>: where the FMU has a library for it, the model is ' +
        'isolated in a process of its own; where it has none, the library of the other bitness computes.',
    )
    .argument('<platform>', `platform of the importer: ${supportedPlatforms().join(', ')}, or its name in FMI 3`)
    .argument('<fmu...>', 'FMUs to change');
  addCommonOptions(addAddingOptions(addWritingOptions(command)))
    .addHelpText(
      'after',
      `
Examples:
  fmutool add-remoting win32 model.fmu
  fmutool add-remoting win64 model.fmu -o patched.fmu --allow-multiple-instances
  fmutool add-remoting win32 --dry-run *.fmu`,
    )
    .action((platform: string, files: string[]) =>
      runner(async () => {
        const options = optionsOf(command);
        const { runChange } = await import('./change.js');
        return runChange(files, [addOperation(platform, options)], options);
      }),
    );
}
