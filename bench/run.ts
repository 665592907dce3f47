// `npm run bench [part of a name]`: runs the workloads, or those whose name has that in it, and prints a table. To add
// one, add a file to bench/workloads/ and its function to bench/groups.ts. Exit status 1 when a limit is not reached, a
// workload fails, or nothing was measured; what this machine cannot measure is named and changes nothing.
import { cpus, release, totalmem } from 'node:os';
import path from 'node:path';
import { root } from './command.js';
import { groups } from './groups.js';
import { runAll } from './table.js';

const [wanted = ''] = process.argv.slice(2);

console.log(machine());
console.log('');
const folder = path.join(root, 'build', 'bench');
const isGood = await runAll({ groups, folder, wanted, print: console.log });
process.exitCode = isGood ? 0 : 1;

function machine(): string {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} x ${processors[0]?.model ?? 'unknown processor'}, ${memory} GiB, ${process.platform} ${release()}, Node.js ${process.version}`;
}
