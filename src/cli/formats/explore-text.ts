/** What `fmutool explore` says to people: the answers, the way there, and how much was seen. */
import type { Exploration, Seen } from '../../explore/exploration.js';
import type { BoundName } from '../../explore/search/bounds.js';
import type { Property, Verdict } from '../../explore/search/property.js';
import type { ToldStep } from '../../explore/told-trace.js';
import { assignmentText } from '../../explore/choices.js';
import { seconds } from '../../simulate/values.js';
import { bad, faint, good, label, title, type Line, type Marked } from '../output/line.js';

/** Steps of a way, and values in each, that are shown unless everything is asked for. */
const SHOWN_STEPS = 30;
const SHOWN_VALUES = 8;
const LONGEST = 60;

/** How it is said. */
export interface ExploreTextOptions {
  readonly verbose?: boolean | undefined;
  readonly random: boolean;
}

/** What was asked, as it was asked. */
export function propertyText(property: Property): string {
  return property.kind === 'deadlock' ? 'no deadlock' : `${property.kind} ${property.text}`;
}

export function exploreText(
  target: string,
  { findings, seen }: Exploration,
  traces: readonly (readonly ToldStep[] | undefined)[],
  options: ExploreTextOptions,
): Line[] {
  return [
    [title(target), `: ${seenText(seen, options.random)}`],
    ...findings.flatMap(({ property, verdict }, place) => [
      ['  ', label(propertyText(property)), ': ', verdictText(verdict, traces[place])] satisfies Line,
      ...wayLines(traces[place] ?? [], options.verbose === true),
    ]),
    ...(seen.refused > 0 ? refusalLines(seen) : []),
    ...(options.random ? [] : [faint(`  ${memoryText(seen)}`)]),
  ];
}

function seenText({ states, edges, depth, complete, bound, waiting, deadlocks }: Seen, random: boolean): string {
  if (random) return `${states} configurations on ${edges} steps at random${ended(bound)}`;
  const found = `${states} configurations, ${edges} steps, depth ${depth}, ${deadlocks} deadlocks`;
  if (complete) return `${found}: all that there is`;
  return `${found}; ${waiting} not gone on from${ended(bound)}`;
}

const BOUNDS: Readonly<Record<BoundName, string>> = {
  states: 'as many as --max-states allows',
  depth: 'as deep as --depth allows',
  seconds: 'as long as --timeout allows',
  bytes: 'as much memory as --memory allows',
  interrupted: 'interrupted',
};

function ended(bound: BoundName | undefined): string {
  return bound === undefined ? '' : ` (${BOUNDS[bound]})`;
}

function verdictText(verdict: Verdict, trace: readonly ToldStep[] | undefined): Marked {
  const steps = (trace?.length ?? 1) - 1;
  const after = steps === 0 ? 'at the beginning' : steps === 1 ? 'after 1 step' : `after ${steps} steps`;
  switch (verdict) {
    case 'violated':
      return bad(`violated ${after}`);
    case 'unreachable':
      return bad('cannot be reached');
    case 'reached':
      return good(`reached ${after}`);
    case 'holds':
      return good('holds');
    default:
      return bad('unknown');
  }
}

function wayLines(trace: readonly ToldStep[], verbose: boolean): Line[] {
  const hidden = verbose ? 0 : Math.max(0, trace.length - SHOWN_STEPS);
  const lines = trace.slice(hidden).map(({ action, time, values }): Line => {
    const when = time === undefined ? '' : `${seconds(time)} s`;
    const all = Array.from(values, ([variable, value]) => short(assignmentText(variable, value)));
    const shown = verbose ? all : all.slice(0, SHOWN_VALUES);
    const more = all.length > shown.length ? ' ...' : '';
    return [`    ${when.padStart(8)}  `, label(action ?? 'start'), faint(`  ${shown.join(' ')}${more}`)];
  });
  return hidden > 0 ? [faint(`    ${hidden} steps before (--verbose shows them)`), ...lines] : lines;
}

function refusalLines({ refused, refusals }: Seen): Line[] {
  return [faint(`  ${refused} steps were refused, for example:`), ...refusals.map((each) => faint(`    ${each}`))];
}

function memoryText({ states, seconds: took, tableBytes, frontierBytes, collisionProbability }: Seen): string {
  const speed = took > 0 ? `, ${Math.round(states / took)} configurations/s` : '';
  const memory = `${mebibytes(tableBytes)} for what was seen, ${mebibytes(frontierBytes)} for what was to be looked at`;
  const collision = `two were taken for one with a probability of ${collisionProbability.toPrecision(1)}`;
  return `${took.toFixed(1)} s${speed}; ${memory}; ${collision}`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
