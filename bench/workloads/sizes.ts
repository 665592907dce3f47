// What is put into every patched FMU should not make it much larger.
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from '../command.js';
import type { Workload } from '../workload.js';

/** The most that each may have, in MB. */
const limits = { client_sm_fmi1: 0.15, client_sm_fmi2: 0.15, client_sm_fmi3: 0.2, server_sm: 0.3 } as const;

export function sizes(): Workload[] {
  const prebuilt = path.join(root, 'prebuilt');
  const platforms = readdirSync(prebuilt, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return platforms.flatMap(({ name: platform }) =>
    readdirSync(path.join(prebuilt, platform)).flatMap((file) => {
      const limit = Object.entries(limits).find(([name]) => path.parse(file).name === name)?.[1];
      if (limit === undefined) return [];
      const size = statSync(path.join(prebuilt, platform, file)).size / 1e6;
      return [
        {
          name: `size of ${file} (${platform})`,
          against: `${limit * 1000} kB`,
          unit: 'MB' as const,
          limit: 1,
          samples: () => ({ subject: [size], reference: [limit] }),
        },
      ];
    }),
  );
}
