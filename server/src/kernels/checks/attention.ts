// The attention kernel against its definition, softmax(q K^T / sqrt(headDim)) V, in float64.
import { attention, attentionScratchBytes } from '../attention.ts';
import { type KvType, kvBlockSize } from '../tensor.ts';
import { type Harness, largestError, roundings, untouched } from './harness.ts';
import { packKv, unpackKv } from './kv-rows.ts';
import { PagedPlaces, type Place } from './paged-places.ts';
import { at, RandomData } from './random-data.ts';

export interface AttentionShape {
  /** Of the cache; absent: f32. */
  readonly kvType?: KvType;
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly headDim: number;
  readonly window?: number;
  readonly tokens: readonly Place[];
}

/**
 * A score's roundings (of headDim products) move its weight by as much, times the size of scores here; the weighted
 * sum adds one or two for each position it goes over, and exp is within a few ULP.
 */
export function attentionTolerance({ headDim, tokens }: AttentionShape): number {
  return roundings(4 * headDim + 2 * Math.max(...tokens.map(({ position }) => position)) + 32);
}

/** The largest error relative to the largest value there is, 1. */
export async function checkAttention(harness: Harness, shape: AttentionShape): Promise<number> {
  const { kvType = 'f32', nHeads, nKvHeads, headDim, window, tokens } = shape;
  const random = new RandomData(7);
  const nTokens = tokens.length;
  const queryDim = nHeads * headDim;
  // Queries of this size make scores of about +-5: a softmax that is neither flat nor a single position.
  const q = random.floats(nTokens * queryDim).map((value) => value * 8); // [nTokens, nHeads, headDim]
  const paged = new PagedPlaces(tokens, window);
  const { nBlocks, nSlots, tableLength, nSequences } = paged;
  const cacheShape = { type: kvType, nBlocks, nKvHeads, headDim };
  const randomRows = () => random.floats(nKvHeads * nSlots * headDim);
  const [keys, values] = [randomRows(), randomRows()]; // [nKvHeads, nSlots, headDim]
  const visible = tokens.map((token) => visibleSlots(token, window, paged)); // [nTokens][nVisible]
  hideUnseen(shape, nSlots, visible, keys, values);
  const cache = {
    ...cacheShape,
    keys: harness.buffer(packKv(cacheShape, keys)),
    values: harness.buffer(packKv(cacheShape, values)),
  };
  // The reference uses the values as the cache has rounded them.
  const [k, v] = [cache.keys, cache.values].map((range) => unpackKv(cacheShape, harness.bytes(range))) as [
    Float32Array,
    Float32Array,
  ];
  const queries = harness.activations('queries', q, queryDim, { stride: queryDim });
  const before = new Float32Array((nTokens + 1) * queryDim).fill(untouched);
  const attended = harness.activations('attended', before, queryDim, { padding: untouched });
  const extent = { nHeads, headDim, contextLength: tableLength * kvBlockSize, window };
  const scratch = harness.buffer(new Uint8Array(attentionScratchBytes(harness.kernels, extent, nTokens)));
  const tokenRange = harness.buffer(paged.tokens());
  const blockTables = { range: harness.buffer(paged.tables), nSequences, length: tableLength };

  await harness.run((recording) => {
    attention(recording, harness.kernels, {
      queries,
      cache,
      tokens: tokenRange,
      blockTables,
      attended,
      scratch,
      nHeads,
      window,
      nTokens,
    });
  });

  const expected = new Float64Array(attended.nRows * attended.stride).fill(untouched); // [nTokens + 1, stride]
  const scale = new Float64Array(expected.length);
  for (const [t, slots] of visible.entries()) {
    for (let head = 0; head < nHeads; head++) {
      const kvHead = Math.floor(head / (nHeads / nKvHeads));
      const rows = slots.map((slot) => (kvHead * nSlots + slot) * headDim);
      const query = q.subarray(t * queryDim + head * headDim, t * queryDim + (head + 1) * headDim);
      const target = t * attended.stride + head * headDim;
      expected.set(attend(query, k, v, rows), target);
      scale.fill(1, target, target + headDim);
    }
  }
  return largestError(harness.floats(attended.range), expected, scale);
}

/** softmax(q K^T / sqrt(headDim)) V over the keys and values at these offsets. */
function attend(query: Float32Array, k: Float32Array, v: Float32Array, rows: readonly number[]): Float64Array {
  const scores = rows.map((row) => query.reduce((sum, value, i) => sum + value * at(k, row + i), 0));
  const scaled = scores.map((score) => score / Math.sqrt(query.length));
  const largest = scaled.reduce((a, b) => Math.max(a, b));
  const weights = scaled.map((score) => Math.exp(score - largest));
  const total = weights.reduce((a, b) => a + b);
  const out = new Float64Array(query.length);
  for (const [j, row] of rows.entries()) {
    for (let i = 0; i < out.length; i++) out[i] = at(out, i) + (at(weights, j) / total) * at(v, row + i);
  }
  return out;
}

/** The slots of the positions that a token sees, oldest first. */
function visibleSlots({ position, sequence }: Place, window: number | undefined, paged: PagedPlaces): number[] {
  const length = Math.min(position + 1, window ?? position + 1);
  return Array.from({ length }, (_, i) => paged.slotOf({ position: position + 1 - length + i, sequence }));
}

/** Slots that no token sees become NaN, so that one look at them shows in the result. */
function hideUnseen(
  { nKvHeads, headDim }: AttentionShape,
  nSlots: number,
  visible: readonly (readonly number[])[],
  ...caches: readonly Float32Array[]
): void {
  const seen = new Set(visible.flat());
  for (let slot = 0; slot < nSlots; slot++) {
    if (seen.has(slot)) continue;
    for (let head = 0; head < nKvHeads; head++) {
      const row = (head * nSlots + slot) * headDim;
      for (const cache of caches) cache.fill(Number.NaN, row, row + headDim);
    }
  }
}
