/** `fmutool plug-dump`: what a capture of the plug remote protocol says. */
import { Option, type Command } from 'commander';
import type { PlugDump, PlugDumpOptions } from '../../plug/dump/dump.js';
import { DIALECTS, type Dialect } from '../../plug/wire/messages.js';
import { runDump, type DumpForm } from '../dumping/run-dump.js';
import { addReportOptions, optionsOf, sizeOption, type CommonOptions } from '../options.js';
import type { Runner } from '../runner.js';

/** A bigger capture is not read. */
const MOST_BYTES = 256 * 1024 * 1024;

interface DumpOptions extends CommonOptions {
  readonly dialect?: Dialect;
  readonly configurationSize?: number;
  readonly transitionSize?: number;
}

/** Declares the command. */
export function definePlugDump(program: Command, runner: Runner): void {
  const command = program
    .command('plug-dump')
    .summary('captured bytes of the plug remote protocol as readable text')
    .description(
      'Shows the messages in captured bytes of the plug remote protocol, in either dialect: a file of the bytes ' +
        'themselves, or of hex digits with comments (# ; //), also as xxd and hexdump -C write them. Both directions are in ' +
        'one capture, in the order in which they came; requests alone can be read too. ' +
        'Exit status: 0 all was read, 1 something is damaged, 2 nothing could be read.',
    )
    .argument('[file]', 'the capture; standard input if it is - or missing')
    .addOption(new Option('--dialect <dialect>', 'instead of the one in which more can be read').choices(DIALECTS))
    .addOption(sizeOption('--configuration-size <bytes>', 'of the dialect fixed, where no message says it'))
    .addOption(sizeOption('--transition-size <bytes>', 'the same for transitions'));
  addReportOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  fmutool plug-dump session.bin
  echo '0101 01000000 02000000 c0c1' | fmutool plug-dump
  fmutool plug-dump --json session.hex | jq '.messages[].name'`,
    )
    .action((file: string | undefined) =>
      runner(() => {
        const options: DumpOptions = optionsOf(command);
        return runDump(file ?? '-', options, () => form(options));
      }),
    );
}

async function form({ dialect, configurationSize, transitionSize }: DumpOptions): Promise<DumpForm<PlugDump>> {
  const [{ dumpPlugCapture }, { plugDumpText }, { plugDumpJson }] = await Promise.all([
    import('../../plug/dump/dump.js'),
    import('../formats/plug-dump-text.js'),
    import('../formats/plug-dump-json.js'),
  ]);
  const sizes = {
    ...(configurationSize !== undefined && { configuration: configurationSize }),
    ...(transitionSize !== undefined && { transition: transitionSize }),
  };
  const options: PlugDumpOptions = { dialect, sizes };
  return {
    protocol: 'the plug remote protocol',
    command: 'plug-dump',
    mostBytes: MOST_BYTES,
    read: (bytes) => dumpPlugCapture(bytes, options),
    text: plugDumpText,
    json: plugDumpJson,
  };
}
