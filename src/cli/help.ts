/** Finds out what the user wants help on, wherever on the command line the question stands. */
import type { KnownOptions } from './arguments.js';

/** A question for help. */
export interface HelpRequest {
  /** The command, or what stands in its place; undefined: everything. */
  readonly topic: string | undefined;
}

/** Flags that do the same as a command. */
const FLAGS: readonly (readonly [RegExp, string])[] = [
  [/^--add-remoting-/, 'add-remoting'],
  [/^--remove-remoting$/, 'remove-remoting'],
  [/^--info$/, 'info'],
];

/**
 * What `args`, with two dashes before long options, ask help for; undefined if they do not. The first command counts, or
 * flag that does the same: `help info`, `info --help`, `--help info` and `--info --help` are one question.
 */
export function helpRequest(
  args: readonly string[],
  commands: readonly string[],
  known: KnownOptions,
): HelpRequest | undefined {
  const { words, options } = taken(args, known);
  const [first] = words;
  const flag = options.map((each) => FLAGS.find(([pattern]) => pattern.test(each))?.[1]).find(Boolean);
  if (first === 'help') return { topic: words[1] ?? flag };
  if (!options.includes('--help') && !options.includes('-h')) return undefined;
  if (first !== undefined && commands.includes(first)) return { topic: first };
  const asked = /^(?:--help|-h)$/.test(args[0] ?? '') && first !== undefined && !/[./\\]/.test(first);
  return { topic: flag ?? (asked ? first : undefined) };
}

/** The arguments apart from the values of options. */
function taken(
  args: readonly string[],
  { withValue }: KnownOptions,
): { readonly words: readonly string[]; readonly options: readonly string[] } {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  const own = args.slice(0, end).filter((_, index) => index === 0 || !withValue.has(args[index - 1] ?? ''));
  return {
    words: own.filter((each) => !each.startsWith('-')),
    options: own.filter((each) => each.startsWith('-')),
  };
}
