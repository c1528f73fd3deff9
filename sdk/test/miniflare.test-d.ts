// The entry of offlineWorker() has the type of the Miniflare that it is for.
import { expectTypeOf, it } from 'vitest';
import { type OfflineWorker, offlineWorker } from '../src/miniflare.ts';

interface EntryOf5 {
  config: { name: string };
}
declare const miniflare4: { Miniflare: new () => object };
declare const miniflare5: { convertV4MiniflareOptions(options: { workers?: object[] }): { workers?: EntryOf5[] } };

it('is flat for Miniflare 4 and for plugins, and as Miniflare 5 has it for that', () => {
  expectTypeOf(offlineWorker()).toEqualTypeOf<OfflineWorker>();
  expectTypeOf(offlineWorker({ miniflare: miniflare4 })).toEqualTypeOf<OfflineWorker>();
  expectTypeOf(offlineWorker({ miniflare: miniflare5 })).toEqualTypeOf<EntryOf5>();
  offlineWorker({ TRAMONTANE_URL: process.env.SERVER_URL });
  // @ts-expect-error a setting that does not exist
  offlineWorker({ TRAMONTANE_TOKEN: 'a' });
});
