// Two kinds of tests: in Node, which start workerd and wrangler dev themselves, and in workerd, as a project's own tests
// with @cloudflare/vitest-pool-workers run. A server compiles its pipelines when it starts, hence the long hook timeout.
import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { offlineWorker } from 'tramontane/miniflare';
import { defineConfig } from 'vitest/config';

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
              // The server of these tests has a port and a token of its own.
              workers: [
                offlineWorker({
                  TRAMONTANE_URL: inject('server').url,
                  TRAMONTANE_API_TOKEN: inject('server').apiToken,
                }),
              ],
            },
          })),
        ],
        test: { ...common, name: 'workerd', include: ['test/pool/*.test.ts'], globalSetup: './test/pool/server.ts' },
      },
    ],
  },
});
