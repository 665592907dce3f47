import { describe, expect, it } from 'vitest';
import { normalizeArguments } from '../../src/cli/arguments.js';
import { OLDER_FLAG_NAMES } from '../../src/cli/older-tool.js';
import { UsageError } from '../../src/cli/usage-error.js';

describe('normalizeArguments', () => {
  const cases: [string[], string[]][] = [
    [
      ['-input', 'a.fmu', '-add-remoting-win32', '-output', 'b.fmu'],
      ['--input', 'a.fmu', '--add-remoting-win32', '--output', 'b.fmu'],
    ],
    [
      ['-output=b.fmu', '-json'],
      ['--output=b.fmu', '--json'],
    ],
    [
      ['--dry-run', '-o', 'b.fmu', '-q'],
      ['--dry-run', '-o', 'b.fmu', '-q'],
    ],
    [
      ['-add-remoting-x86_64-windows', '--add-remoting-WIN32'],
      ['--add-remoting-x86_64-windows', '--add-remoting-win32'],
    ],
    // What only looks like a flag: values, and everything behind two dashes.
    [
      ['-o', '-json'],
      ['-o', '-json'],
    ],
    [
      ['-input', '-check', '-info'],
      ['--input', '-check', '--info'],
    ],
    [
      ['info', '--', '-summary'],
      ['info', '--', '-summary'],
    ],
    [
      ['-ojson', '-frobnicate', 'a-json', '-'],
      ['-ojson', '-frobnicate', 'a-json', '-'],
    ],
    // A flag of the older tool's that a command has, too.
    [
      ['serve', 'a.fmu', '--debug'],
      ['serve', 'a.fmu', '--debug'],
    ],
    [[], []],
  ];

  it.each(cases)('%j becomes %j', (before, after) => {
    expect(normalizeArguments(before)).toEqual(after);
  });

  it.each(OLDER_FLAG_NAMES)('answers %s by its name, however it is written', (flag) => {
    for (const spelling of [flag, flag.slice(1), `${flag.slice(1)}=value`]) {
      expect(() => normalizeArguments(['-input', 'a.fmu', spelling])).toThrow(UsageError);
      expect(() => normalizeArguments([spelling])).toThrow(`${flag.slice(1)} of the older fmutool is not supported (`);
    }
  });

  it.each(['--add-remoting-amiga', '-add-remoting-', '--add-remoting-win32x'])('refuses %s', (flag) => {
    expect(() => normalizeArguments([flag])).toThrow(/unknown platform/);
  });
});
