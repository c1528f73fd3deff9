// What queries, keys and values are written to in the checks, and what should stand there afterwards. All of the cache is
// compared: what no token owns must be as it was.
import type { BufferRange } from '../../vulkan/memory.ts';
import type { Activations, KvType, LayerCache } from '../tensor.ts';
import { type Harness, largestError, untouched } from './harness.ts';
import { kvBlock, packKv, unpackKv } from './kv-rows.ts';
import { PagedPlaces, type Place } from './paged-places.ts';
import { at } from './random-data.ts';

export interface QkvHeads {
  /** Of the cache; absent: f32. */
  readonly kvType?: KvType;
  readonly nHeads: number;
  readonly nKvHeads: number;
  readonly headDim: number;
  readonly tokens: readonly Place[];
}

/** Two neighbours of a row before RoPE, and what the errors of each are relative to. */
export interface Pair {
  readonly values: readonly [number, number];
  readonly size: number;
}

export class QkvOutputs {
  readonly queries: Activations;
  readonly cache: LayerCache;
  readonly tokens: BufferRange;
  readonly rotations: BufferRange;
  readonly #harness: Harness;
  readonly #heads: QkvHeads;
  readonly #paged: PagedPlaces;
  readonly #turns: Float32Array; // [nTokens, headDim / 2, 2]
  readonly #expected: { readonly queries: Expected; readonly keys: Expected; readonly values: Expected };

  constructor(harness: Harness, heads: QkvHeads) {
    const { kvType = 'f32', nHeads, nKvHeads, headDim, tokens } = heads;
    const nTokens = tokens.length;
    const queryDim = nHeads * headDim;
    const queriesBefore = new Float32Array((nTokens + 1) * queryDim).fill(untouched);
    this.#harness = harness;
    this.#heads = heads;
    this.queries = harness.activations('queries', queriesBefore, queryDim, { padding: untouched, stride: queryDim });
    this.#paged = new PagedPlaces(tokens, 1);
    const shape = { type: kvType, nBlocks: this.#paged.nBlocks, nKvHeads, headDim };
    const filled = new Float32Array(nKvHeads * this.#paged.nSlots * headDim).fill(untouched);
    const stagedRows = () => harness.buffer(new Float32Array(nTokens * nKvHeads * headDim));
    this.cache = {
      ...shape,
      keys: harness.buffer(packKv(shape, filled)),
      values: harness.buffer(packKv(shape, filled)),
      staged: kvType === 'q8_0' ? { keys: stagedRows(), values: stagedRows() } : undefined,
    };
    this.#turns = Float32Array.from(tokens.flatMap(({ position }) => rotationOf(position, headDim)));
    this.tokens = harness.buffer(this.#paged.tokens());
    this.rotations = harness.buffer(this.#turns);
    const cacheBefore = this.#stored(this.cache.keys);
    this.#expected = {
      queries: new Expected(queriesBefore),
      keys: new Expected(cacheBefore, kvBlock(kvType)),
      values: new Expected(cacheBefore, kvBlock(kvType)),
    };
  }

  /** Expects every pair of every token where it belongs, turned but for those of values. */
  expect(pairOf: (part: 'queries' | 'keys' | 'values', token: number, element: number) => Pair): void {
    const { nHeads, nKvHeads, headDim, tokens } = this.#heads;
    for (const [t, place] of tokens.entries()) {
      const turnOf = (d: number) => this.#turns.subarray(t * headDim + (d % headDim), t * headDim + (d % headDim) + 2);
      for (let d = 0; d < nHeads * headDim; d += 2) {
        this.#expected.queries.putTurned(t * nHeads * headDim + d, pairOf('queries', t, d), turnOf(d));
      }
      for (let d = 0; d < nKvHeads * headDim; d += 2) {
        const row = Math.floor(d / headDim) * this.#paged.nSlots + this.#paged.slotOf(place);
        const target = row * headDim + (d % headDim);
        this.#expected.keys.putTurned(target, pairOf('keys', t, d), turnOf(d));
        this.#expected.values.putTurned(target, pairOf('values', t, d), [1, 0]);
      }
    }
  }

  /** The largest error of queries and cache relative to the sizes of the pairs. */
  largestError(): number {
    return Math.max(
      this.#expected.queries.largestError(this.#harness.floats(this.queries.range)),
      this.#expected.keys.largestError(this.#stored(this.cache.keys)),
      this.#expected.values.largestError(this.#stored(this.cache.values)),
    );
  }

  #stored(range: BufferRange): Float32Array {
    return unpackKv(this.cache, this.#harness.bytes(range));
  }
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

  /** The pair, turned by (cos, sin), stands at `target`. */
  putTurned(target: number, { values: [a, b], size }: Pair, turn: ArrayLike<number>): void {
    const [cos, sin] = [at(turn, 0), at(turn, 1)];
    this.#values.set([a * cos - b * sin, a * sin + b * cos], target);
    this.#scale.fill(size, target, target + 2);
  }

  largestError(got: Float32Array): number {
    const scale = this.#scale.map((_, i) => {
      const first = i - (i % this.#block);
      return this.#scale.subarray(first, first + this.#block).reduce((a, b) => Math.max(a, b));
    });
    return largestError(got, this.#values, scale);
  }
}
