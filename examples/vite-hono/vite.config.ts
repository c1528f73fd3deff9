// Cloudflare's plugin runs the Worker in workerd. Offline it runs a second Worker beside it, the one that stands in for
// env.AI; a build for Cloudflare has the first alone.
import { fileURLToPath } from 'node:url';
import { cloudflare } from '@cloudflare/vite-plugin';
import { defineConfig } from 'vite';

const isOffline = process.env.CLOUDFLARE_ENV === 'offline';
const offlineAi = { configPath: fileURLToPath(import.meta.resolve('tramontane/offline.jsonc')) };

export default defineConfig({
  plugins: [cloudflare({ auxiliaryWorkers: isOffline ? [offlineAi] : [] })],
});
