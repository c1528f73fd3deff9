import { defineConfig } from 'tsup';

// Three programs: ours, the one that its engines run in, and that of their threads which compile constraints. Chunks lie beside them in dist/, so `../models` and `./kernels` mean the same from each of them.
export default defineConfig({
  entry: {
    main: 'src/main.ts',
    'engine-host': 'src/engine-process/engine-host.ts',
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
