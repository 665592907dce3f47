/** `fmutool rfmi-dump`: what a capture of RFMI says. */
import { Option, type Command } from 'commander';
import { FmuToolError } from '../../fmu/error.js';
import { readGiven } from '../../files/given-file.js';
import type { Dump } from '../../rfmi/dump/dump.js';
import type { ByteOrder } from '../../runtime/frames.js';
import { DONE, NOT_DONE, PROBLEM, type ExitStatus } from '../exit-status.js';
import { addReportOptions, optionsOf, type CommonOptions } from '../options.js';
import { Report } from '../output/report.js';
import type { Runner } from '../runner.js';
import { UsageError } from '../usage-error.js';

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
    .action((file: string | undefined) => runner(() => runRfmiDump(file ?? '-', optionsOf(command))));
}

async function runRfmiDump(file: string, options: DumpOptions): Promise<ExitStatus> {
  const report = await Report.create(options);
  let dump: Dump;
  try {
    dump = await read(file, options.byteOrder);
  } catch (error) {
    if (!(error instanceof FmuToolError)) throw error;
    report.error(file, error);
    report.document({ file, error: { code: error.code, message: error.message } });
    return NOT_DONE;
  }
  const { rfmiDumpText } = await import('../formats/rfmi-dump-text.js');
  const { rfmiDumpJson } = await import('../formats/rfmi-dump-json.js');
  report.text(rfmiDumpText(dump));
  report.document(rfmiDumpJson(file, dump));
  return dump.problems.length === 0 ? DONE : PROBLEM;
}

async function read(file: string, order: ByteOrder | undefined): Promise<Dump> {
  const input = await bytesOf(file);
  const [{ captureBytes, NotHex }, { dumpCapture }] = await Promise.all([
    import('../../transport/capture.js'),
    import('../../rfmi/dump/dump.js'),
  ]);
  let bytes: Buffer;
  try {
    bytes = captureBytes(input);
  } catch (error) {
    if (!(error instanceof NotHex)) throw error;
    const what = `is neither a capture of RFMI nor hex: ${error.message}`;
    throw new FmuToolError('not-a-capture', what, { path: file, cause: error });
  }
  const dump = dumpCapture(bytes, order);
  const [first] = dump.problems;
  if (dump.messages.length > 0 || first === undefined) return dump;
  throw new FmuToolError('not-a-capture', `holds no message of RFMI: ${first.text}`, { path: file });
}

async function bytesOf(file: string): Promise<Buffer> {
  if (file !== '-') return readGiven(file, { mostBytes: MOST_BYTES });
  if (process.stdin.isTTY) throw new UsageError('name a capture, or pipe one in (see fmutool rfmi-dump --help)');
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > MOST_BYTES)
      throw new FmuToolError('file-too-large', `has more than the ${MOST_BYTES} bytes that are read`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}
