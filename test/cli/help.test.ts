import { expect, it } from 'vitest';
import { helpRequest } from '../../src/cli/help.js';
import { known } from './known-options.js';

const commands = ['info', 'add-remoting', 'remove-remoting'];

function topic(line: string): string | undefined {
  const request = helpRequest(line.split(' '), commands, known);
  return request === undefined ? 'no question' : request.topic;
}

it.each([
  ['help add-remoting', 'add-remoting'],
  ['--quiet help info', 'info'],
  ['add-remoting --help', 'add-remoting'],
  ['--help add-remoting', 'add-remoting'],
  ['-h info', 'info'],
  ['--add-remoting-win32 --help', 'add-remoting'],
  ['model.fmu --remove-remoting -h', 'remove-remoting'],
  ['--info --help', 'info'],
  ['help frob', 'frob'],
  ['--help frob', 'frob'],
])('%j asks for help on %s', (line, expected) => {
  expect(topic(line)).toBe(expected);
});

it.each(['help', '--help', '--help model.fmu', '--help ./model', 'model.fmu --help', '--output info --help'])(
  '%j asks for help on everything',
  (line) => {
    expect(topic(line)).toBeUndefined();
  },
);

it.each(['info model.fmu', '--input help --info', 'info -- --help', '--output --help info model.fmu'])(
  '%j does not ask for help',
  (line) => {
    expect(topic(line)).toBe('no question');
  },
);
