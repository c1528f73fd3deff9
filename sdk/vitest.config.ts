// Behaviour and types in one run: a wrong type fails the tests as a wrong answer does. What the package promises to do
// everywhere (test/behaviour) runs in later versions of Node, in workerd and in Chromium too.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cloudflareTest } from '@cloudflare/vitest-pool-workers';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { laterNodes } from './test/today/nodes.ts';

const common = { testTimeout: 20_000, hookTimeout: 120_000 };
const everywhere = {
  ...common,
  include: ['test/behaviour/*.test.ts'],
  globalSetup: './test/behaviour/live-server.ts',
};
const inLaterNode = { ...everywhere, include: [...everywhere.include, 'test/today/in-node/*.test.ts'] };
const withToday = laterNodes.length > 0 ? ['test/today/*.test.ts'] : [];
const browsers = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/google-chrome'];
const executablePath = browsers.find((path) => path && existsSync(path));
// The tests are the browser's only page, and the server has no CORS for it.
const args = ['--no-sandbox', '--disable-gpu', '--disable-web-security'];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias: { 'cloudflare:workers': join(import.meta.dirname, 'test/examples/cloudflare-workers.ts') } },
        test: {
          ...common,
          name: 'node',
          include: ['test/*.test.ts', 'test/{behaviour,examples}/*.test.ts', ...withToday],
          globalSetup: './test/behaviour/live-server.ts',
          typecheck: { enabled: true, include: ['test/*.test-d.ts'], tsconfig: './tsconfig.types.json' },
        },
      },
      ...laterNodes.map(({ name, pool }) => ({ test: { ...inLaterNode, name, pool, provide: { nodeName: name } } })),
      {
        plugins: [
          cloudflareTest({ miniflare: { compatibilityDate: '2026-04-01', compatibilityFlags: ['nodejs_compat'] } }),
        ],
        test: { ...everywhere, name: 'workerd' },
      },
      {
        // Where msw's service worker lies, which it looks for at the root of the site.
        publicDir: dirname(fileURLToPath(import.meta.resolve('msw/mockServiceWorker.js'))),
        test: {
          ...everywhere,
          include: [...everywhere.include, 'test/browser/*.test.ts'],
          name: 'chromium',
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: { args, ...(executablePath && { executablePath }) } }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
