// Behaviour and types in one run: a wrong type fails the tests as a wrong answer does.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    testTimeout: 20_000,
    include: ['test/*.test.ts'],
    typecheck: { enabled: true, include: ['test/*.test-d.ts'], tsconfig: './tsconfig.json' },
  },
});
