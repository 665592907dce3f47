/** Colours, loaded only where they are seen. */
import type { Colours } from './line.js';

/** Colours, unless the NO_COLOR variable forbids them. */
export async function colours(): Promise<Colours | undefined> {
  if ((process.env['NO_COLOR'] ?? '') !== '') return undefined;
  const { default: chalk } = await import('chalk');
  return { title: chalk.bold, label: chalk.cyan, good: chalk.green, bad: chalk.red, faint: chalk.dim };
}
