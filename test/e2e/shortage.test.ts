// A system that has no files left: whatever fmutool was about to do, it says so in one line.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { workspace } from '../remoting/support/workspace.js';
import { PATIENCE } from '../patience.js';
import { executable } from './support/executable.js';

const fixture = path.join(path.dirname(executable), '..', 'fixtures', 'fmus', 'once.fmu');
const SAYS =
  /^fmutool: (?:it cannot start: the system has not enough files [^\n]*|[^\n]*too many (?:open files|files are open)[^\n]*)\n$/;

// Node.js itself needs about 18.
it.skipIf(process.platform === 'win32').each([19, 20, 22, 24, 26, 28, 30, 32, 36, 40, 48, 64])(
  'with %i files at most it is one line with exit status 2, or it works',
  (files) => {
    for (const args of [['info'], ['simulate', '--quiet'], ['add-remoting', 'win32', '--dry-run']]) {
      const line = `ulimit -n ${files}; exec "$0" "$@"`;
      const { status, stderr } = spawnSync('bash', ['-c', line, process.execPath, executable, ...args, fixture], {
        cwd: workspace(),
        encoding: 'utf8',
        timeout: 50_000 * PATIENCE,
        killSignal: 'SIGKILL',
      });
      if (status === 0) continue;
      expect(stderr).toMatch(SAYS);
      expect(status).toBe(2);
    }
  },
);
