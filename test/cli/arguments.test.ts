import { describe, expect, it } from 'vitest';
import { normalizeArguments } from '../../src/cli/arguments.js';
import { known, program } from './known-options.js';
import { UsageError } from '../../src/cli/usage-error.js';

// Written down from the older tool's help.
const olderFlags = [
  ...['--remove-toplevel', '--merge-toplevel', '--trim-until', '--remove-regexp', '--keep-only-regexp', '--remove-all'],
  ...['--rename-from-csv', '--only-parameters', '--only-inputs', '--only-outputs', '--only-locals', '--dump-csv'],
  ...['--summary', '--check', '--add-frontend-win32', '--add-frontend-win64', '--extract-descriptor'],
  ...['--remove-sources', '--debug'],
];

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
    expect(normalizeArguments(before, known)).toEqual(after);
  });

  it.each(olderFlags)('answers %s by its name, however it is written', (flag) => {
    for (const spelling of [flag, flag.slice(1), `${flag.slice(1)}=value`]) {
      expect(() => normalizeArguments(['-input', 'a.fmu', spelling], known)).toThrow(UsageError);
      expect(() => normalizeArguments([spelling], known)).toThrow(
        `${flag.slice(1)} of the older fmutool is not supported (`,
      );
    }
  });

  it.each(['--add-remoting-amiga', '-add-remoting-', '--add-remoting-win32x'])('refuses %s', (flag) => {
    expect(() => normalizeArguments([flag], known)).toThrow(/unknown platform/);
  });

  const valued = [program, ...program.commands].flatMap((command) =>
    command.options.filter(({ flags }) => flags.includes('<')).map(({ long }) => [command.name(), long!] as const),
  );

  it.each(valued)('%s: leaves the value of %s as it is', (_, option) => {
    expect(normalizeArguments(['model.fmu', option, '-json', '-quiet'], known)).toEqual([
      ...['model.fmu', option, '-json', '--quiet'],
    ]);
  });

  it('has found the options with values', () => {
    expect(valued.length).toBeGreaterThan(40);
  });
});
