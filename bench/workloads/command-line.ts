// What the command line costs: changing a large FMU beside what `zip` needs for one file of it, and starting up beside
// what Node.js itself needs for that.
import { copyFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { executable, peakMemory, seconds } from '../command.js';
import { largeFmu } from '../large-fmu.js';
import { inTurn, type Workload } from '../workload.js';

const model = 'fixtures/fmus/everything.fmu';

export function commandLine(folder: string): Workload[] {
  // Made when it is first used: most runs measure something else.
  let made: string | undefined;
  const original = (): string => (made ??= largeFmu(folder, model));
  const patched = path.join(folder, 'patched.fmu');
  // Both sides change a copy in place, made outside of the measured time, and neither flushes to the disk.
  const add = ['--add-remoting-win32', '--no-sync', '--quiet', patched];
  const emptyNode = (): Promise<number> => seconds(process.execPath, ['-e', '0']);
  return [
    {
      name: 'add remoting to an FMU of 210 MB',
      against: 'zip -u of one file',
      unit: 's',
      limit: 8,
      samples: inTurn(
        9,
        () => {
          copyFileSync(original(), patched);
          return seconds(process.execPath, [executable, ...add]);
        },
        () => {
          copyFileSync(original(), patched);
          return seconds('zip', ['-q', '-u', patched, 'package-lock.json']);
        },
      ),
    },
    {
      name: 'memory for that',
      against: 'size of the FMU',
      unit: 'MB',
      limit: 2.5,
      samples: inTurn(
        3,
        () => {
          copyFileSync(original(), patched);
          return peakMemory([executable, ...add], folder);
        },
        () => statSync(original()).size / 1e6,
      ),
    },
    {
      name: 'fmutool --version',
      against: 'node -e 0',
      unit: 's',
      limit: 2.5,
      samples: inTurn(31, () => seconds(process.execPath, [executable, '--version']), emptyNode),
    },
    {
      name: 'fmutool info on that FMU',
      against: 'node -e 0',
      unit: 's',
      limit: 6,
      samples: inTurn(31, () => seconds(process.execPath, [executable, 'info', original()]), emptyNode),
    },
  ];
}
