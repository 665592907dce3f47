/** `fmutool rfmi-dump`: what a capture of RFMI says. */
import { Option, type Command } from 'commander';
import type { Dump } from '../../rfmi/dump/dump.js';
import type { ByteOrder } from '../../runtime/frames.js';
import { runDump, type DumpForm } from '../dumping/run-dump.js';
import { addReportOptions, optionsOf, type CommonOptions } from '../options.js';
import type { Runner } from '../runner.js';

/** A bigger capture is not read. */
const MOST_BYTES = 1024 * 1024 * 1024;

interface DumpOptions extends CommonOptions {
  readonly byteOrder?: ByteOrder;
}

/** Declares the command. */
export function defineRfmiDump(program: Command, runner: Runner): void {
  const command = program
    .command('rfmi-dump')
    .summary('captured RFMI bytes as readable text')
    .description(
      'Shows the messages in captured bytes of RFMI: a file of the bytes themselves, or of hex digits with comments ' +
        '(# ; //), also as xxd and hexdump -C write them. Both directions may be in one capture. ' +
        'Exit status: 0 all was read, 1 something is damaged, 2 nothing could be read.',
    )
    .argument('[file]', 'the capture; standard input if it is - or missing')
    .addOption(
      new Option(
        '--byte-order <order>',
        'of messages before the first that shows it, where a capture begins in the middle',
      ).choices(['little', 'big']),
    );
  addReportOptions(command)
    .addHelpText(
      'after',
      `
Examples:
  fmutool rfmi-dump session.bin
  echo '52464d49 00000000 1800000000000000 0100 0000 00000000' | fmutool rfmi-dump
  fmutool rfmi-dump --json session.hex | jq '.messages[].code'`,
    )
    .action((file: string | undefined) =>
      runner(() => {
        const options: DumpOptions = optionsOf(command);
        return runDump(file ?? '-', options, () => form(options.byteOrder));
      }),
    );
}

async function form(order: ByteOrder | undefined): Promise<DumpForm<Dump>> {
  const [{ dumpCapture }, { rfmiDumpText }, { rfmiDumpJson }] = await Promise.all([
    import('../../rfmi/dump/dump.js'),
    import('../formats/rfmi-dump-text.js'),
    import('../formats/rfmi-dump-json.js'),
  ]);
  const read = (bytes: Buffer): Dump => dumpCapture(bytes, order);
  return {
    protocol: 'RFMI',
    command: 'rfmi-dump',
    mostBytes: MOST_BYTES,
    read,
    text: rfmiDumpText,
    json: rfmiDumpJson,
  };
}
