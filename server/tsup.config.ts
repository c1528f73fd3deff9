import { defineConfig } from 'tsup';

// One program. Chunks lie beside main.js in dist/, so `../models` and `./kernels` mean the same from each of them.
export default defineConfig({
  entry: { main: 'src/main.ts' },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  splitting: true,
  // Everything but what compile-kernels.ts has just put there.
  clean: ['!kernels/**'],
  sourcemap: true,
});
