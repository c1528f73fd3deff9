// The scores q K^T / sqrt(headDim) of one token, which attention itself keeps nowhere. See attention-scores.comp.
import type { BufferRange } from '../vulkan/memory.ts';
import type { Recording } from '../vulkan/recording.ts';
import { holdsCache, holdsRows, isFloat } from './extents.ts';
import type { KernelSet } from './kernel-set.ts';
import { type Activations, type BlockTables, expectShape, kvBlockSize, kvPerUnit, type LayerCache } from './tensor.ts';

export interface AttentionScoresArguments {
  readonly queries: Activations; // [nTokens, nHeads * headDim]
  readonly cache: LayerCache;
  readonly tokens: BufferRange; // uvec4 [nTokens], see step.glsl
  readonly blockTables: BlockTables;
  readonly nHeads: number;
  /** The token's index in the step. */
  readonly token: number;
  /** The positions that it sees: nSeen of them, from this one on. */
  readonly firstSeen: number;
  readonly nSeen: number;
  readonly scores: BufferRange; // f32 [nHeads, nSeen]
}

export function attentionScores(recording: Recording, kernels: KernelSet, a: AttentionScoresArguments): void {
  const { type, nBlocks, nKvHeads, headDim, keys } = a.cache;
  const { length, nSequences, range } = a.blockTables;
  expectShape('attention-scores', {
    'buffers as large as their shapes': holdsRows(a.queries) && holdsCache(a.cache),
    'queries are f32': isFloat(a.queries),
    'a token of the step': a.token < a.queries.nRows && (a.token + 1) * 16 <= a.tokens.nBytes,
    'block tables of whole units': length % 4 === 0 && nSequences * length * 4 <= range.nBytes,
    'positions of a block table': a.nSeen >= 1 && a.firstSeen + a.nSeen <= length * kvBlockSize,
    'nHeads a multiple of nKvHeads': a.nHeads % nKvHeads === 0,
    'queries of nHeads * headDim': a.queries.dim === a.nHeads * headDim && a.queries.stride === a.queries.dim,
    'room for the scores': attentionScoresBytes(a) <= a.scores.nBytes,
  });
  const workgroupSize = kernels.workgroupSize(1);
  recording.dispatch(
    kernels.get('attention-scores', {}, { workgroupSize, SLICES: headDim / 4, KV_PER_UNIT: kvPerUnit[type] }),
    { queries: a.queries.range, keyCache: keys, tokens: a.tokens, blockTables: range, scores: a.scores },
    {
      nHeads: a.nHeads,
      nKvHeads,
      nSlots: nBlocks * kvBlockSize,
      tableUnits: length / 4,
      token: a.token,
      firstSeen: a.firstSeen,
      nSeen: a.nSeen,
    },
    [Math.ceil(a.nSeen / workgroupSize), a.nHeads, 1],
  );
}

/** Bytes of the scores of one token in one layer. */
export function attentionScoresBytes({ nHeads, nSeen }: { nHeads: number; nSeen: number }): number {
  return nHeads * nSeen * 4;
}
