// One server for all tests of a file; it compiles its pipelines when it starts, hence the long hook timeout.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/*.test.ts'], hookTimeout: 120_000, testTimeout: 60_000 },
});
