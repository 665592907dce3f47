/** Where a smoke test was run: what is needed to see the same again. */
import { arch, cpus, release, totalmem, type as systemName, version } from 'node:os';
import { fmutoolVersion } from '../../version.js';

/** A name and what it is here. */
export type Row = readonly [string, string];

/** The rows of the table; `now` is when the test was made. */
export function environment(now: Date): Row[] {
  const processors = cpus();
  return [
    [
      'Made',
      now
        .toISOString()
        .replace(/\.\d+Z$/, ' UTC')
        .replace('T', ' '),
    ],
    ['Processor', `${processors.length} x ${processors[0]?.model.trim() ?? arch()}`],
    ['Memory', `${(totalmem() / 2 ** 30).toFixed(1)} GiB`],
    ['System', `${systemName()} ${release()} (${arch()})`],
    ['Kernel', version()],
    ['Node.js', process.version],
    ['fmutool', fmutoolVersion()],
  ];
}
