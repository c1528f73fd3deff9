// The site is built once for all tests, on cores that may be shared, hence the long hook timeout.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/*.test.ts'], globalSetup: './test/build.ts', hookTimeout: 300_000, testTimeout: 120_000 },
});
