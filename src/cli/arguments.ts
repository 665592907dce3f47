/**
 * Brings the arguments into the one spelling that commander reads: the older tool wrote long options with a single dash
 * (`-add-remoting-win32`), and its habits stay valid.
 */
import type { Command, Option } from 'commander';
import { requirePlatform } from './operations.js';
import { answerToOlderFlag } from './older-tool.js';
import { UsageError } from './usage-error.js';

/** The options that the program and its commands have, as far as the spelling of arguments depends on them. */
export interface KnownOptions {
  /** The program's own long options without their dashes, which may be written with one dash. */
  readonly singleDash: ReadonlySet<string>;
  /** Options, dashes included, whose value is the next argument, which therefore is no option whatever it looks like. */
  readonly withValue: ReadonlySet<string>;
}

/** Reads them from what has been declared. */
export function knownOptions(program: Command): KnownOptions {
  const everywhere = [program, ...program.commands].flatMap(({ options }) => options);
  const spellings = ({ short, long }: Option): string[] => [short, long].filter((each) => each !== undefined);
  return {
    singleDash: new Set(['help', ...program.options.flatMap(({ long }) => long?.slice(2) ?? [])]),
    withValue: new Set(everywhere.filter(({ required }) => required).flatMap(spellings)),
  };
}

/**
 * The arguments with two dashes before every long option.
 * @throws UsageError for a flag that only the older tool has, or that names an unknown platform
 */
export function normalizeArguments(args: readonly string[], known: KnownOptions): string[] {
  const result: string[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index] ?? '';
    if (argument === '--') return [...result, ...args.slice(index)];
    const normal = twoDashes(argument, known);
    refuseOlderFlag(normal, args[0]);
    const platform = /^--add-remoting-(.*)$/s.exec(normal)?.[1];
    if (platform !== undefined) requirePlatform(platform);
    result.push(platform === undefined ? normal : normal.toLowerCase());
    if (known.withValue.has(normal) && index + 1 < args.length) {
      index += 1;
      result.push(args[index] ?? '');
    }
  }
  return result;
}

function twoDashes(argument: string, { singleDash }: KnownOptions): string {
  const match = /^-([a-z][\w-]+)(?:=|$)/.exec(argument);
  if (match === null) return argument;
  const name = match[1] ?? '';
  const isOption =
    singleDash.has(name) || name.startsWith('add-remoting-') || answerToOlderFlag(`--${name}`) !== undefined;
  return isOption ? `-${argument}` : argument;
}

function refuseOlderFlag(argument: string, command: string | undefined): void {
  if (!argument.startsWith('--')) return;
  const answer = answerToOlderFlag(argument.split('=', 1)[0] ?? '', command);
  if (answer !== undefined) throw new UsageError(answer);
}
