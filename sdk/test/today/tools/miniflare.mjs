// An unchanged Worker with env.AI in Miniflare 5, as examples/offline-env-ai/README.md has it. Prints what it answers.
import { readFile } from 'node:fs/promises';
import * as miniflare from 'miniflare';
import { offlineWorker } from 'tramontane/miniflare';

const [url, apiToken] = process.argv.slice(2);
const contents = await readFile(new URL('worker.mjs', import.meta.url), 'utf8');
const project = {
  config: {
    name: 'project',
    compatibilityDate: '2026-04-21',
    manifest: { mainModule: 'worker.mjs', modulesRoot: '/', modules: { 'worker.mjs': { type: 'esm', contents } } },
    env: { AI: { type: 'worker', worker: 'offline-ai' } },
  },
};
const settings = { TRAMONTANE_URL: url, TRAMONTANE_API_TOKEN: apiToken };
const mf = new miniflare.Miniflare({ workers: [project, offlineWorker({ miniflare, ...settings })] });
const ask = async (path) => (await mf.dispatchFetch(`http://worker.test${path}`)).text();
console.log(JSON.stringify({ whole: await ask('/'), streamed: await ask('/stream'), failed: await ask('/fails') }));
await mf.dispose();
