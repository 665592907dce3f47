/** `fmutool plug-dump --json`. */
import type { PlugDump } from '../../plug/dump/dump.js';
import { plain } from './dump-json.js';

/** The document for one capture. */
export function plugDumpJson(file: string, { dialect, messages, problems }: PlugDump): object {
  return {
    file,
    dialect,
    messages: messages.map(({ fields, ...head }) => ({ ...head, fields: plain(fields) })),
    problems,
  };
}
