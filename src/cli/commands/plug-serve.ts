/** `fmutool plug-serve`: the state space of an FMU for model checkers in other processes and on other machines. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { DIALECTS } from '../../plug/wire/messages.js';
import { addSpaceOptions } from '../exploring/space-options.js';
import { addCommonOptions, optionsOf, positiveInteger, secondsOption, sizeOption } from '../options.js';
import type { Runner } from '../runner.js';
import { LOG_FORMATS } from '../serving/log-formats.js';

/** Declares the command. */
export function definePlugServe(program: Command, runner: Runner): void {
  const command = program
    .command('plug-serve')
    .summary('let model checkers ask for the states of the FMU (plug remote protocol)')
    .description(
      'Serves the state space of an FMU by the plug remote protocol until it is ended: where it begins, which choices of ' +
        'inputs there are, what comes of them, and which propositions hold. docs/plug.md has the protocol.',
    )
    .argument('<fmu>', 'the FMU')
    .addOption(new Option('--port <number>', 'listen there; 0: any free port (1234)').argParser(port))
    .option('--host <address>', 'listen at this address of the machine (127.0.0.1)')
    .addOption(
      new Option('--dialect <dialect>', 'of the protocol; fixed needs states of a bounded size (prefixed)').choices(
        DIALECTS,
      ),
    );
  addSpaceOptions(command)
    .addOption(secondsOption('--idle-timeout', 'close a connection that is silent for so long (0: never)'))
    .addOption(sizeOption('--max-message <bytes>', 'longest request that is accepted (64M)', 1024))
    .addOption(new Option('--max-connections <number>', 'connections at once (1024)').argParser(positiveInteger))
    .addOption(
      new Option('--log-format <format>', 'the log on stderr as text or as lines of JSON').choices(LOG_FORMATS),
    );
  addCommonOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  fmutool plug-serve model.fmu --choice u=-1,0,1 --step 0.1 --port 1234
  fmutool plug-serve model.fmu --choice brake=false,true --until 5 --dialect fixed
  fmutool plug-serve model.fmu --actions actions.json --port 0 --json
Exit status: 0 after Ctrl-C or SIGTERM, 2 it could not begin.`,
    )
    .action((file: string) =>
      runner(async () => {
        const { runPlugServe } = await import('../serving/run-plug-serve.js');
        return runPlugServe(file, optionsOf(command));
      }),
    );
}

function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(number <= 0xffff)) throw new InvalidArgumentError('give a port from 0 to 65535.');
  return number;
}
