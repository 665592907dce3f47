import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { destinations } from '../../src/cli/destination.js';
import { put, workspace } from '../remoting/support/workspace.js';

it('without an output every FMU stays where it is', () => {
  expect([...destinations(['a.fmu', 'b.fmu'], undefined).values()]).toEqual([undefined, undefined]);
});

it('one FMU goes to the file that is named', () => {
  expect(destinations(['in/a.fmu'], 'out.fmu').get('in/a.fmu')).toBe('out.fmu');
});

it('several go to a folder, under their own names', () => {
  const folder = workspace();
  const result = destinations(['in/a.fmu', 'other/b.fmu'], folder);
  expect([...result.values()]).toEqual([path.join(folder, 'a.fmu'), path.join(folder, 'b.fmu')]);
});

it('two that would become one file are refused, and so is a folder that is none', () => {
  const folder = workspace();
  mkdirSync(path.join(folder, 'out'));
  const file = put(folder, 'file', '');
  expect(() => destinations(['x/a.fmu', 'y/a.fmu'], path.join(folder, 'out'))).toThrow(/would both become/);
  for (const same of ['x/a.fmu', './x/a.fmu']) {
    expect(() => destinations(['x/a.fmu', same], path.join(folder, 'out'))).toThrow(/a\.fmu is named twice/);
  }
  expect(() => destinations(['a.fmu', 'b.fmu'], file)).toThrow(/is not a folder/);
  expect(() => destinations(['a.fmu'], path.join(folder, 'none') + path.sep)).toThrow(/does not exist/);
});
