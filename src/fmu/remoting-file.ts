/**
 * The `.remoting` file beside a remoting client: the contract between fmutool and its native client, described in
 * ARCHITECTURE.md. Read here to report, upgrade and undo; written when remoting is added.
 */
import type { FmiMajor } from './fmi-major.js';
import { FmuToolError, quote } from './error.js';

/** How the model is reached: in its own process of the same platform, or through another platform. */
export type RemotingKind = 'isolate' | 'bridge';

/** Ending of a `.remoting` file, which otherwise has the name of its client library. */
export const REMOTING_EXTENSION = '.remoting';

/** Version of the contract that this program writes and reads. */
export const REMOTING_FORMAT = 1;

/** No `.remoting` file of ours comes near this size, in bytes; a bigger one is not read. */
export const REMOTING_FILE_LIMIT_BYTES = 64 * 1024;

/** What a `.remoting` file says. Paths use `/` and are relative to the folder of the file. */
export interface RemotingFile {
  /** Version of the contract. */
  readonly format: number;
  /** Version of fmutool that wrote it. */
  readonly fmutool: string;
  readonly kind: RemotingKind;
  /** FMI major version of the model. */
  readonly fmi: FmiMajor;
  /** The platform that computes, in the naming of the FMU's FMI version. */
  readonly platform: string;
  /** The model's library. */
  readonly model: string;
  /** The server executable. */
  readonly server: string;
  /** How client and server talk. */
  readonly transport: string;
  /** Seconds a call may take before the server is ended; 0: no limit. */
  readonly timeout: number;
  /** For isolate: what the model's library was called. */
  readonly original: string | undefined;
  /** For bridge: where the platform's own library was put aside. */
  readonly own?: string | undefined;
  /** Which flags in modelDescription.xml were cleared, with their text (see once-flag.ts). */
  readonly once?: string | undefined;
}

/**
 * Reads the text of a `.remoting` file. Unknown keys are ignored, of a key given twice the last counts.
 * @throws FmuToolError `remoting-file` with the line, if it breaks the contract
 */
export function parseRemotingFile(text: string): RemotingFile {
  const values = keyValues(text);
  const format = number(values, 'format');
  if (format !== REMOTING_FORMAT) {
    throw broken(`has format ${format}, this fmutool reads ${REMOTING_FORMAT}; use the fmutool that wrote it`);
  }
  const kind = required(values, 'kind');
  if (kind !== 'isolate' && kind !== 'bridge') throw broken(`has the unknown kind ${quote(kind)}`);
  const fmi = number(values, 'fmi');
  if (fmi !== 1 && fmi !== 2 && fmi !== 3) throw broken(`has the unknown FMI version ${fmi}`);
  return {
    format,
    fmutool: required(values, 'fmutool'),
    kind,
    fmi,
    platform: required(values, 'platform'),
    model: required(values, 'model'),
    server: required(values, 'server'),
    transport: values.get('transport') ?? 'sm',
    timeout: values.has('timeout') ? number(values, 'timeout') : 0,
    original: values.get('original'),
    own: values.get('own'),
    once: values.get('once'),
  };
}

/** The text of a `.remoting` file: always the same for the same content. */
export function formatRemotingFile(file: RemotingFile): string {
  const lines: [string, string | number | undefined][] = [
    ['format', file.format],
    ['fmutool', file.fmutool],
    ['kind', file.kind],
    ['fmi', file.fmi],
    ['platform', file.platform],
    ['model', file.model],
    ['server', file.server],
    ['transport', file.transport],
    ['timeout', file.timeout],
    ['original', file.original],
    ['own', file.own],
    ['once', file.once],
  ];
  return lines
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${checkedValue(key, value)}\n`]))
    .join('');
}

function keyValues(text: string): Map<string, string> {
  const values = new Map<string, string>();
  const line = /[^\r\n]+/g;
  for (let found = line.exec(text); found !== null; found = line.exec(text)) {
    const content = found[0].trim();
    if (content === '' || content.startsWith('#')) continue;
    const equals = content.indexOf('=');
    if (equals < 0) throw broken(`line ${lineNumber(text, found.index)} is not key=value`);
    values.set(content.slice(0, equals).trim(), content.slice(equals + 1).trim());
  }
  return values;
}

function lineNumber(text: string, offset: number): number {
  return text.slice(0, offset).split(/\r\n|\n|\r/).length;
}

function required(values: ReadonlyMap<string, string>, key: string): string {
  const value = values.get(key);
  if (value === undefined || value === '') throw broken(`lacks the key ${quote(key)}`);
  return value;
}

function number(values: ReadonlyMap<string, string>, key: string): number {
  const text = required(values, key);
  if (!/^\d+(\.\d+)?$/.test(text)) throw broken(`has ${quote(text)} where ${quote(key)} needs a number`);
  return Number(text);
}

function checkedValue(key: string, value: string | number): string {
  const text = String(value);
  if (/[\r\n]/.test(text) || text !== text.trim() || text === '') {
    throw broken(`cannot hold ${quote(text)} as ${quote(key)}`);
  }
  return text;
}

function broken(what: string): FmuToolError {
  return new FmuToolError('remoting-file', `the .remoting file ${what}`);
}
