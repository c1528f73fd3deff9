// A sequence's result depends neither on the other sequences of a step nor on how its prompt is divided: it is equal to
// the last bit with any tiles, because the order of every sum depends only on the sequence's own positions.
import { afterAll, describe, expect, it } from 'vitest';
import type { Batch } from '../../src/engine/model.ts';
import type { Flavour, KernelSetOptions } from '../../src/kernels/kernel-set.ts';
import type { KvType } from '../../src/kernels/tensor.ts';
import type { MistralModel } from '../../src/model/mistral.ts';
import { Device } from '../../src/vulkan/device.ts';
import { mulberry32 } from '../checkpoint/mulberry32.ts';
import { KernelPool } from '../kernels/kernel-pool.ts';
import { isFurtherDriver } from './further-driver.ts';
import { blockTable, goldenFile, openModel } from './golden.ts';

const device = Device.open();
const pool = new KernelPool(device);
afterAll(async () => {
  pool.destroy();
  await device.close();
});

const nSequences = 3;
/** Past two blocks of the cache and every window twice over; steps of one of them take a CPU long. Else past one block. */
const nPositions = isFurtherDriver ? 20 : 36;

/** The ids of each sequence. */
function idsOf(vocabSize: number): number[][] {
  const random = mulberry32(5);
  const ids = () => Array.from({ length: nPositions }, () => Math.floor(random() * vocabSize));
  return Array.from({ length: nSequences }, ids);
}

/** [nSequences][nPositions] Logits, as bytes, of steps that take the next `take` ids of each sequence in turn. */
async function logitsBy(
  model: MistralModel,
  ids: readonly (readonly number[])[],
  take: (step: number, sequence: number) => number,
): Promise<string[][]> {
  const seen = ids.map(() => 0);
  const rows: string[][] = ids.map(() => []);
  for (let step = 0; seen.some((n) => n < nPositions); step++) {
    const tokens = ids.flatMap((all, sequence) => {
      const first = seen[sequence] as number;
      return all.slice(first, first + take(step, sequence)).map((id, i) => ({ id, sequence, position: first + i }));
    });
    if (tokens.length === 0) continue;
    const batch: Batch = {
      tokenIds: tokens.map(({ id }) => id),
      positions: tokens.map(({ position }) => position),
      sequences: tokens.map(({ sequence }) => sequence),
      blockTables: ids.map((_, sequence) => blockTable(model, sequence, nSequences)),
      outputs: tokens.map((_, i) => i),
    };
    for (const [i, { logits }] of (await model.forward(batch)).entries()) {
      const { sequence } = tokens[i] as (typeof tokens)[0];
      seen[sequence] = (seen[sequence] as number) + 1;
      const bytes = Buffer.from(logits.buffer, logits.byteOffset, logits.byteLength);
      rows[sequence]?.push(bytes.toString('base64'));
    }
  }
  return rows;
}

/** Alone and one by one; alone in chunks; all at once; a long chunk beside single tokens; at random. */
function cuts(): ((step: number, sequence: number) => number)[] {
  const random = mulberry32(9);
  return [
    (step, sequence) => (Math.floor(step / nPositions) === sequence ? 1 : 0),
    (step, sequence) => (Math.floor(step / nPositions) === sequence ? 7 : 0),
    () => 13,
    (_, sequence) => (sequence === 2 ? 30 : 1),
    () => Math.floor(random() * 9),
  ];
}

const usual = { single: { rows: 8, tokens: 1 }, several: { rows: 8, tokens: 4 }, subgroups: 1 };
const wide = { single: { rows: 16, tokens: 1 }, several: { rows: 8, tokens: 8 }, subgroups: 1 };
const tall = { single: { rows: 8, tokens: 1 }, several: { rows: 16, tokens: 2 }, subgroups: 1 };

const cases: readonly [string, KvType, Flavour, KernelSetOptions][] = [
  ['tiny-mistral-swa.q4_K_M', 'f16', 'texel', { projection: usual }],
  ['tiny-mistral-swa.q4_0', 'f16', 'texel', { projection: wide }],
  ['tiny-mistral-swa.q8_0', 'q8_0', 'texel', { projection: tall, attentionSplits: 3 }],
  ['tiny-mistral-swa.f32', 'f32', 'texel', { projection: wide, attentionSplits: 2, subgroupsPerWorkgroup: 2 }],
  ['tiny-mqa.f32', 'f16', 'texel', { precise: true }],
  ['tiny-mistral-swa.q4_K_M', 'f16', 'ssbo', { projection: usual, attentionSplits: 2 }],
  ['tiny-mha.f32', 'f32', 'ssbo', { projection: tall }],
];

describe('logits', () => {
  it.each(cases)(
    'of %s, cache %s, %s flavour, are the same bits however steps are cut: %o',
    async (name, kvType, flavour, options) => {
      const kernels = pool.set(flavour, options);
      const { model, config, close } = await openModel(kernels, goldenFile(`${name}.gguf`), nSequences, 64, kvType);
      try {
        const ids = idsOf(config.vocabSize);
        const [alone, ...others] = cuts();
        const expected = await logitsBy(model, ids, alone as NonNullable<typeof alone>);
        expect(new Set(expected.flat()).size).toBe(nSequences * nPositions);
        for (const [i, take] of others.entries()) {
          const got = await logitsBy(model, ids, take);
          const differs = got.flatMap((rows, sequence) =>
            rows.flatMap((row, position) => (row === expected[sequence]?.[position] ? [] : [{ sequence, position }])),
          );
          expect([i, differs]).toEqual([i, []]);
        }
      } finally {
        close();
      }
    },
  );
});
