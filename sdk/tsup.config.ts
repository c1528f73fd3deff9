// ESM, CommonJS and the types of both. No platform is named: the package runs in Workers, Node and browsers.
import { defineConfig, type Options } from 'tsup';

const common = {
  target: 'es2022',
  platform: 'neutral',
  sourcemap: true,
  treeshake: true,
} satisfies Options;

// Both builds run at once, so neither may sweep the folder: `npm run build` does that before.
export default defineConfig([
  {
    ...common,
    entry: { index: 'src/index.ts', mock: 'src/mock.ts', msw: 'src/msw.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    external: ['msw'],
  },
  {
    // A Worker, so ESM only, and one file with all it needs: Miniflare runs it as it is, without a bundler.
    ...common,
    entry: { offline: 'src/offline.ts' },
    format: ['esm'],
    dts: true,
    external: ['cloudflare:workers'],
    noExternal: [/^(?!cloudflare:)/],
    splitting: false,
  },
  // Runs in Node, where Miniflare is made; it refers to offline.js beside it.
  { ...common, entry: { miniflare: 'src/miniflare.ts' }, format: ['esm'], dts: true },
]);
