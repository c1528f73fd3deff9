import { defineConfig } from 'tsup';

export default defineConfig([
  // Our program, the one that its engines run in, and those of threads. Chunks lie beside them in dist/, so `../models` and `./kernels` mean the same from each of them.
  {
    entry: {
      main: 'src/main.ts',
      index: 'src/index.ts',
      vitest: 'src/vitest.ts',
      'engine-host': 'src/engine-process/engine-host.ts',
      'prompt-worker': 'src/prompts/prompt-worker.ts',
      'parse-thread': 'src/http/parse-thread.ts',
      'compile-thread': 'src/constraints/compile-thread.ts',
    },
    format: ['esm'],
    target: 'node20',
    platform: 'node',
    splitting: true,
    // Everything but what the other build below, compile-kernels.ts and copy-pages.ts put there.
    clean: ['!kernels/**', '!reference/**', '!playground/**'],
    sourcemap: true,
  },
  // The playground, for browsers: one file with all that it needs.
  {
    entry: { main: 'playground/main.tsx' },
    outDir: 'dist/playground',
    format: ['esm'],
    target: 'es2022',
    platform: 'browser',
    tsconfig: 'playground/tsconfig.json',
    noExternal: [/.*/],
    minify: true,
    clean: false,
  },
]);
