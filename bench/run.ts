// `npm run bench [part of a name]`: runs the workloads, or those whose name has that in it, and prints a table. To add
// one, add a file to bench/workloads/ and its function to the list below. Exit status 1 when a limit is not reached.
import { mkdirSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { root } from './command.js';
import { measure, type Distribution, type Row, type Workload } from './workload.js';
import { commandLine } from './workloads/command-line.js';
import { remoting } from './workloads/remoting.js';
import { rfmi } from './workloads/rfmi.js';
import { robustness } from './workloads/robustness.js';
import { sizes } from './workloads/sizes.js';

/** Each is given a folder to work in that no other one writes to. */
const groups: Readonly<Record<string, (folder: string) => Promise<Workload[]> | Workload[]>> = {
  remoting,
  rfmi,
  sizes,
  'command-line': commandLine,
  robustness,
};

const [wanted = ''] = process.argv.slice(2);

console.log(machine());
console.log('');
console.log('| workload | against | median, p99 | its median, p99 | ratio | limit | reached |');
console.log('| --- | --- | --- | --- | --- | --- | --- |');
for (const [name, group] of Object.entries(groups)) {
  const folder = path.join(root, 'build', 'bench', name);
  mkdirSync(folder, { recursive: true });
  for (const workload of await group(folder)) {
    if (!workload.name.includes(wanted)) continue;
    const row = await measure(workload);
    console.log(line(row));
    if (!row.reached) process.exitCode = 1;
  }
}

function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} x ${processors[0]?.model ?? 'unknown processor'}, ${memory} GiB, ${process.platform} ${release()}, Node.js ${process.version}`;
}

function line({ workload, subject, reference, ratio, reached }: Row): string {
  const amounts = ({ median, p99 }: Distribution): string => `${amount(median)}, ${amount(p99)} ${workload.unit}`;
  const cells = [
    workload.name,
    workload.against,
    amounts(subject),
    amounts(reference),
    Number(ratio.toPrecision(3)).toString(),
    workload.limit === undefined ? '-' : String(workload.limit),
    workload.limit === undefined ? '-' : reached ? 'yes' : 'NO',
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Three significant digits. */
function amount(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
