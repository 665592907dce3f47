import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests start processes, some of them under Wine, whose first start alone takes more than ten seconds.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    // A forgotten `.only` must not make a green run out of a part of the suite.
    allowOnly: false,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
