/** Changes made-up FMUs in a folder of their own, and gives back what came of it. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { findPlatform, type Platform } from '../../../src/fmu/platforms.js';
import { changeFmu, type ChangeOptions, type ChangeResult } from '../../../src/remoting/change-fmu.js';
import type { AddRemoting, Operation } from '../../../src/remoting/plan.js';
import { fmu, type InterfaceOptions } from './fmu.js';
import { listing, madeUpPrebuilt, put, workspace, type PrebuiltOptions } from './workspace.js';

/** The platform of that name. */
export function platform(name: string): Platform {
  const found = findPlatform(name);
  if (found === undefined) throw new Error(name);
  return found;
}

/** Asks for remoting for the platform of that name. */
export function add(name: string, options: Partial<AddRemoting> = {}): AddRemoting {
  return { action: 'add-remoting', platform: platform(name), ...options };
}

/** Asks for all remoting to be taken out. */
export const remove: Operation = { action: 'remove-remoting' };

/** Changes an FMU with these bytes and gives back what came of it. */
export async function change(
  before: Buffer,
  operations: readonly Operation[],
  options: ChangeOptions & PrebuiltOptions = {},
): Promise<ChangeResult & { readonly after: Buffer }> {
  const folder = workspace();
  const file = put(folder, 'model.fmu', before);
  const prebuilt = options.prebuilt ?? madeUpPrebuilt(workspace(), options);
  const result = await changeFmu(file, operations, { sync: false, ...options, prebuilt });
  expect(listing(folder), 'nothing else is left').toEqual(['model.fmu']);
  return { ...result, after: readFileSync(result.output) };
}

/** What is thrown when an FMU with these bytes is to be changed; nothing is left of the attempt. */
export async function refused(
  before: Buffer,
  operations: readonly Operation[],
  options: ChangeOptions & PrebuiltOptions = {},
): Promise<unknown> {
  const folder = workspace();
  const file = put(folder, 'model.fmu', before);
  const prebuilt = options.prebuilt ?? madeUpPrebuilt(workspace(), options);
  const error: unknown = await changeFmu(file, operations, { sync: false, ...options, prebuilt }).then(
    () => 'not refused',
    (reason: unknown) => reason,
  );
  expect(readFileSync(file).equals(before), 'the old file is whole').toBe(true);
  expect(listing(folder)).toEqual(['model.fmu']);
  return error;
}

/** Expects that changing an FMU with these bytes is refused so, and that the error names the FMU. */
export async function expectRefusal(
  before: Buffer,
  operations: readonly Operation[],
  { code, message }: { readonly code: string; readonly message: RegExp },
): Promise<void> {
  const error = await refused(before, operations);
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
  expect((error as { path: string }).path).toMatch(/model\.fmu$/);
}

/** An FMU with a library for 64-bit Windows alone. */
export const win64Only = fmu(['win64']);

/** An FMU with a library for either Windows. */
export const both = fmu(['win32', 'win64']);

/** The interfaces of an FMU with a library for each. */
export const twoLibraries: InterfaceOptions[] = [
  { kind: 'ModelExchange', identifier: 'model_me' },
  { kind: 'CoSimulation', identifier: 'model_cs' },
];
