/** The FMUs that are named on the command line, opened for serving. */
import path from 'node:path';
import { existsSync } from 'node:fs';
import { FmuToolError } from '../../fmu/error.js';
import { Fmu } from '../../fmu/fmu.js';
import { problemWarnings } from '../../fmu/model-description/problem.js';
import type { Platform } from '../../fmu/platforms.js';
import type { Log } from '../../rfmi/server/log.js';
import { ServedModel } from '../../rfmi/server/served-model.js';
import { limitsOf, type CommonOptions } from '../options.js';
import { UsageError } from '../usage-error.js';

/** An FMU as it was named. */
export interface NamedFile {
  readonly file: string;
  /** What clients select it by. */
  readonly name: string;
}

/**
 * Tells names and files apart: `controller=a/model.fmu`, or `a/model.fmu`, which is called `model`.
 * @throws UsageError for two of one name
 */
export function namedFiles(arguments_: readonly string[]): readonly NamedFile[] {
  const all = arguments_.map((argument): NamedFile => {
    const [, name, file] = /^([^=/\\]+)=(.+)$/s.exec(argument) ?? [];
    if (name !== undefined && file !== undefined && !existsSync(argument)) return { file, name };
    return { file: argument, name: path.basename(argument).replace(/\.fmu$/i, '') };
  });
  for (const [index, { name, file }] of all.entries()) {
    const other = all.slice(0, index).find((each) => each.name === name);
    if (other === undefined) continue;
    const help = `give one of them another name: other=${file}`;
    throw new UsageError(`serve: ${other.file} and ${file} are both called '${name}' (${help})`);
  }
  return all;
}

/**
 * Opens those that can be served; why the others cannot goes to the log.
 * @throws FmuToolError for one that is no FMU, or cannot be read
 */
export async function openServed(
  files: readonly NamedFile[],
  options: CommonOptions & { readonly timeout?: number | undefined },
  platform: Platform | undefined,
  log: Log,
): Promise<readonly ServedModel[]> {
  const served: ServedModel[] = [];
  for (const { file, name } of files) {
    try {
      const model = await openOne(file, name, options, platform);
      served.push(model);
      for (const line of problemWarnings(model.description.problems)) {
        log({ level: 'warning', event: 'fmu-description', text: `${file}: ${line}` });
      }
    } catch (error) {
      if (!(error instanceof FmuToolError)) throw error;
      if (!isSound(error)) {
        await Promise.all(served.map((each) => each.close()));
        throw error.withPath(file);
      }
      log({ level: 'error', event: 'fmu-left-out', text: `${error.path ?? file}: ${error.message}` });
    }
  }
  return served;
}

/** Whether the FMU is one, and only not for this server or this machine. */
function isSound({ code }: FmuToolError): boolean {
  return code.startsWith('runtime-') || code.startsWith('rfmi-');
}

async function openOne(
  file: string,
  name: string,
  options: CommonOptions & { readonly timeout?: number | undefined },
  platform: Platform | undefined,
): Promise<ServedModel> {
  const fmu = Fmu.open(file, { limits: limitsOf(options) });
  try {
    return await ServedModel.open(fmu, name, {
      platform,
      ...(options.timeout !== undefined && options.timeout > 0 && { timeout: options.timeout }),
    });
  } finally {
    fmu.close();
  }
}
