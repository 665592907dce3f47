/** `fmutool simulate`: runs a model and writes down what it computes. */
import { Option, type Command } from 'commander';
import { SOLVERS } from '../../simulate/model-exchange/solver.js';
import { assignment, collected, nameList, positive, time } from '../option-values.js';
import { addCommonOptions, optionsOf } from '../options.js';
import type { Runner } from '../runner.js';

/** Declares the command. */
export function defineSimulate(program: Command, runner: Runner): void {
  const command = program
    .command('simulate')
    .summary('run the model and record its results')
    .description(
      'Simulates an FMU, from a file or from a server (rfmi://host:port/name, rfmis:// with TLS, rfmi+shm://channel/name), ' +
        'by co-simulation or, where the FMU has only that, by model exchange with a solver. Times are in seconds.',
    )
    .argument('<fmu>', 'FMU, or the address of one that is served')
    .addOption(new Option('--start <time>', "start time; without it the FMU's own").argParser(time))
    .addOption(
      new Option('--stop <time>', "stop time; without it the FMU's own, else 1 s after the start").argParser(time),
    )
    .addOption(
      new Option('--step <size>', "communication step; without it the FMU's own, else 500 steps").argParser(positive),
    )
    .addOption(
      new Option(
        '--output-interval <size>',
        'time from one result to the next, a multiple of the step; without it the step',
      ).argParser(positive),
    )
    .addOption(
      new Option('--tolerance <number>', "relative tolerance; without it the FMU's own (files only)").argParser(
        positive,
      ),
    )
    .addOption(
      new Option('--set <name=value>', 'start value of a variable; may be repeated').argParser(collected(assignment)),
    )
    .option('--input <csv>', 'inputs over time: first column time, then a column for each input by its name')
    .option('-o, --output <csv>', 'write the results there; - for the standard output')
    .addOption(
      new Option(
        '--record <names>',
        'what to record: names and patterns such as *.T, with commas; without it the outputs',
      )
        .argParser(collected(nameList))
        .conflicts('recordAll'),
    )
    .option('--record-all', 'record every variable')
    .option('--plot <svg>', 'draw a chart')
    .addOption(
      new Option('--plot-variables <names>', 'what to draw; without it what is recorded').argParser(
        collected(nameList),
      ),
    )
    .addOption(new Option('--interface <kind>', 'cs or me; without it cs if the FMU has it').choices(['cs', 'me']))
    .addOption(
      new Option('--solver <method>', 'model exchange only; auto takes rodas for stiff models').choices(SOLVERS),
    )
    .option('--platform <platform>', 'let the library of this platform compute')
    .addOption(
      new Option(
        '--pause-at <time>',
        'end early, here or at the step after, and keep the state (files only)',
      ).argParser(time),
    )
    .option('--save-state <file>', 'where --pause-at keeps the state of the simulation')
    .option('--load-state <file>', 'go on from such a state (files only)')
    .addOption(new Option('--timeout <seconds>', 'end a simulation that takes longer').argParser(positive))
    .addOption(
      new Option('--wait <seconds>', 'keep trying until the server is there (addresses only)').argParser(positive),
    )
    .option('--tls-ca <pem>', "authorities that may sign the server's certificate (rfmis:// only)")
    .option('--tls-cert <pem>', "this client's certificate (rfmis:// only)")
    .option('--tls-key <pem>', 'the key of it (rfmis:// only)');
  addCommonOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  fmutool simulate model.fmu --stop 10 --output results.csv --plot results.svg
  fmutool simulate model.fmu --set gain=2.5 --set mode=eco --input drive.csv --record 'room.*' -o room.csv
  fmutool simulate rfmi://127.0.0.1:11711/model --stop 10 --json
  fmutool simulate model.fmu --stop 10 --pause-at 4 --save-state model.state -o begin.csv
  fmutool simulate model.fmu --load-state model.state -o end.csv
Ctrl-C ends a simulation after the step under way; what was recorded until then is kept.
Exit status: 0 simulated, 1 the model or its server failed or took too long (the results until then are kept), 2 it could
not begin.`,
    )
    .action((target: string) =>
      runner(async () => {
        const { runSimulate } = await import('../simulating/run-simulate.js');
        const typed: object = optionsOf(command);
        return runSimulate(target, typed);
      }),
    );
}
