// Cloudflare's adapter. vite dev gives platform.env from wrangler.jsonc: from its environment `offline` where CLOUDFLARE_ENV
// says so.
import adapter from '@sveltejs/adapter-cloudflare';

export default {
  kit: { adapter: adapter({ platformProxy: { environment: process.env.CLOUDFLARE_ENV } }) },
};
