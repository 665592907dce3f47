/** Whole FMUs for tests, put together from hand-made parts. */
import { type EntrySpec, buildZip } from './archive/zip-builder.js';
import { buildElf, buildPe } from './binaries/samples.js';
import { FMI2 } from './model-description/documents.js';

/** An archive with this modelDescription.xml (by default one of FMI 2.0 with the identifiers `two_me` and `two`). */
export function buildFmu(entries: readonly EntrySpec[], description: string = FMI2): Buffer {
  return buildZip([{ name: 'modelDescription.xml', data: description }, ...entries]);
}

export const WIN64 = buildPe();
export const WIN32 = buildPe({ bits: 32, machine: 0x14c });
export const LINUX64 = buildElf();
export const SERVER64 = buildPe({ flags: 0x22 });

/** The text of a `.remoting` file. */
export function remotingText(values: Readonly<Record<string, string>>): string {
  const all = { format: '1', fmutool: '0.1.0', fmi: '2', transport: 'sm', timeout: '0', ...values };
  return Object.entries(all)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
