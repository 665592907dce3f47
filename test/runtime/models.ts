// Opens fixtures and other FMUs as models, and says their calls in few words.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { Fmu } from '../../src/fmu/fmu.js';
import type { Call, Outcome } from '../../src/runtime/calls.js';
import { decodeValues, encodeValues } from '../../src/runtime/frame-values.js';
import { encodeFrame, type SubFrame, type Value } from '../../src/runtime/frames.js';
import { Model, type ModelOptions } from '../../src/runtime/model.js';
import { root } from '../repository/checkout.js';

/** The file of a fixture. */
export function fixture(name: string): string {
  return path.join(root, 'fixtures', 'fmus', `${name}.fmu`);
}

/** The file of a real FMU; undefined where the folder is absent. */
export function realFmu(name: string): string | undefined {
  const file = path.join(root, '..', 'shared', 'fmus', `${name}.fmu`);
  return existsSync(file) ? file : undefined;
}

const opened: Model[] = [];

/** Opens the model of an FMU, until `closeModels`. */
export async function openModel(file: string, options: ModelOptions = {}): Promise<Model> {
  const fmu = Fmu.open(file);
  try {
    const model = await Model.open(fmu, options);
    opened.push(model);
    return model;
  } finally {
    fmu.close();
  }
}

/** For afterEach. */
export async function closeModels(): Promise<void> {
  await Promise.all(opened.splice(0).map((model) => model.close()));
}

export const start: readonly Call[] = [
  { call: 'setup', startTime: 0 },
  { call: 'enterInitialization' },
  { call: 'exitInitialization' },
];

export const good: Partial<Outcome> = { status: 'ok', failed: undefined, lastTime: undefined, log: [] };

export function set(subFrames: readonly SubFrame[], values: readonly Value[]): Call {
  return { call: 'set', frame: encodeFrame(subFrames), values: encodeValues(subFrames, values) };
}

export function get(subFrames: readonly SubFrame[]): Call {
  return { call: 'get', frame: encodeFrame(subFrames) };
}

export function step(time: number, size: number): Call {
  return { call: 'step', time, size, final: true };
}

/** The values in a result of `get`. */
export function valuesOf(outcome: Outcome, index: number, subFrames: readonly SubFrame[]): Value[] {
  const bytes = outcome.results[index];
  if (!Buffer.isBuffer(bytes))
    throw new Error(`result ${index} is no values: ${outcome.status} ${outcome.failed ?? ''}`);
  return decodeValues(subFrames, bytes);
}

/** All that the log says. */
export function said(outcome: Outcome): string {
  return outcome.log.map(({ text }) => text).join('\n');
}

/** The processes that have a file below `folder` in their memory. */
export function processesWith(folder: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/maps`, 'latin1').includes(`${folder}/`);
      } catch {
        return false; // it has ended, or belongs to another user
      }
    })
    .map(Number);
}

/** Resolves when `done` says so; rejects after 20 s. */
export async function until(what: string, done: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!done()) {
    if (Date.now() > deadline) throw new Error(`this did not happen: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
