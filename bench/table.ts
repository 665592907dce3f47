// A run of workloads: a table of what was measured, and below it what was left out or failed. One that fails does not keep
// the next ones from being measured.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { measure, type Distribution, type Group, type Row } from './workload.js';

export interface Run {
  readonly groups: Readonly<Record<string, Group>>;
  /** Each group is given a folder in it to work in, which no other group writes to. */
  readonly folder: string;
  /** Only what has that in its name. */
  readonly wanted: string;
  readonly print: (line: string) => void;
}

/** Whether nothing failed, every limit was reached, and there was something to measure. */
export async function runAll({ groups, folder, wanted, print }: Run): Promise<boolean> {
  const [leftOut, failed]: [string[], string[]] = [[], []];
  let [measured, isReached] = [0, true];
  const fail = (name: string, error: unknown): void => {
    failed.push(`failed: ${name} (${error instanceof Error ? error.message : String(error)})`);
  };
  print('| workload | against | median, p99 | its median, p99 | ratio | limit | reached |');
  print('| --- | --- | --- | --- | --- | --- | --- |');
  for (const [name, group] of Object.entries(groups)) {
    const own = path.join(folder, name);
    mkdirSync(own, { recursive: true });
    let found: ReturnType<Group> = [];
    try {
      found = group(own);
    } catch (error) {
      fail(name, error);
    }
    for (const each of found.filter((one) => one.name.includes(wanted))) {
      if ('why' in each) {
        leftOut.push(`left out: ${each.name} (${each.why})`);
        continue;
      }
      try {
        const row = await measure(each);
        print(line(row));
        measured += 1;
        isReached &&= row.reached;
      } catch (error) {
        fail(each.name, error);
      }
    }
  }
  print('');
  for (const each of [...leftOut, ...failed]) print(each);
  print(`${measured} measured, ${leftOut.length} left out, ${failed.length} failed`);
  return isReached && failed.length === 0 && measured > 0;
}

function line({ workload, subject, reference, ratio, reached }: Row): string {
  const amounts = ({ median, p99 }: Distribution): string => `${amount(median)}, ${amount(p99)} ${workload.unit}`;
  const cells = [
    workload.name,
    workload.against,
    amounts(subject),
    amounts(reference),
    amount(ratio),
    workload.limit === undefined ? '-' : String(workload.limit),
    workload.limit === undefined ? '-' : reached ? 'yes' : 'NO',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Three significant digits. */
function amount(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
