// A project with @cloudflare/vitest-plugin and vitest 5: env.AI is a service, which the plugin gets from tramontane/miniflare.
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { offlineWorker } from 'tramontane/miniflare';
import { defineConfig } from 'vitest/config';

const { SERVER_URL: TRAMONTANE_URL, SERVER_TOKEN: TRAMONTANE_API_TOKEN } = process.env;

export default defineConfig({
  plugins: [
    cloudflareTest({
      main: '../worker.mjs',
      miniflare: {
        compatibilityDate: '2026-04-21',
        compatibilityFlags: ['nodejs_compat'],
        serviceBindings: { AI: 'offline-ai' },
        workers: [offlineWorker({ TRAMONTANE_URL, TRAMONTANE_API_TOKEN })],
      },
    }),
  ],
  test: { include: ['*.case.mjs'] },
});
