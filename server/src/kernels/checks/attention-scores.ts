// The attention-scores kernel against its definition, q K^T / sqrt(headDim), in float64.
import { attentionScores } from '../attention-scores.ts';
import type { KvType } from '../tensor.ts';
import { type Harness, largestError, roundings, untouched } from './harness.ts';
import { packKv, unpackKv } from './kv-rows.ts';
import { PagedPlaces, type Place } from './paged-places.ts';
import { at, RandomData } from './random-data.ts';

export interface AttentionScoresShape {
  /** Of the cache; absent: f32. */
  readonly kvType?: KvType;
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly headDim: number;
  readonly window?: number;
  readonly tokens: readonly Place[];
  /** Which of the tokens is asked about. */
  readonly token: number;
}

/** Each product and each sum rounds once. */
export function attentionScoresTolerance({ headDim }: Pick<AttentionScoresShape, 'headDim'>): number {
  return roundings(2 * headDim + 8);
}

/** The largest error relative to the sum of the products' sizes. Slots that the token does not see hold NaN. */
export async function checkAttentionScores(harness: Harness, shape: AttentionScoresShape): Promise<number> {
  const { kvType = 'f32', nHeads, nKvHeads, headDim, window, tokens, token } = shape;
  const random = new RandomData(11);
  const queryDim = nHeads * headDim;
  const q = random.floats(tokens.length * queryDim); // [nTokens, nHeads, headDim]
  const paged = new PagedPlaces(tokens, window);
  const { nBlocks, nSlots, tableLength, nSequences } = paged;
  const cacheShape = { type: kvType, nBlocks, nKvHeads, headDim };
  const { position, sequence } = tokens[token] as Place;
  const nSeen = Math.min(position + 1, window ?? position + 1);
  const firstSeen = position + 1 - nSeen;
  const slots = Array.from({ length: nSeen }, (_, i) => paged.slotOf({ position: firstSeen + i, sequence }));
  const rows = random.floats(nKvHeads * nSlots * headDim); // [nKvHeads, nSlots, headDim]
  const seen = new Set(slots);
  const keys = rows.map((value, i) => (seen.has(Math.floor(i / headDim) % nSlots) ? value : Number.NaN));
  const packed = harness.buffer(packKv(cacheShape, keys));
  const k = unpackKv(cacheShape, harness.bytes(packed));
  const scores = harness.buffer(new Float32Array(nHeads * nSeen + 1).fill(untouched));

  const queries = harness.activations('queries', q, queryDim, { stride: queryDim });
  const tokenRange = harness.buffer(paged.tokens());
  const blockTables = { range: harness.buffer(paged.tables), nSequences, length: tableLength };
  await harness.run((recording) => {
    attentionScores(recording, harness.kernels, {
      queries,
      cache: { ...cacheShape, keys: packed, values: packed },
      tokens: tokenRange,
      blockTables,
      nHeads,
      token,
      firstSeen,
      nSeen,
      scores,
    });
  });

  const [expected, scale] = [[] as number[], [] as number[]];
  for (let head = 0; head < nHeads; head++) {
    const kvHead = Math.floor(head / (nHeads / nKvHeads));
    for (const slot of slots) {
      const products = Array.from(
        { length: headDim },
        (_, i) => at(q, token * queryDim + head * headDim + i) * at(k, (kvHead * nSlots + slot) * headDim + i),
      );
      expected.push(products.reduce((sum, product) => sum + product, 0) / Math.sqrt(headDim));
      scale.push(products.reduce((sum, product) => sum + Math.abs(product), 0) / Math.sqrt(headDim));
    }
  }
  return largestError(harness.floats(scores).subarray(0, nHeads * nSeen + 1), [...expected, untouched], [...scale, 0]);
}
