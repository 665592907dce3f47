// The memory that a model's process shares with its importer cannot be cut off by the model, which would end the importer.
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { whyNotRunnable } from '../../native/wine.js';
import { fmutool } from '../support/executable.js';
import { FMI2_STUB, fmuOf } from '../support/tiny-model.js';

/** Tries to cut off all memory files that it has, in its first step; its output is what that came to. */
const CUTTER = `
  #include <errno.h>
  #include <fcntl.h>
  #include <stdio.h>
  #include <string.h>
  #include <unistd.h>
  ${FMI2_STUB}
  static int found, cut;
  static void look(void) {
    char line[4096], range[64], path[128];
    FILE *maps = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, maps)) {
      if (!strstr(line, "memfd:fmutool") || sscanf(line, "%63s", range) != 1)
        continue;
      snprintf(path, sizeof path, "/proc/self/map_files/%s", range);
      int file = open(path, O_RDWR);
      if (file < 0)
        continue;
      found++;
      if (ftruncate(file, 0) == 0)
        cut++;
      close(file);
    }
    fclose(maps);
  }
  static double value(unsigned reference) {
    if (found == 0)
      look();
    return reference == 0 ? found : cut;
  }`;

it('is left whole', { timeout: 60_000 }, async (context) => {
  const why = whyNotRunnable('linux64') ?? (existsSync('/usr/bin/gcc') ? undefined : 'there is no gcc');
  if (why !== undefined) context.skip(why);
  const file = await fmuOf(CUTTER, { remoting: null });
  const { status, stdout, stderr } = await fmutool(['simulate', '-o', '-', '--stop', '0.1', '--step', '0.1', file]);
  expect([status, stderr]).toEqual([0, '']);
  const [found, cut] = stdout.trimEnd().split('\n').at(-1)!.split(',').slice(1);
  if (found === '0') context.skip('this user may not open the files of mappings');
  expect(cut).toBe('0');
});
