/** What `fmutool simulate` says to people: what was simulated, what came out last, and where the rest is. */
import type { SimulateResult } from '../../simulate/simulate.js';
import { formatValue } from '../../simulate/values.js';
import { printable } from '../../printable.js';
import { faint, label, title, type Line } from '../output/line.js';

/** Final values that are shown unless everything is asked for. */
const SHOWN = 20;
/** Characters of a value that are shown. */
const LONGEST = 60;

const WAYS = { coSimulation: 'co-simulation', modelExchange: 'model exchange' } as const;

/** How it is said. */
export interface SimulateTextOptions {
  readonly output?: string;
  readonly plot?: string;
  readonly saveState?: string;
  readonly verbose?: boolean;
}

/** The text for one simulation. */
export function simulateText(
  target: string,
  result: SimulateResult,
  { output, plot, saveState, verbose }: SimulateTextOptions,
): Line[] {
  const { steps, startTime, stopTime, kind } = result;
  const shown = verbose === true ? result.final : result.final.slice(0, SHOWN);
  const rows = shown.map(({ variable, value }) => {
    const unit = variable.unit === undefined || variable.unit === '1' ? '' : ` ${variable.unit}`;
    return [printable(variable.name), `${short(formatValue(value))}${unit}`] as const;
  });
  const width = Math.max(...rows.map(([name]) => name.length), 'results'.length);
  const row = (name: string, text: string): Line => ['  ', label(name.padEnd(width)), `  ${text}`];
  const more = result.final.length - shown.length;
  return [
    [title(target), `: ${startTime} s to ${stopTime} s in ${steps} steps (${WAYS[kind]})`],
    ...rows.map(([name, value]) => row(name, value)),
    ...(more > 0 ? [faint(`  and ${more} more (--verbose shows them)`)] : []),
    ...(output === undefined ? [] : [row('results', output)]),
    ...(plot === undefined ? [] : [row('chart', plot)]),
    ...(saveState !== undefined && result.reason === 'paused' ? [row('state', saveState)] : []),
    ...(result.reason === 'model' ? [faint('  ended by the model itself')] : []),
    ...(result.reason === 'interrupted' ? [faint(`  ${interrupted(output ?? plot)}`)] : []),
  ];
}

function interrupted(kept: string | undefined): string {
  return kept === undefined ? 'interrupted' : 'interrupted; what was recorded until then is kept';
}

function short(text: string): string {
  const line = printable(text);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}...` : line;
}
