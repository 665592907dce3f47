/** Options that several commands share, and what they mean. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ArchiveLimits } from '../fmu/archive/entry.js';

const MIB = 1024 * 1024;

/** What every command keeps to. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  /** False with `--no-color`. */
  readonly color?: boolean;
  /** Bound on the unpacked size of everything in the FMU, in bytes. */
  readonly maxSize?: number;
  /** Bound on the unpacked size of one file in the FMU, in bytes. */
  readonly maxEntrySize?: number;
  /** Memory that reading an FMU may take, in bytes. */
  readonly maxMemory?: number;
  /** How many FMUs are worked on at once. */
  readonly jobs?: number;
}

/** Where the result of a change goes, and how. */
export interface WritingOptions extends CommonOptions {
  readonly output?: string;
  readonly dryRun?: boolean;
  /** False with `--no-sync`. */
  readonly sync?: boolean;
}

/** What belongs to adding remoting. */
export interface AddingOptions extends WritingOptions {
  readonly via?: string;
  readonly keepName?: boolean;
  readonly allowMultipleInstances?: boolean;
  readonly callTimeout?: number;
}

/** Everything that may be typed somewhere. */
export interface AllOptions extends AddingOptions {
  /** FMUs that are named with `--input`. */
  readonly input?: readonly string[];
}

/** Adds the options that say how a command talks. */
export function addReportOptions(command: Command): Command {
  return command
    .option('--json', 'one JSON document on stdout and nothing else there')
    .option('-q, --quiet', 'say nothing but errors')
    .option('--verbose', 'say more; with an error also where in fmutool it arose')
    .option('--no-color', 'no colours (the NO_COLOR variable does the same)');
}

/** Adds the options of {@link CommonOptions}: those of the report, and what commands need that read FMUs. */
export function addCommonOptions(command: Command): Command {
  return addReportOptions(command)
    .addOption(sizeOption('--max-size <bytes>', 'most that an FMU may unpack to, such as 20G (a zip bomb is refused)'))
    .addOption(sizeOption('--max-entry-size <bytes>', 'most that a single file in an FMU may unpack to'))
    .addOption(
      sizeOption('--max-memory <bytes>', 'memory that reading an FMU may take, such as 4G (else by its size)', MIB),
    )
    .addOption(new Option('--jobs <number>', 'FMUs worked on at once').argParser(positiveInteger));
}

/** Adds the options of {@link WritingOptions} that {@link CommonOptions} lacks. */
export function addWritingOptions(command: Command): Command {
  return command
    .option('-o, --output <path>', 'write there: a file, or a folder when several FMUs are given; without it in place')
    .option('--dry-run', 'show what would be done and change nothing')
    .option('--no-sync', 'do not wait until the result is flushed to the disk');
}

/** Adds the options of {@link AddingOptions} that {@link WritingOptions} lacks. */
export function addAddingOptions(command: Command): Command {
  return command
    .option('--via <platform>', 'let the library of this platform compute')
    .option('--keep-name', "leave the model's library its name, in a sub-folder")
    .option('--allow-multiple-instances', 'clear canBeInstantiatedOnlyOncePerProcess in modelDescription.xml')
    .addOption(
      new Option('--call-timeout <seconds>', "end the model's process when a call takes longer (0: never)").argParser(
        seconds,
      ),
    );
}

/**
 * The options that were typed before or after the command's name. Commander's own way of merging them would let the
 * default of an option before the name (`--no-color` has one) win over what was typed after it.
 */
export function optionsOf(command: Command): AllOptions {
  const levels = [...(command.parent === null ? [] : [command.parent]), command];
  const typed = levels.flatMap((level) =>
    Object.entries(level.opts<Record<string, unknown>>()).filter(
      ([name]) => level.getOptionValueSource(name) === 'cli',
    ),
  );
  return Object.fromEntries(typed);
}

/** The bounds that the user has set. */
export function limitsOf(options: CommonOptions): Partial<ArchiveLimits> {
  return {
    ...(options.maxSize !== undefined && { totalBytes: options.maxSize }),
    ...(options.maxEntrySize !== undefined && { entryBytes: options.maxEntrySize }),
    ...(options.maxMemory !== undefined && { memoryBytes: options.maxMemory }),
  };
}

/** An option whose value is a number of bytes. */
export function sizeOption(flags: string, description: string, least = 0): Option {
  return new Option(flags, description).argParser((text) => {
    const value = bytes(text);
    if (value < least) throw new InvalidArgumentError(`give ${least} bytes at least.`);
    return value;
  });
}

function bytes(text: string): number {
  const match = /^(\d+)([kMG]?)$/i.exec(text);
  const exponent = ['', 'k', 'm', 'g'].indexOf((match?.[2] ?? '').toLowerCase());
  const value = Number(match?.[1]) * 1024 ** exponent;
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('give bytes, or a number with k, M or G.');
  return value;
}

/** A number from 1 to 9999. */
export function positiveInteger(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError('give a number from 1 on.');
  return Number(text);
}

function seconds(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('give whole seconds, such as 30.');
  return Number(text);
}

/** An option that takes seconds, which may be a fraction. */
export function secondsOption(flag: string, description: string): Option {
  return new Option(`${flag} <seconds>`, description).argParser((text) => {
    if (!/^\d{1,6}(?:\.\d{1,6})?$/.test(text)) throw new InvalidArgumentError('give seconds, such as 30 or 0.5.');
    return Number(text);
  });
}
