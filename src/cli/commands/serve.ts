/** `fmutool serve`: FMUs for clients in other processes and on other machines. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { addCommonOptions, optionsOf, positiveInteger, secondsOption, sizeOption } from '../options.js';
import type { Runner } from '../runner.js';
import { LOG_FORMATS } from '../serving/log-formats.js';
import { SHORTEST_PACKET } from '../serving/shortest-packet.js';

/** Declares the command. */
export function defineServe(program: Command, runner: Runner): void {
  const command = program
    .command('serve')
    .summary('let clients run the FMU over the network or shared memory (RFMI)')
    .description(
      'Serves FMUs for co-simulation by the RFMI protocol until it is ended. Each client has an instance of its own, ' +
        'in a process of its own; a client whose connection was lost may come back to it.',
    )
    .argument('[fmu...]', "FMUs to serve, each under its file's name, or as name=file")
    .addOption(
      new Option(
        '--port <number>',
        'listen there; 0: any free port, negative: shared memory; may be repeated (11711)',
      ).argParser(ports),
    )
    .option('--host <address>', 'listen at this address of the machine (127.0.0.1)')
    .option('--config <file>', 'read endpoints and limits from a file (docs/serving.md)')
    .option('--platform <platform>', "let the library of this platform compute (this machine's own)")
    .option('--tls-cert <file>', 'encrypt with TLS; certificate of the server, PEM')
    .option('--tls-key <file>', 'key of the certificate, PEM')
    .option('--tls-ca <file>', 'let only clients in whose certificate is signed by one of these, PEM')
    .addOption(secondsOption('--session-timeout', 'how long a client may take to come back (30)'))
    .addOption(secondsOption('--idle-timeout', 'close a connection that is silent for so long (0: never)'))
    .addOption(secondsOption('--timeout', "end a model's process when a call takes longer (0: never)"))
    .addOption(sizeOption('--max-message <bytes>', 'longest message that is accepted (256M)', SHORTEST_PACKET))
    .addOption(sizeOption('--max-packet <bytes>', 'the same for the endpoints alone (--max-message)', SHORTEST_PACKET))
    .addOption(new Option('--max-sessions <number>', 'sessions at once (1024)').argParser(positiveInteger))
    .addOption(new Option('--max-connections <number>', 'connections at once (4096)').argParser(positiveInteger))
    .option('--debug', 'show every message in the log')
    .addOption(
      new Option('--log-format <format>', 'the log on stderr as text or as lines of JSON').choices(LOG_FORMATS),
    );
  addCommonOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  fmutool serve model.fmu
  fmutool serve plant.fmu control=models/controller.fmu --port 0 --json
  fmutool serve model.fmu --port 11711 --port -1
  fmutool serve model.fmu --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem --tls-ca clients.pem
Exit status: 0 after Ctrl-C or SIGTERM, 2 it could not begin.`,
    )
    .action((files: string[]) =>
      runner(async () => {
        const { runServe } = await import('../serving/run-serve.js');
        return runServe(files, optionsOf(command));
      }),
    );
}

function ports(text: string, before: readonly number[] | undefined): readonly number[] {
  const port = /^-?\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (!(port >= -0x8000_0000 && port <= 0xffff)) {
    throw new InvalidArgumentError('give a port from 0 to 65535, or a negative number for shared memory.');
  }
  return [...(before ?? []), port];
}
