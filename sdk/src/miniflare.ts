// The Worker behind env.AI as an entry of Miniflare's `workers`: Miniflare 4 and 5 want it in different forms.
import type { OfflineEnv } from './offline-env.ts';

export type { OfflineEnv } from './offline-env.ts';

/**
 * What `offlineWorker()` takes: the settings of the offline Worker, and Miniflare.
 *
 * @example
 * const options: OfflineWorkerOptions = { TRAMONTANE_URL: 'http://192.168.0.2:8787', TRAMONTANE_API_TOKEN: 'secret' };
 */
export interface OfflineWorkerOptions<Miniflare extends object = object> extends OfflineEnv {
  /**
   * The module `miniflare` that runs the Worker. The entry has the form that this version takes. Leave it out for
   * Miniflare 4, and for Cloudflare's Vitest plugins, whatever Miniflare they come with.
   */
  miniflare?: Miniflare | undefined;
}

/**
 * The entry as Miniflare 4 and Cloudflare's Vitest plugins take it.
 *
 * @example
 * const { name, scriptPath }: OfflineWorker = offlineWorker();
 */
// A type, since the plugins take a record: an interface is not assignable to one.
export type OfflineWorker = {
  /** What the service binding `AI` of the project names: `offline-ai`. */
  name: 'offline-ai';
  /** The script is an ES module. */
  modules: true;
  /** Has the flags that errors and signals need. */
  compatibilityDate: string;
  /** The folder of the script. */
  modulesRoot: string;
  /** The script, one file without imports. */
  scriptPath: string;
  /** The settings that were given. */
  bindings: Record<string, string>;
};

/**
 * The entry as this version of Miniflare takes it.
 *
 * @example
 * type Entry = OfflineWorkerFor<object>; // OfflineWorker, the form of Miniflare 4
 */
export type OfflineWorkerFor<Miniflare extends object> = Miniflare extends {
  /** Only Miniflare 5 has it. */
  convertV4MiniflareOptions: (options: never) => {
    /** In the form of Miniflare 5. */
    workers?: readonly (infer Entry)[] | undefined;
  };
}
  ? Entry
  : OfflineWorker;

type Converter = (options: { workers: OfflineWorker[] }) => { workers: object[] };

/**
 * The Worker behind `env.AI`, for `workers` of Miniflare. The project's Worker binds it as the service `offline-ai`.
 *
 * @example <caption>With Cloudflare's Vitest plugins, and with Miniflare 4</caption>
 * const workers = [offlineWorker()];
 *
 * @example <caption>Another server</caption>
 * const worker = offlineWorker({ TRAMONTANE_URL: 'http://192.168.0.2:8787', TRAMONTANE_API_TOKEN: 'secret' });
 */
export function offlineWorker<Miniflare extends object = object>(
  options: OfflineWorkerOptions<Miniflare> = {},
): OfflineWorkerFor<Miniflare> {
  const { miniflare, ...settings } = options;
  const script = new URL('./offline.js', import.meta.url);
  const worker: OfflineWorker = {
    name: 'offline-ai',
    modules: true,
    compatibilityDate: '2026-04-21',
    modulesRoot: pathOf(new URL('.', script)),
    scriptPath: pathOf(script),
    bindings: Object.fromEntries(
      Object.entries(settings).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  };
  // Miniflare 5 brings the function that makes its own form of the options of Miniflare 4.
  const { convertV4MiniflareOptions: convert } = (miniflare ?? {}) as { convertV4MiniflareOptions?: Converter };
  const entry = convert ? convert({ workers: [worker] }).workers[0] : worker;
  return entry as OfflineWorkerFor<Miniflare>;
}

/** Miniflare takes paths, not file: URLs. On Windows a drive's letter follows the first slash. */
function pathOf(url: URL): string {
  const path = decodeURIComponent(url.pathname);
  return /^\/[a-z]:\//i.test(path) ? path.slice(1) : path;
}
