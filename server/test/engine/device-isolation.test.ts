// Random mixes of requests on the bundled model and the device: each gets the ids that it gets alone, sampled with a
// seed or greedy, from a cache that is too small for all of them. In the end all blocks are free.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundledModelPath } from '../../src/bundled-model.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { GenerationRequest } from '../../src/engine/generation.ts';
import { KernelSet } from '../../src/kernels/kernel-set.ts';
import { Device } from '../../src/vulkan/device.ts';
import { mulberry32 } from '../checkpoint/mulberry32.ts';
import { openModel } from '../model/golden.ts';

const nMixes = 20;

let device: Device;
let kernels: KernelSet;
let opened: Awaited<ReturnType<typeof openModel>>;
beforeAll(async () => {
  device = Device.open();
  kernels = new KernelSet(device, device.physical.type === 'cpu' ? 'texel' : 'ssbo');
  // 512 positions and a few more, for up to eight sequences of some hundred.
  opened = await openModel(kernels, bundledModelPath, 1, 32, 'f16', 512, 36);
});
afterAll(async () => {
  opened.close();
  kernels.destroy();
  await device.close();
});

/** @param stopsAt ids after which the reader leaves or, for `aborts`, the signal is given */
async function idsOf(engine: Engine, request: GenerationRequest, stopsAt = Number.POSITIVE_INFINITY, aborts = false) {
  const abort = new AbortController();
  const ids: number[] = [];
  for await (const { id } of engine.generate(request, abort.signal)) {
    ids.push(id);
    if (ids.length < stopsAt) continue;
    if (!aborts) break;
    abort.abort();
  }
  return ids;
}

it(`${nMixes} random mixes give what each request gives alone`, { timeout: 300_000 }, async () => {
  const random = mulberry32(3);
  const below = (n: number) => Math.floor(random() * n);
  const idsFrom = (n: number) => [1, ...Array.from({ length: n }, () => 259 + below(200))];
  const system = idsFrom(40);
  let nPreemptions = 0;
  for (let mix = 0; mix < nMixes; mix++) {
    const requests = Array.from({ length: 2 + below(7) }, (): GenerationRequest => {
      const sampling = below(2) === 0 ? { temperature: 0 } : { temperature: 0.8, topP: 0.9, seed: below(1000) };
      const penalty = below(4) === 0 ? { repetitionPenalty: 1.2 } : {};
      return {
        promptIds: [...(below(2) === 0 ? system : []), ...idsFrom(below(120))],
        maxTokens: 1 + below(30),
        stopIds: [],
        sampling: { ...sampling, ...penalty },
        owner: String(below(2)),
      };
    });
    const solo = new Engine(opened.model);
    const expected: number[][] = [];
    for (const request of requests) expected.push(await idsOf(solo, { ...request, owner: `alone ${expected.length}` }));
    const stops = requests.map(() => (below(4) === 0 ? 1 + below(10) : Number.POSITIVE_INFINITY));
    // Engines take turns with the one cache: each knows only what it computed itself.
    const fresh = new Engine(opened.model);
    const got = await Promise.all(requests.map((request, i) => idsOf(fresh, request, stops[i], below(2) === 0)));
    for (const [i, ids] of got.entries()) {
      const n = Math.min(stops[i] as number, expected[i]?.length ?? 0);
      expect([mix, i, ids.slice(0, n)]).toEqual([mix, i, expected[i]?.slice(0, n)]);
      expect(ids).toEqual(expected[i]?.slice(0, ids.length));
    }
    // The step under way when the last reader left is still to end.
    while (fresh.stats().nRunning > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(fresh.stats().kvBlocks?.nFree).toBe(36);
    nPreemptions += fresh.stats().nPreemptions ?? 0;
  }
  expect(nPreemptions).toBeGreaterThan(0);
});
