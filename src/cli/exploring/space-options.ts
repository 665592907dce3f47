/** The options that say which state space of an FMU is meant: the same for everything that explores or serves one. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { FmuSpaceOptions } from '../../explore/open-fmu-space.js';
import type { WantedChoice } from '../../explore/choices.js';
import { requirePlatform } from '../operations.js';
import { assignment, atCommas, collected, count, positive, time } from '../option-values.js';
import { limitsOf, type CommonOptions } from '../options.js';
import { readSmall } from '../small-file.js';
import { UsageError } from '../usage-error.js';

/** What may be typed. */
export interface SpaceCommandOptions extends CommonOptions {
  readonly choice?: readonly WantedChoice[];
  readonly actions?: string;
  readonly step?: number;
  readonly start?: number;
  readonly until?: number;
  readonly depth?: number;
  readonly timed?: boolean;
  readonly identity?: 'bytes' | 'outputs';
  readonly round?: number;
  readonly set?: readonly (readonly [string, string])[];
  readonly tolerance?: number;
  readonly platform?: string;
}

/** Adds them. */
export function addSpaceOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--choice <input=values>',
        'values of an input to choose among at every step, such as u=-1,0,1; may be repeated: every combination',
      )
        .argParser(collected(choice))
        .conflicts('actions'),
    )
    .option('--actions <json>', 'file with named actions, their guards and what they set')
    .addOption(new Option('--step <size>', "seconds of a step; without it the FMU's own").argParser(positive))
    .addOption(new Option('--start <time>', "start time; without it the FMU's own").argParser(time))
    .addOption(new Option('--until <time>', 'no steps beyond this time; implies --timed').argParser(time))
    .addOption(new Option('--depth <steps>', 'look no further than so many steps from the start').argParser(count))
    .option('--timed', 'the same state at another time is another configuration')
    .addOption(
      new Option('--identity <what>', 'what makes configurations the same: their bytes, or the outputs').choices([
        'bytes',
        'outputs',
      ]),
    )
    .addOption(
      new Option(
        '--round <size>',
        'outputs that are the same multiple of it are the same (--identity outputs)',
      ).argParser(positive),
    )
    .addOption(
      new Option('--set <name=value>', 'start value of a variable; may be repeated').argParser(collected(assignment)),
    )
    .addOption(new Option('--tolerance <number>', "relative tolerance; without it the FMU's own").argParser(positive))
    .option('--platform <platform>', 'let the library of this platform compute');
}

/** Names of those that were typed, for a command that has no use for them. */
export function typedSpaceOptions(options: SpaceCommandOptions): string[] {
  const { choice: choices, actions, step, start, until, timed, identity, round, set, tolerance, platform } = options;
  const all = { choice: choices, actions, step, start, until, timed, identity, round, set, tolerance, platform };
  return Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`]));
}

/**
 * What they mean.
 * @throws UsageError; FmuToolError if the file of actions cannot be read
 */
export async function spaceOptionsOf(options: SpaceCommandOptions, signal?: AbortSignal): Promise<FmuSpaceOptions> {
  if (options.round !== undefined && options.identity !== 'outputs') {
    throw new UsageError('--round is for --identity outputs; the bytes of a state cannot be rounded');
  }
  return {
    choices: options.choice,
    actions: options.actions === undefined ? undefined : (await readSmall(options.actions, signal)).toString('utf8'),
    step: options.step,
    start: options.start,
    until: options.until,
    depth: options.depth,
    timed: options.timed,
    identity: options.identity,
    rounding: options.round,
    set: options.set,
    tolerance: options.tolerance,
    platform: options.platform === undefined ? undefined : requirePlatform(options.platform),
    limits: limitsOf(options),
  };
}

function choice(text: string): [WantedChoice] {
  const at = text.indexOf('=');
  const values = atCommas(text.slice(at + 1));
  if (at < 1 || values.includes('')) throw new InvalidArgumentError('give a name and values, such as u=-1,0,1.');
  return [[text.slice(0, at).trim(), values]];
}
