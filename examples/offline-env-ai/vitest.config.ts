// Two kinds of tests: in Node, which start workerd and wrangler dev themselves, and in workerd, as a project's own tests
// with @cloudflare/vitest-pool-workers run. A server compiles its pipelines when it starts, hence the long hook timeout.
import { createRequire } from 'node:module';
import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { defineConfig } from 'vitest/config';

const { resolve } = createRequire(import.meta.url);
const common = { hookTimeout: 120_000, testTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { ...common, name: 'node', include: ['test/*.test.ts'] } },
      {
        plugins: [
          cloudflareTest(({ inject }) => ({
            wrangler: { configPath: './wrangler.jsonc', environment: 'offline' },
            miniflare: {
              workers: [
                {
                  name: 'offline-ai',
                  modules: true,
                  compatibilityDate: '2026-04-21',
                  modulesRoot: '/',
                  scriptPath: resolve('tramontane/offline'),
                  // Only because the server of these tests is at a port of its own, with a token of its own.
                  bindings: { TRAMONTANE_URL: inject('server').url, TRAMONTANE_API_TOKEN: inject('server').apiToken },
                },
              ],
            },
          })),
        ],
        test: { ...common, name: 'workerd', include: ['test/pool/*.test.ts'], globalSetup: './test/pool/server.ts' },
      },
    ],
  },
});
