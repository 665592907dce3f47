/** `fmutool rfmi-dump --json`. */
import type { Dump } from '../../rfmi/dump/dump.js';
import { plain } from './dump-json.js';

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
