// Workers for the tests: bundled as for deployment, run by workerd, with a live server behind env.AI.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import { bundledModel, type LiveServer } from './live-server.ts';

const compatibilityDate = '2026-04-01';

/** A Worker of this folder whose env.AI is the service in src/binding.ts. */
export async function startWorker(file: string, server: LiveServer, model = bundledModel): Promise<Miniflare> {
  return new Miniflare({
    cf: false,
    workers: [
      {
        name: 'worker',
        modules: true,
        compatibilityDate,
        script: await bundle(file),
        serviceBindings: { AI: 'tramontane-binding' },
        bindings: { AI_MODEL: model },
      },
      {
        name: 'tramontane-binding',
        modules: true,
        compatibilityDate,
        script: await bundle('../src/binding.ts'),
        bindings: { TRAMONTANE_URL: server.url, TRAMONTANE_API_TOKEN: server.apiToken },
      },
    ],
  });
}

/** The same Worker with the runtime's own class as env.AI, whose requests go to `address`. */
export async function startNativeWorker(file: string, address: URL): Promise<Miniflare> {
  return new Miniflare({
    cf: false,
    modules: true,
    compatibilityDate,
    script: await bundle(file),
    ai: { binding: 'AI', remoteProxyConnectionString: address as never },
    bindings: { AI_MODEL: bundledModel },
  });
}

async function bundle(file: string): Promise<string> {
  const entry = fileURLToPath(new URL(file, import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm' });
  return outputFiles[0]?.text ?? '';
}
