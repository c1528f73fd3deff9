// Workers for the tests, in workerd: one that asks, and the offline one behind its env.AI, as README.md has it for Miniflare.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';
import type { OfflineEnv } from 'tramontane/offline';
import { bundledModel, type LiveServer } from '../../worker/test/live-server.ts';

const require = createRequire(import.meta.url);
const compatibilityDate = '2026-04-01';

/** A Worker of this example with the offline AI; `flags` are compatibility flags of both, `props` those of the binding. */
export async function startWorker(
  file: string,
  { url, apiToken }: Pick<LiveServer, 'url' | 'apiToken'>,
  flags: string[] = [],
  props: OfflineEnv = {},
): Promise<Miniflare> {
  const common = { modules: true, compatibilityDate, compatibilityFlags: flags };
  return new Miniflare({
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
        ...common,
        name: 'offline-ai',
        modulesRoot: '/', // where the package is outside of this folder, as in every monorepo
        scriptPath: require.resolve('tramontane/offline'),
        bindings: { TRAMONTANE_URL: url, TRAMONTANE_API_TOKEN: apiToken },
      },
    ],
  });
}

async function bundle(file: string): Promise<string> {
  const entry = fileURLToPath(new URL(file, import.meta.url));
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm' });
  return outputFiles[0]?.text ?? '';
}
