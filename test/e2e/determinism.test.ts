// The same input gives the same bytes, whenever and wherever fmutool is run.
import { readFileSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { fmu, type InterfaceOptions } from '../remoting/support/fmu.js';
import { put, workspace } from '../remoting/support/workspace.js';
import { fmutool } from './support/executable.js';

const once: InterfaceOptions[] = [
  { kind: 'CoSimulation', identifier: 'model', attributes: 'canBeInstantiatedOnlyOncePerProcess="true"' },
];
const flags = ['--add-remoting-win32', '--add-remoting-win64'];

const surroundings: [string, { args?: string[]; env?: Record<string, string>; time?: Date; elsewhere?: boolean }][] = [
  ['a time zone in the east', { env: { TZ: 'Pacific/Kiritimati' } }],
  ['a time zone in the west', { env: { TZ: 'Pacific/Niue' } }],
  ['another language', { env: { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8' } }],
  ['a file of another time', { time: new Date('1999-12-31T23:59:59Z') }],
  ['another working directory', { elsewhere: true }],
  ['the other order', { args: flags.toReversed() }],
  ['the FMI 3 names', { args: ['--add-remoting-x86-windows', '--add-remoting-x86_64-windows'] }],
  ['without flushing', { args: [...flags, '--no-sync'] }],
];

it.each(surroundings)('with %s', async (_name, { args = flags, env = {}, time, elsewhere = false }) => {
  const results: Buffer[] = [];
  for (const usual of [true, false]) {
    const folder = workspace();
    const file = put(folder, usual ? 'model.fmu' : 'another name.fmu', fmu(['win64'], once));
    if (!usual && time !== undefined) utimesSync(file, time, time);
    const cwd = usual || !elsewhere ? folder : '/';
    const name = cwd === folder ? path.basename(file) : file;
    const { status, stderr } = await fmutool([...(usual ? flags : args), name], { cwd, env: usual ? {} : env });
    expect([status, stderr]).toEqual([0, '']);
    results.push(readFileSync(file));
  }
  expect(results[1]!.equals(results[0]!)).toBe(true);
});
