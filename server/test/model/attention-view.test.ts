// Which positions a token attends to, compared with the attention weights of transformers: with as many key heads as query
// heads, with groups, with one key head, and with a sliding window.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { AttentionQuery, AttentionView } from '../../src/engine/generation.ts';
import { KernelSet } from '../../src/kernels/kernel-set.ts';
import type { KvType } from '../../src/kernels/tensor.ts';
import { Device } from '../../src/vulkan/device.ts';
import { goldenFile, openModel } from './golden.ts';

interface Golden {
  readonly model: string;
  readonly ids: readonly number[];
  /** weights: [layer][head][position + 1] */
  readonly tokens: readonly { readonly position: number; readonly weights: readonly (readonly number[][])[] }[];
}

const goldens = JSON.parse(readFileSync(goldenFile('attention.golden.json'), 'utf8')) as Golden[];
const whole: AttentionQuery = { perHead: true, maxColumns: 1000 };

let device: Device;
beforeAll(() => {
  device = Device.open();
});
afterAll(() => device.close());

async function viewOf(engine: Engine, ids: readonly number[], attention: AttentionQuery): Promise<AttentionView> {
  const request = { promptIds: ids, maxTokens: 1, stopIds: [], sampling: { temperature: 0 }, attention };
  for await (const token of engine.generate(request)) if (token.attention) return token.attention;
  throw new Error('nothing was told');
}

function largestDifference(view: AttentionView, expected: Golden['tokens'][number]['weights']): number {
  expect(view.layers.map(({ layer }) => layer)).toEqual(expected.map((_, layer) => layer));
  return Math.max(
    ...view.layers.flatMap(({ rows }, layer) =>
      rows.flatMap((row, head) => {
        const theirs = expected[layer]?.[head] ?? [];
        expect(row.length).toBe(theirs.length);
        return Array.from(row, (weight, i) => Math.abs(weight - (theirs[i] ?? Number.NaN)));
      }),
    ),
  );
}

describe.each(['texel', 'ssbo'] as const)('attention, %s flavour', (flavour) => {
  let kernels: KernelSet;
  beforeAll(() => {
    kernels = new KernelSet(device, flavour, { precise: true });
  });
  afterAll(() => kernels.destroy());

  const types: readonly (readonly [KvType, number])[] = [
    ['f32', 2e-6],
    ['f16', 2e-3],
  ];
  const cases = goldens.flatMap((golden) => types.map(([kvType, tolerance]) => ({ ...golden, kvType, tolerance })));
  it.each(cases)('of $model with keys in $kvType is that of transformers', async ({ kvType, tolerance, ...golden }) => {
    const { model, close } = await openModel(kernels, goldenFile(`${golden.model}.f32.gguf`), 4, 16, kvType);
    const engine = new Engine(model);
    try {
      for (const { position, weights } of golden.tokens) {
        const view = await viewOf(engine, golden.ids.slice(0, position + 1), whole);
        expect(largestDifference(view, weights), `position ${position}`).toBeLessThan(tolerance);
        const firstSeen = position + 1 - (model.slidingWindow ?? position + 1);
        for (const row of view.layers.flatMap(({ rows }) => rows)) {
          expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
          if (firstSeen > 0) expect(row.subarray(0, firstSeen).every((weight) => weight === 0)).toBe(true);
        }
      }
    } finally {
      await engine.close();
      close();
    }
  });
});

describe('what is told of attention', () => {
  let kernels: KernelSet;
  let opened: Awaited<ReturnType<typeof openModel>>;
  beforeAll(async () => {
    kernels = new KernelSet(device, 'texel', { precise: true });
    opened = await openModel(kernels, goldenFile('tiny-mistral-swa.f32.gguf'));
  });
  afterAll(() => {
    opened.close();
    kernels.destroy();
  });
  const [, golden] = goldens as [Golden, Golden];
  const last = golden.tokens.at(-1) as Golden['tokens'][number];

  it('is the mean over the heads that share their keys, and the sum over the positions of a column', async () => {
    const engine = new Engine(opened.model);
    const view = await viewOf(engine, golden.ids, { perHead: false, maxColumns: 8, layers: [1] });
    expect(view).toMatchObject({
      position: 39,
      positionsPerColumn: 5,
      nLayers: 2,
      nHeads: 8,
      nKvHeads: 2,
      slidingWindow: 16,
    });
    expect(view.layers.map(({ layer }) => layer)).toEqual([1]);
    const heads = last.weights[1] ?? [];
    for (const [group, row] of (view.layers[0]?.rows ?? []).entries()) {
      expect(row.length).toBe(8);
      for (const [column, weight] of row.entries()) {
        const parts = heads.slice(group * 4, group * 4 + 4).map((head) => head.slice(column * 5, column * 5 + 5));
        const sum = parts.flat().reduce((a, b) => a + b, 0);
        expect(weight).toBeCloseTo(sum / 4, 5);
      }
    }
    await engine.close();
  });

  it('is the same beside other answers, which go on and stay what they are', async () => {
    const alone = new Engine(opened.model);
    const asked = { promptIds: golden.ids.slice(0, 20), maxTokens: 30, stopIds: [], sampling: { temperature: 0 } };
    const idsOf = async (engine: Engine) => {
      const ids: number[] = [];
      for await (const { id } of engine.generate(asked)) ids.push(id);
      return ids;
    };
    const expected = await idsOf(alone);
    await alone.close();
    const engine = new Engine(opened.model);
    const observed = golden.tokens.map(({ position }) => viewOf(engine, golden.ids.slice(0, position + 1), whole));
    const [ids, ...views] = await Promise.all([idsOf(engine), ...observed]);
    expect(ids).toEqual(expected);
    for (const [i, view] of views.entries()) {
      expect(largestDifference(view, golden.tokens[i]?.weights ?? [])).toBeLessThan(2e-6);
    }
    await engine.close();
  });

  it.each([
    ['a layer that there is not', { layers: [2] }, "'/layers' has 2; the model has the layers 0 to 1"],
    ['a layer twice', { layers: [1, 1] }, "'/layers' names a layer twice"],
  ])('is refused for %s', async (_, query, message) => {
    const engine = new Engine(opened.model);
    const asked = viewOf(engine, golden.ids, { ...whole, ...query });
    await expect(asked).rejects.toMatchObject({ kind: 'badInput', message: expect.stringContaining(message) });
    await engine.close();
  });
});
