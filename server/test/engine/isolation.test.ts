// No sequence changes another's result: random mixes of requests over a model of arithmetic, whose completions are known,
// with caches that are too small, slow readers, and aborts at any time.
import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/engine.ts';
import type { Batch, Scores } from '../../src/engine/model.ts';
import { mulberry32 } from '../checkpoint/mulberry32.ts';
import { ArithmeticModel, expectedIds, vocabSize } from './arithmetic-model.ts';

const nMixes = 2000;

interface Mix {
  readonly model: CountingModel;
  readonly engine: Engine;
  readonly below: (n: number) => number;
  /** Beginnings that prompts share; two of them end alike. */
  readonly beginnings: readonly (readonly number[])[];
  /** Prompts so far: some come again. */
  readonly prompts: number[][];
}

/** Knows which sequences live, and that no step has more. */
class CountingModel extends ArithmeticModel {
  nAlive = 0;

  override forward(batch: Batch): Promise<Scores[]> {
    if (batch.blockTables.length > this.nAlive) {
      throw new Error(`a step of ${batch.blockTables.length} sequences, of which ${this.nAlive} live`);
    }
    return super.forward(batch);
  }
}

function mixOf(seed: number): Mix {
  const random = mulberry32(seed);
  const below = (n: number) => Math.floor(random() * n);
  const blockSize = [1, 2, 4, 8][below(4)] as number;
  const maxBatchTokens = 1 + below(12);
  const contextLength = 40 + below(60);
  const slidingWindow = below(3) === 0 ? 1 + below(30) : undefined;
  const span = Math.min(contextLength, (slidingWindow ?? contextLength) + maxBatchTokens + blockSize - 2);
  const nBlocks = Math.ceil(span / blockSize) + below(12);
  const model = new CountingModel({
    blockSize,
    maxBatchTokens,
    contextLength,
    nBlocks,
    ...(slidingWindow !== undefined && { slidingWindow }),
  });
  const end = Array.from({ length: 16 }, () => below(vocabSize));
  const ids = (n: number) => Array.from({ length: n }, () => below(vocabSize));
  return {
    model,
    engine: new Engine(model),
    below,
    beginnings: [[], [...ids(8), ...end], [...ids(8), ...end]],
    prompts: [],
  };
}

/** One request, from its prompt to what came of it. */
async function ask({ model, engine, below, beginnings, prompts }: Mix): Promise<void> {
  const { contextLength, slidingWindow } = model;
  const fresh = [...(beginnings[below(3)] ?? []), ...Array.from({ length: 1 + below(12) }, () => below(vocabSize))];
  const prompt = (below(4) === 0 && prompts[below(prompts.length)]) || fresh;
  prompts.push(prompt);
  const maxTokens = 1 + below(40);
  const expected = expectedIds(prompt, Math.min(maxTokens, contextLength - prompt.length), slidingWindow);
  const abort = new AbortController();
  const abortsAt = below(3) === 0 ? below(12) : Number.POSITIVE_INFINITY; // ids that were read by then
  const leavesAt = below(6) === 0 ? 1 + below(12) : Number.POSITIVE_INFINITY;
  const pauses = below(4) === 0;
  let isAlive = true;
  const dies = () => {
    if (isAlive) model.nAlive--;
    isAlive = false;
  };
  abort.signal.addEventListener('abort', dies);
  // Sampling has one choice in this model: how it is asked for must make no difference.
  const sampling = [{ temperature: 0 }, { temperature: 0.01, topK: 1 }, { temperature: 0, repetitionPenalty: 1 }];
  const request = {
    promptIds: prompt,
    maxTokens,
    stopIds: [],
    sampling: sampling[below(3)] ?? { temperature: 0 },
    owner: String(below(3)),
  };
  if (abortsAt === 0) setTimeout(() => abort.abort(), below(3));
  model.nAlive++;
  const ids: number[] = [];
  for await (const { id, finishReason } of engine.generate(request, abort.signal)) {
    ids.push(id);
    if (finishReason) dies();
    if (pauses && below(3) === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    if (ids.length === abortsAt) abort.abort();
    if (ids.length === leavesAt) {
      dies();
      break;
    }
  }
  const isWhole = !abort.signal.aborted && ids.length < leavesAt;
  expect(ids).toEqual(isWhole ? expected : expected.slice(0, ids.length));
}

describe('random mixes of requests', () => {
  it(`give each what it gets alone, compute for nobody who has left, and leave all blocks free: ${nMixes} of them`, async () => {
    let [nPreemptions, nCachedTokens] = [0, 0];
    for (let seed = 0; seed < nMixes; seed++) {
      const mix = mixOf(seed);
      const all: Promise<void>[] = [];
      for (let i = 1 + mix.below(12); i > 0; i--) {
        all.push(ask(mix));
        if (mix.below(2) === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await Promise.all(all).catch((error: unknown) => {
        throw new Error(`mix ${seed}`, { cause: error });
      });
      await new Promise((resolve) => setImmediate(resolve));
      const { kvBlocks, nRunning, nWaiting, ...stats } = mix.engine.stats();
      expect([seed, nRunning, nWaiting, kvBlocks?.nFree]).toEqual([seed, 0, 0, mix.model.nBlocks]);
      nPreemptions += stats.nPreemptions ?? 0;
      nCachedTokens += stats.prefix?.nCachedTokens ?? 0;
    }
    // That caches were too small, and beginnings shared, is what this is about.
    expect(nPreemptions).toBeGreaterThan(nMixes / 10);
    expect(nCachedTokens).toBeGreaterThan(nMixes);
  }, 120_000);
});
