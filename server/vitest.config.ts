import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // Kernels may run on a software device that compiles and runs them on few cores.
    testTimeout: 240_000,
    hookTimeout: 60_000,
  },
});
