// Shapes at the edges of attention: which positions a token sees, how heads are shared out, how keys and values are stored.
import type { AttentionShape } from '../../src/kernels/checks/attention.ts';

type AttentionCase = AttentionShape & { readonly edge: string };

const gqa = { nHeads: 4, nKvHeads: 2, headDim: 16 };
/** One token at each of these positions. */
const at = (...positions: number[]) => positions.map((position) => ({ position, sequence: 0 }));
const run = (nTokens: number, first = 0) => at(...Array.from({ length: nTokens }, (_, i) => first + i));

export const masks: readonly AttentionCase[] = [
  { edge: 'a token that sees only itself', ...gqa, tokens: at(0) },
  { edge: 'one position less than a subgroup of 8', ...gqa, tokens: at(6) },
  { edge: 'as many positions as a subgroup of 8', ...gqa, tokens: at(7) },
  { edge: 'one position more than a subgroup of 8', ...gqa, tokens: at(8) },
  { edge: '31, 32 and 33 positions', ...gqa, tokens: at(30, 31, 32) },
  { edge: 'a prompt of 64 tokens, each seeing those before it', ...gqa, tokens: run(64) },
  { edge: 'the last position of a block, and the first of the next', ...gqa, tokens: at(47, 48) },
  { edge: 'a window of 1', ...gqa, window: 1, tokens: at(0, 1, 20) },
  { edge: 'a window longer than the sequence', ...gqa, window: 40, tokens: at(0, 12, 38) },
  { edge: 'a window that the sequence just fills, and leaves', ...gqa, window: 9, tokens: at(7, 8, 9) },
  { edge: 'a window shorter than the sequence', ...gqa, window: 20, tokens: at(35, 46) },
  { edge: 'a window that has just left a block', ...gqa, window: 17, tokens: at(31, 32, 33) },
  { edge: 'a window as long as a block, far on', ...gqa, window: 16, tokens: at(1007, 1008) },
  { edge: 'a window of 4096 at the end of 32,768 positions', ...gqa, window: 4096, tokens: at(32_767) },
  // As far as texel buffers of 65,536 elements go, which is what Vulkan promises.
  { edge: 'no window at a far position', ...gqa, nKvHeads: 1, tokens: at(8_191) },
  {
    edge: 'tokens of several sequences',
    ...gqa,
    window: 12,
    tokens: [2, 0, 1, 1].map((sequence, i) => ({ position: 7 * i, sequence })),
  },
];

export const heads: readonly AttentionCase[] = [
  { edge: 'as many key heads as query heads', ...gqa, nHeads: 3, nKvHeads: 3, tokens: at(20) },
  { edge: 'groups of four', ...gqa, nHeads: 8, nKvHeads: 2, tokens: at(20) },
  { edge: 'groups of three, no power of two', ...gqa, nHeads: 6, nKvHeads: 2, tokens: at(20) },
  { edge: 'one key head for eight', ...gqa, nHeads: 8, nKvHeads: 1, tokens: at(20) },
  { edge: 'one key head for more than a workgroup holds', ...gqa, nHeads: 11, nKvHeads: 1, tokens: at(20, 21) },
  ...[4, 8, 12, 32, 64, 128].map((headDim) => ({ edge: `heads of ${headDim}`, ...gqa, headDim, tokens: at(0, 9, 33) })),
];

export const types: readonly AttentionCase[] = [
  ...[8, 24, 64, 128].map((headDim) => ({ kvType: 'f16' as const, headDim })),
  ...[32, 64, 128, 256].map((headDim) => ({ kvType: 'q8_0' as const, headDim })),
].map((type) => ({
  edge: `keys and values of ${type.headDim} in ${type.kvType}`,
  ...gqa,
  ...type,
  window: 40,
  tokens: [...at(0, 9, 33), { position: 100, sequence: 1 }],
}));

/** Groups of heads large enough that lanes share out a unit of a value, and groups that leave lanes over. */
export const shared: readonly AttentionCase[] = [
  { kvType: 'f16' as const, headDim: 16 },
  { kvType: 'f16' as const, headDim: 24 },
  { kvType: 'q8_0' as const, headDim: 32 },
  { kvType: 'q8_0' as const, headDim: 64 },
].map((type) => ({
  edge: `one key head for eight, heads of ${type.headDim} in ${type.kvType}`,
  nHeads: 8,
  nKvHeads: 1,
  ...type,
  window: 40,
  tokens: [...at(0, 9, 33), { position: 100, sequence: 1 }],
}));
