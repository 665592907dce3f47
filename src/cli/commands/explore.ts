/** `fmutool explore`: looks at everything that a model can do. */
import { Option, type Command } from 'commander';
import { addSpaceOptions } from '../exploring/space-options.js';
import { collected, count, positive } from '../option-values.js';
import { addCommonOptions, optionsOf, sizeOption } from '../options.js';
import type { Runner } from '../runner.js';

/** Declares the command. */
export function defineExplore(program: Command, runner: Runner): void {
  const command = program
    .command('explore')
    .summary('look at everything that a model can do')
    .description(
      'Tries every choice of inputs at every step, and says whether something can happen, with the shortest way there. ' +
        'What is asked is an expression over the variables of the model, such as "h < 0.1 && !brake" (docs/explore.md).',
    )
    .argument('<fmu>', 'FMU, or the address of a state space that is served (plug://host:port)')
    .addOption(expression('--never', 'what must not happen; may be repeated'))
    .addOption(expression('--always', 'what must be true all the time; may be repeated'))
    .addOption(expression('--reach', 'what is looked for; may be repeated'))
    .option('--deadlock', 'nothing may have no way on');
  addSpaceOptions(command)
    .addOption(
      new Option('--strategy <name>', 'breadth finds shortest ways; random walks see a part only').choices([
        'breadth',
        'depth',
        'random',
      ]),
    )
    .addOption(new Option('--seed <number>', 'of random walks; the same one, the same walks').argParser(count))
    .addOption(new Option('--walks <number>', 'how many random walks; 1000 without it').argParser(count))
    .addOption(new Option('--max-states <number>', 'end after so many configurations').argParser(count))
    .addOption(new Option('--timeout <seconds>', 'end after so many seconds').argParser(positive))
    .addOption(sizeOption('--memory <bytes>', 'end when the search has taken so much memory, such as 4G'))
    .option('--bounded', 'exit status 0 where a bound ended the search and nothing wrong was found')
    .option('--checkpoint <file>', 'keep there what was seen when the search is ended, and go on from it the next time')
    .option('--trace <file>', 'write the way there: .csv for simulate --input, or .json')
    .option('--graph <file>', 'write all configurations and steps: .dot, .svg or .html');
  addCommonOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  fmutool explore model.fmu --step 0.1 --choice u=-1,0,1 --choice brake=false,true --until 5 --never "h < 0"
  fmutool explore plug://127.0.0.1:1234 --deadlock
  fmutool explore model.fmu --step 1 --actions actions.json --reach "tank.level > 4" --trace way.csv
Ctrl-C ends a search after the step under way, with what was seen until then.
Exit status: 0 all was seen and holds, or what was looked for is reached; 1 something is violated or cannot be reached;
2 it is not known because a bound ended the search, or it could not begin.`,
    )
    .action((target: string) =>
      runner(async () => {
        const { runExplore } = await import('../exploring/run-explore.js');
        const typed: object = optionsOf(command);
        return runExplore(target, typed);
      }),
    );
}

function expression(flag: string, description: string): Option {
  return new Option(`${flag} <expression>`, description).argParser(collected((text) => [text]));
}
