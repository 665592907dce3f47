/**
 * Brings the arguments into the one spelling that commander reads: the older tool wrote long options with a single dash
 * (`-add-remoting-win32`), and its habits stay valid.
 */
import { requirePlatform } from './operations.js';
import { answerToOlderFlag } from './older-tool.js';
import { UsageError } from './usage-error.js';

/** Options that may be written with one dash; `--add-remoting-<platform>` besides. */
const SINGLE_DASH = new Set([
  'input',
  'output',
  'remove-remoting',
  'info',
  'via',
  'dry-run',
  'keep-name',
  'allow-multiple-instances',
  'call-timeout',
  'json',
  'quiet',
  'verbose',
  'no-color',
  'no-sync',
  'jobs',
  'max-size',
  'max-entry-size',
  'help',
  'version',
]);

/** Options whose value is the next argument, which therefore is no option whatever it looks like. */
export const WITH_VALUE = new Set([
  '-o',
  '--input',
  '--output',
  '--via',
  '--call-timeout',
  '--jobs',
  '--max-size',
  '--max-entry-size',
  '--byte-order',
  '--port',
  '--host',
  '--config',
  '--platform',
  '--tls-cert',
  '--tls-key',
  '--tls-ca',
  '--session-timeout',
  '--idle-timeout',
  '--timeout',
  '--max-message',
  '--max-packet',
  '--max-sessions',
  '--max-connections',
  '--log-format',
  '--start',
  '--stop',
  '--step',
  '--tolerance',
  '--set',
  '--record',
  '--plot',
  '--plot-variables',
  '--solver',
  '--report',
  '--format',
  '--interface',
  '--wait',
]);

/**
 * The arguments with two dashes before every long option.
 * @throws UsageError for a flag that only the older tool has, or that names an unknown platform
 */
export function normalizeArguments(args: readonly string[]): string[] {
  const result: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') return [...result, ...args.slice(index)];
    const normal = twoDashes(argument);
    refuseOlderFlag(normal, args[0]);
    const platform = /^--add-remoting-(.*)$/s.exec(normal)?.[1];
    if (platform !== undefined) requirePlatform(platform);
    result.push(platform === undefined ? normal : normal.toLowerCase());
    if (WITH_VALUE.has(normal) && index + 1 < args.length) {
      index += 1;
      result.push(args[index] ?? '');
    }
  }
  return result;
}

function twoDashes(argument: string): string {
  const match = /^-([a-z][\w-]+)(?:=|$)/.exec(argument);
  if (match === null) return argument;
  const name = match[1] ?? '';
  const known =
    SINGLE_DASH.has(name) || name.startsWith('add-remoting-') || answerToOlderFlag(`--${name}`) !== undefined;
  return known ? `-${argument}` : argument;
}

function refuseOlderFlag(argument: string, command: string | undefined): void {
  if (!argument.startsWith('--')) return;
  const answer = answerToOlderFlag(argument.replace(/=.*$/s, ''), command);
  if (answer !== undefined) throw new UsageError(answer);
}
