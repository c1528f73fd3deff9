// A model some of whose ids have no piece in the vocabulary. They must never be chosen, and cannot be printed: their logits
// are minus infinity, in whole rows and among the best that a device selects.
import type { Batch, Model, Scores } from '../engine/model.ts';

/** Wraps a model so that its results never have a finite logit for one of the ids. */
export function withoutIds(model: Model, absent: readonly number[]): Model {
  if (absent.length === 0) return model;
  const isAbsent = new Set(absent);
  return {
    vocabSize: model.vocabSize,
    contextLength: model.contextLength,
    maxBatchTokens: model.maxBatchTokens,
    nBlocks: model.nBlocks,
    blockSize: model.blockSize,
    slidingWindow: model.slidingWindow,
    memory: model.memory,
    async forward(batch: Batch): Promise<readonly Scores[]> {
      // Asks for more of the best, since some may be absent; a model that cannot select that many gives the whole row.
      const nBest = (batch.nBest ?? []).map((n) => (n === 0 ? 0 : n + absent.length));
      const scores = await model.forward(batch.nBest ? { ...batch, nBest } : batch);
      return scores.map((row, i) => (row.ids ? bestOf(row, isAbsent, batch.nBest?.[i] ?? 0) : masked(row, absent)));
    },
  };
}

function bestOf({ ids = new Uint32Array(), logits }: Scores, absent: ReadonlySet<number>, n: number): Scores {
  const kept = Array.from(ids, (id, i) => ({ id, logit: logits[i] as number }))
    .filter(({ id }) => !absent.has(id))
    .slice(0, n);
  return { ids: Uint32Array.from(kept, ({ id }) => id), logits: Float32Array.from(kept, ({ logit }) => logit) };
}

function masked(row: Scores, absent: readonly number[]): Scores {
  for (const id of absent) row.logits[id] = Number.NEGATIVE_INFINITY;
  return row;
}
