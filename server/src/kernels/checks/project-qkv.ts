// The attention projections with RoPE and cache write against their definition in float64.
import type { Dtype } from '../../dtype.ts';
import { projectQkv } from '../project-qkv.ts';
import type { ActivationFormat, KvType } from '../tensor.ts';
import { randomRows } from './checkpoint-rows.ts';
import { type Harness, largestError, untouched } from './harness.ts';
import { kvBlock, kvTolerance, packKv, unpackKv } from './kv-rows.ts';
import { PagedPlaces, type Place } from './paged-places.ts';
import { multiply, projectionInputs, projectTolerance } from './projection.ts';
import { at, RandomData } from './random-data.ts';

export interface QkvShape {
  readonly dtype: Dtype;
  /** Of the inputs; absent: f32. */
  readonly format?: ActivationFormat;
  /** Of the cache; absent: f32. */
  readonly kvType?: KvType;
  readonly dim: number;
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly headDim: number;
  readonly tokens: readonly Place[];
}

/**
 * The largest error of queries and cache relative to the sums of |w| |x| of the pair that is turned. All of the cache
 * is compared: what no token owns must be as it was.
 */
export async function checkProjectQkv(harness: Harness, shape: QkvShape): Promise<number> {
  const { dtype, format, kvType = 'f32', dim, nHeads, nKvHeads, headDim, tokens } = shape;
  const random = new RandomData(6);
  const parts = [nHeads, nKvHeads, nKvHeads].map((n) => randomRows(random, dtype, n * headDim, dim));
  const [q, k, v] = parts as [(typeof parts)[0], (typeof parts)[0], (typeof parts)[0]];
  const nTokens = tokens.length;
  const { x, inputs } = projectionInputs(harness, random, { nTokens, nCols: dim, format });
  const queryDim = nHeads * headDim;
  const queriesBefore = new Float32Array((nTokens + 1) * queryDim).fill(untouched);
  const queries = harness.activations('queries', queriesBefore, queryDim, { padding: untouched, stride: queryDim });
  const paged = new PagedPlaces(tokens, 1);
  const { nBlocks, nSlots } = paged;
  const cacheShape = { type: kvType, nBlocks, nKvHeads, headDim };
  const filled = new Float32Array(nKvHeads * nSlots * headDim).fill(untouched);
  const stagedRows = () => harness.buffer(new Float32Array(nTokens * nKvHeads * headDim));
  const cache = {
    ...cacheShape,
    keys: harness.buffer(packKv(cacheShape, filled)),
    values: harness.buffer(packKv(cacheShape, filled)),
    staged: kvType === 'q8_0' ? { keys: stagedRows(), values: stagedRows() } : undefined,
  };
  const cacheBefore = unpackKv(cacheShape, harness.bytes(cache.keys));
  const rotations = tokens.flatMap(({ position }) => rotationOf(position, headDim)); // [nTokens, headDim / 2, 2]
  const weights = harness.matrix(q, k, v);
  const tokenRange = harness.buffer(paged.tokens());
  const rotationRange = harness.buffer(Float32Array.from(rotations));

  await harness.run((recording) => {
    const step = { tokens: tokenRange, rotations: rotationRange, nTokens };
    projectQkv(recording, harness.kernels, { weights: [weights], inputs, queries, cache, ...step });
  });

  const turns = Float32Array.from(rotations);
  const expectedQueries = new Expected(queriesBefore);
  const expectedKeys = new Expected(cacheBefore, kvBlock(kvType));
  const expectedValues = new Expected(cacheBefore, kvBlock(kvType));
  const [ofQ, ofK, ofV] = [multiply(q, x), multiply(k, x), multiply(v, x)];
  for (const [t, place] of tokens.entries()) {
    for (let d = 0; d < queryDim; d += 2) {
      const turn = turns.subarray(t * headDim + (d % headDim), t * headDim + (d % headDim) + 2);
      expectedQueries.putTurned(t * queryDim + d, ofQ, t * queryDim + d, turn);
    }
    for (let d = 0; d < nKvHeads * headDim; d += 2) {
      const target = (Math.floor(d / headDim) * nSlots + paged.slotOf(place)) * headDim + (d % headDim);
      const source = t * nKvHeads * headDim + d;
      const turn = turns.subarray(t * headDim + (d % headDim), t * headDim + (d % headDim) + 2);
      expectedKeys.putTurned(target, ofK, source, turn);
      expectedValues.putTurned(target, ofV, source, [1, 0]);
    }
  }
  return Math.max(
    expectedQueries.largestError(harness.floats(queries.range)),
    expectedKeys.largestError(unpackKv(cacheShape, harness.bytes(cache.keys))),
    expectedValues.largestError(unpackKv(cacheShape, harness.bytes(cache.values))),
  );
}

/** What queries may be off by, and keys and values besides by how they are stored. */
export function projectQkvTolerance({ dim, kvType = 'f32' }: Pick<QkvShape, 'dim' | 'kvType'>): number {
  return projectTolerance(dim) + kvTolerance(kvType);
}

/** (cos, sin) of RoPE's angles at a position: [headDim / 2, 2]. */
function rotationOf(position: number, headDim: number): number[] {
  return Array.from({ length: headDim }, (_, i) => {
    const angle = position * 10000 ** (-Math.floor(i / 2) / (headDim / 2));
    return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
}

/** A buffer that should have changed in some places, and the scale of the errors there. */
class Expected {
  readonly #values: Float64Array;
  readonly #scale: Float64Array;

  readonly #block: number;

  /** @param block elements that are stored together, so that the largest of them decides how far all may be off */
  constructor(before: Float32Array, block = 1) {
    this.#block = block;
    this.#values = Float64Array.from(before);
    this.#scale = new Float64Array(before.length);
  }

  /** The pair at `source`, turned by (cos, sin), stands at `target`. */
  putTurned(target: number, from: ReturnType<typeof multiply>, source: number, turn: ArrayLike<number>): void {
    const [a, b] = [at(from.values, source), at(from.values, source + 1)];
    const [cos, sin] = [at(turn, 0), at(turn, 1)];
    this.#values.set([a * cos - b * sin, a * sin + b * cos], target);
    this.#scale.fill(at(from.sizes, source) + at(from.sizes, source + 1), target, target + 2);
  }

  largestError(got: Float32Array): number {
    const scale = this.#scale.map((_, i) => {
      const first = i - (i % this.#block);
      return this.#scale.subarray(first, first + this.#block).reduce((a, b) => Math.max(a, b));
    });
    return largestError(got, this.#values, scale);
  }
}
