/** Colours, loaded only where they are seen. */

/** What can be marked in a text. */
export interface Paint {
  readonly title: (text: string) => string;
  readonly label: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly faint: (text: string) => string;
}

const plain = (text: string): string => text;

/** Colours if they are `wanted` and the NO_COLOR variable does not forbid them. */
export async function paint(wanted: boolean): Promise<Paint> {
  const forbidden = (process.env['NO_COLOR'] ?? '') !== '';
  if (!wanted || forbidden) return { title: plain, label: plain, good: plain, bad: plain, faint: plain };
  const { default: chalk } = await import('chalk');
  return { title: chalk.bold, label: chalk.cyan, good: chalk.green, bad: chalk.red, faint: chalk.dim };
}
