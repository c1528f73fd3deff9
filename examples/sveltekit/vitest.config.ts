// One server for all tests; it compiles its pipelines when it starts, hence the long hook timeout.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/*.test.ts'],
    globalSetup: '@tramontane/server/vitest',
    hookTimeout: 120_000,
    testTimeout: 60_000,
  },
});
