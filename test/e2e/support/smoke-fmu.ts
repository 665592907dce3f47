// FMUs for smoke tests: patched fixtures, and such that have been tampered with.
import AdmZip from 'adm-zip';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { findPlatform } from '../../../src/fmu/platforms.js';
import { changeFmu } from '../../../src/remoting/change-fmu.js';
import { fixtureFmu } from '../../native/unpacked-fmu.js';
import { workspace } from '../../remoting/support/workspace.js';

export interface FmuOptions {
  /** Only these platforms stay in it. */
  readonly keep?: readonly string[];
  /** Which remoting is added. */
  readonly add?: readonly string[];
}

/** A copy of a fixture in a folder of its own. */
export async function smokeFmu(name: string, { keep, add = [] }: FmuOptions = {}): Promise<string> {
  const file = path.join(workspace(), `${name}.fmu`);
  const zip = new AdmZip(fixtureFmu(name));
  for (const { entryName, isDirectory } of zip.getEntries()) {
    const platform = /^binaries\/([^/]+)\//.exec(entryName)?.[1];
    if (!isDirectory && platform !== undefined && keep?.includes(platform) === false) zip.deleteFile(entryName);
  }
  writeFileSync(file, zip.toBuffer());
  const operations = add.map((each) => ({ action: 'add-remoting' as const, platform: findPlatform(each)! }));
  if (operations.length > 0) await changeFmu(file, operations, { sync: false });
  return file;
}

/**
 * Puts a copy of the model in the place of the client of linux64, with `from` changed to `to` in all its bytes: an
 * importer of the FMU gets something that is not what was there before.
 */
export function tamper(file: string, identifier: string, from: Buffer, to: Buffer): void {
  const zip = new AdmZip(file);
  const model = zip.readFile(`binaries/linux64/real-${identifier}.so`)!;
  let count = 0;
  for (let at = model.indexOf(from); at >= 0; at = model.indexOf(from, at + 1)) {
    to.copy(model, at);
    count += 1;
  }
  if (count === 0) throw new Error(`nothing to change in ${identifier}`);
  zip.updateFile(`binaries/linux64/${identifier}.so`, model);
  writeFileSync(file, zip.toBuffer());
}

/** Changes modelDescription.xml. */
export function describeAnew(file: string, from: RegExp, to: string): void {
  const zip = new AdmZip(file);
  const text = zip.readAsText('modelDescription.xml');
  if (!from.test(text)) throw new Error(`nothing to change in ${file}`);
  zip.updateFile('modelDescription.xml', Buffer.from(text.replace(from, to)));
  writeFileSync(file, zip.toBuffer());
}

/** The bytes of a number as they lie in a library. */
export function realBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

/** The item of a trial in the JSON document. */
export interface SmokeItem {
  readonly file: string;
  readonly ok: boolean;
  readonly verdict: string;
  readonly reason: string | null;
  readonly interface: string;
  readonly platform: string;
  readonly computes: string;
  readonly remoting: string | null;
  readonly transport: string;
  readonly steps: number;
  readonly compared: readonly string[];
  readonly comparedAtEnd: readonly string[];
  readonly maxAbsoluteDifference: number | null;
  readonly reference: string;
  readonly durations: { connect: number; initialize: number; step: { median: number; p99: number } };
  readonly problems: readonly Record<string, unknown>[];
  readonly notes: readonly string[];
}
