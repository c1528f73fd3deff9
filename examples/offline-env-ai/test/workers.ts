// Workers for the tests, in workerd: one that asks, and the offline one behind its env.AI, as README.md has it for Miniflare.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import * as miniflare from 'miniflare';
import { offlineWorker } from 'tramontane/miniflare';
import type { OfflineEnv } from 'tramontane/offline';
import { bundledModel, type LiveServer } from '../../worker/test/live-server.ts';

const compatibilityDate = '2026-04-01';

/** A Worker of this example with the offline AI; `flags` are compatibility flags of both, `props` those of the binding. */
export async function startWorker(
  file: string,
  { url, apiToken }: Pick<LiveServer, 'url' | 'apiToken'>,
  flags: string[] = [],
  props: OfflineEnv = {},
): Promise<miniflare.Miniflare> {
  const common = { modules: true, compatibilityDate, compatibilityFlags: flags };
  return new miniflare.Miniflare({
    cf: false,
    workers: [
      {
        ...common,
        name: 'worker',
        script: await bundle(file),
        bindings: { AI_MODEL: bundledModel },
        serviceBindings: { AI: { name: 'offline-ai', props: { ...props } } },
      },
      {
        ...offlineWorker({ miniflare, TRAMONTANE_URL: url, TRAMONTANE_API_TOKEN: apiToken }),
        ...common,
      },
    ],
  });
}

async function bundle(file: string): Promise<string> {
  const entry = fileURLToPath(new URL(file, import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm' });
  return outputFiles[0]?.text ?? '';
}
