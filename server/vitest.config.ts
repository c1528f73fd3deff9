import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Kernels may run on a software device, where one small model takes seconds.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
