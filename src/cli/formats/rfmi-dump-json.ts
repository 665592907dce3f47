/** `fmutool rfmi-dump --json`: bytes as hex, files as text, and what JSON has no number for as text. */
import type { Dump } from '../../rfmi/dump/dump.js';

/** The document for one capture. */
export function rfmiDumpJson(file: string, { messages, problems }: Dump): object {
  return {
    file,
    messages: messages.map(({ body, fields, values, ...head }) => ({
      ...head,
      ...(fields === undefined ? { body: body.toString('hex') } : { fields: plain(fields) }),
      ...(values !== undefined && { values: plain(values) }),
    })),
    problems,
  };
}

function plain(value: unknown, name = ''): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString(name === 'xml' ? 'utf8' : 'hex');
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return value.map((each) => plain(each));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each, key)]));
}
