// Shapes that do not fit are refused when the work is recorded: a kernel checks nothing, and would read or write what
// is not its own.
import { describe, expect, it } from 'vitest';
import { describeFlavours } from '../../test/kernels/kernel-sets.ts';
import { attention } from './attention.ts';
import { randomRows } from './checks/checkpoint-rows.ts';
import { RandomData } from './checks/random-data.ts';
import { embed } from './embed.ts';
import { projectAdd } from './project-add.ts';
import { projectLogits } from './project-logits.ts';
import { projectQkv } from './project-qkv.ts';
import { projectSwiglu } from './project-swiglu.ts';
import { rmsNorm } from './rms-norm.ts';
import { select } from './select.ts';

describe('a shape that does not fit', () => {
  describeFlavours((harness) => {
    const { kernels } = harness;
    const matrix = (nRows: number, nCols: number) => harness.matrix(randomRows(new RandomData(1), 'F32', nRows, nCols));
    const rows = (nRows: number, dim: number) => harness.activations('rows', new Float32Array(nRows * dim), dim);
    const bytes = (nBytes: number) => harness.buffer(new Uint8Array(nBytes));
    const cache = (nKvHeads = 1) => {
      const [keys, values] = [bytes(nKvHeads * 16 * 32 * 4), bytes(nKvHeads * 16 * 32 * 4)];
      return { type: 'f32' as const, keys, values, nBlocks: 1, nKvHeads, headDim: 32 };
    };
    const blockTables = (length = 4) => ({ range: bytes(16), nSequences: 1, length });
    const refused = async (fact: string, record: Parameters<typeof harness.run>[0]) => {
      await expect(harness.run(record)).rejects.toThrow(`: ${fact} does not hold`);
    };

    it('is refused by embed: more tokens than rows', async () => {
      const [table, x, tokens] = [matrix(8, 32), rows(2, 32), bytes(48)];
      await refused('nTokens rows of x', (r) => embed(r, kernels, { table, x, tokens, nTokens: 3 }));
    });

    it('is refused by rms-norm: a gain that is too short', async () => {
      const [x, y, gain, outputs] = [rows(2, 32), rows(2, 32), bytes(64), bytes(16)];
      const a = { x, y, gain, outputs, eps: 1e-5, gathers: false, rows: 2 };
      await refused('gain of dim', (r) => rmsNorm(r, kernels, a));
    });

    it('is refused by project-add: inputs without room for a whole tile of tokens', async () => {
      const [weights, inputs, residual] = [matrix(32, 32), rows(5, 32), rows(5, 32)];
      await refused('rows of inputs', (r) => projectAdd(r, kernels, { weights, inputs, residual, nTokens: 5 }));
    });

    it('is refused by project-add: a matrix that says it is larger than its buffer', async () => {
      const [weights, inputs, residual] = [{ ...matrix(24, 32), nRows: 32 }, rows(4, 32), rows(4, 32)];
      const fact = 'buffers as large as their shapes';
      await refused(fact, (r) => projectAdd(r, kernels, { weights, inputs, residual, nTokens: 1 }));
    });

    it('is refused by project-swiglu: a gate without its up', async () => {
      const [weights, inputs, hidden] = [matrix(32, 32), rows(4, 32), rows(4, 32)];
      const fact = 'weights hold gate and up';
      await refused(fact, (r) => projectSwiglu(r, kernels, { weights, inputs, hidden, nTokens: 1 }));
    });

    it('is refused by project-logits: a buffer without room for all logits', async () => {
      const [weights, inputs, logits] = [matrix(40, 32), rows(4, 32), bytes(40 * 4)];
      const a = { weights, inputs, logits, vocabSize: 40, tile: { rows: 8, tokens: 4 }, grid: [1, 5, 1] as const };
      await refused('room for the logits of every input', (r) => projectLogits(r, kernels, a));
    });

    it('is refused by select: no room for the best of every row', async () => {
      const [logits, nBest, rows, best] = [bytes(2 * 40 * 4), bytes(16), bytes(2 * 40 * 4), bytes(512)];
      const a = { logits, nBest, rows, best, vocabSize: 40, nRows: 2, grid: [2, 1, 1] as const };
      await refused('room for the best of every row', (r) => select(r, kernels, a));
    });

    it('is refused by project-qkv: a matrix for other heads', async () => {
      const [weights, inputs, queries] = [matrix(64, 32), rows(4, 32), rows(4, 64)];
      const step = { cache: cache(), tokens: bytes(64), rotations: bytes(512), nTokens: 4 };
      await refused('weights hold q, k and v', (r) =>
        projectQkv(r, kernels, { weights: [weights], inputs, queries, ...step }),
      );
    });

    it('is refused by project-qkv: fewer rotations than tokens', async () => {
      const [weights, inputs, queries] = [matrix(96, 32), rows(4, 32), rows(4, 32)];
      const step = { cache: cache(), tokens: bytes(64), rotations: bytes(384), nTokens: 4 };
      await refused('nTokens rotations', (r) =>
        projectQkv(r, kernels, { weights: [weights], inputs, queries, ...step }),
      );
    });

    it('is refused by project-qkv: heads that do not come in blocks of the cache', async () => {
      const [weights, inputs, queries] = [matrix(96, 32), rows(4, 32), rows(4, 32)];
      const odd = { ...cache(), type: 'q8_0' as const, headDim: 16 };
      const step = { cache: odd, tokens: bytes(64), rotations: bytes(512), nTokens: 4 };
      await refused('buffers as large as their shapes', (r) =>
        projectQkv(r, kernels, { weights: [weights], inputs, queries, ...step }),
      );
    });

    it('is refused by project-qkv: a q8_0 cache without room for rows that wait', async () => {
      const [weights, inputs, queries] = [matrix(96, 32), rows(4, 32), rows(4, 32)];
      const staged = { keys: bytes(384), values: bytes(512) };
      const step = { cache: { ...cache(), type: 'q8_0' as const, staged }, tokens: bytes(64), rotations: bytes(512) };
      await refused('a q8_0 cache has room for staged rows', (r) =>
        projectQkv(r, kernels, { weights: [weights], inputs, queries, ...step, nTokens: 4 }),
      );
    });

    it('is refused by attention: block tables longer than their buffer', async () => {
      const [queries, attended] = [rows(1, 32), rows(1, 32)];
      const a = {
        queries,
        attended,
        cache: cache(),
        tokens: bytes(16),
        scratch: bytes(16),
        nHeads: 1,
        window: 9,
        nTokens: 1,
        blockTables: blockTables(8),
      };
      await refused('block tables of whole units', (r) => attention(r, kernels, a));
    });

    it('is refused by attention: heads that cannot be shared out', async () => {
      const [queries, attended] = [rows(1, 96), rows(1, 96)];
      const a = {
        queries,
        attended,
        cache: cache(2),
        tokens: bytes(16),
        scratch: bytes(16),
        nHeads: 3,
        window: undefined,
        nTokens: 1,
        blockTables: blockTables(),
      };
      await refused('nHeads a multiple of nKvHeads', (r) => attention(r, kernels, a));
    });

    it('is refused by attention: a cache that says it is larger than its buffers', async () => {
      const [queries, attended] = [rows(1, 32), rows(1, 32)];
      const large = { ...cache(), nBlocks: 2 };
      const a = {
        queries,
        attended,
        cache: large,
        tokens: bytes(16),
        scratch: bytes(16),
        nHeads: 1,
        window: undefined,
        nTokens: 1,
        blockTables: blockTables(),
      };
      await refused('buffers as large as their shapes', (r) => attention(r, kernels, a));
    });
  });
});
