import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { PATIENCE } from './test/patience.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests start processes, some of them under Wine, whose first start alone takes more than ten seconds.
    testTimeout: 60_000 * PATIENCE,
    hookTimeout: 120_000 * PATIENCE,
    teardownTimeout: 30_000,
    // On a build server a test gets a second try, because other people's processes, Wine among them, share the machine.
    // Who needed it is named at the end of the run (scripts/summary-reporter.ts).
    retry: process.env['CI'] === undefined ? 0 : 1,
    // Most tests wait for processes, so that two files at a time are quicker on a machine of two processors, too.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // A forgotten `.only` must not make a green run out of a part of the suite.
    allowOnly: false,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
