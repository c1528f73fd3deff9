import { defineConfig } from 'tsup';

// Our program, the one that its engines run in, and those of threads. Chunks lie beside them in dist/, so `../models` and `./kernels` mean the same from each of them.
export default defineConfig({
  entry: {
    main: 'src/main.ts',
    'engine-host': 'src/engine-process/engine-host.ts',
    'parse-thread': 'src/http/parse-thread.ts',
    'compile-thread': 'src/constraints/compile-thread.ts',
  },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  splitting: true,
  // Everything but what compile-kernels.ts and copy-reference.ts have just put there.
  clean: ['!kernels/**', '!reference/**'],
  sourcemap: true,
});
