/** What the commands that show captures have in common: where the bytes come from, and what comes out. */
import { FmuToolError } from '../../fmu/error.js';
import { readGiven } from '../../files/given-file.js';
import { DONE, NOT_DONE, PROBLEM, type ExitStatus } from '../exit-status.js';
import type { CommonOptions } from '../options.js';
import type { Line } from '../output/line.js';
import { Report } from '../output/report.js';
import { UsageError } from '../usage-error.js';

/** A dump of any protocol. */
interface AnyDump {
  readonly messages: readonly unknown[];
  readonly problems: readonly { readonly text: string }[];
}

/** How one protocol's captures are read and shown. */
export interface DumpForm<Dump extends AnyDump> {
  /** `RFMI` */
  readonly protocol: string;
  /** Of the command. */
  readonly command: string;
  /** A bigger capture is not read. */
  readonly mostBytes: number;
  readonly read: (bytes: Buffer) => Dump;
  readonly text: (dump: Dump) => Line[];
  readonly json: (file: string, dump: Dump) => object;
}

export async function runDump<Dump extends AnyDump>(
  file: string,
  options: CommonOptions,
  load: () => Promise<DumpForm<Dump>>,
): Promise<ExitStatus> {
  const report = await Report.create(options);
  const form = await load();
  let dump: Dump;
  try {
    dump = await read(file, form);
  } catch (error) {
    if (!(error instanceof FmuToolError)) throw error;
    report.error(file, error);
    report.document({ file, error: { code: error.code, message: error.message } });
    return NOT_DONE;
  }
  report.text(form.text(dump));
  report.document(form.json(file, dump));
  return dump.problems.length === 0 ? DONE : PROBLEM;
}

async function read<Dump extends AnyDump>(file: string, form: DumpForm<Dump>): Promise<Dump> {
  const input = await bytesOf(file, form);
  const { captureBytes, NotHex } = await import('../../transport/capture.js');
  let bytes: Buffer;
  try {
    bytes = captureBytes(input);
  } catch (error) {
    if (!(error instanceof NotHex)) throw error;
    const what = `is neither a capture of ${form.protocol} nor hex: ${error.message}`;
    throw new FmuToolError('not-a-capture', what, { path: file, cause: error });
  }
  const dump = form.read(bytes);
  const [first] = dump.problems;
  if (dump.messages.length > 0 || first === undefined) return dump;
  throw new FmuToolError('not-a-capture', `holds no message of ${form.protocol}: ${first.text}`, { path: file });
}

async function bytesOf(
  file: string,
  { command, mostBytes }: Pick<DumpForm<AnyDump>, 'command' | 'mostBytes'>,
): Promise<Buffer> {
  if (file !== '-') return readGiven(file, { mostBytes });
  if (process.stdin.isTTY) throw new UsageError(`name a capture, or pipe one in (see fmutool ${command} --help)`);
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of process.stdin as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > mostBytes)
      throw new FmuToolError('file-too-large', `has more than the ${mostBytes} bytes that are read`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, size);
}
