// The engine and the sampler under a constraint, with a toy one: only ids that divide by three, in rising order.
import { describe, expect, it } from 'vitest';
import { Engine } from './engine.ts';
import type { GeneratedToken, GenerationRequest, SamplingParams } from './generation.ts';
import type { Batch, Model, Scores } from './model.ts';
import { Sampler } from './sampler.ts';
import type { ConstraintLimits, ForcedIds, TokenConstraint } from './token-constraint.ts';

const vocabSize = 40;

class RisingThrees implements TokenConstraint {
  isFree = false;
  wasCut = false;
  nMasks = 0;
  readonly #last: number;
  /** Ids above it fit, but there is no room for them. */
  readonly #most: number;
  #least = 0;

  constructor(last = 39, most = 39) {
    this.#last = last;
    this.#most = most;
  }

  get isComplete(): boolean {
    return this.#least > this.#last;
  }

  allows(id: number): boolean {
    if (this.#fits(id) && id > this.#most) this.wasCut = true;
    return this.#fits(id) && id <= this.#most;
  }

  #fits(id: number): boolean {
    return id < vocabSize && id % 3 === 0 && id >= this.#least;
  }

  allowed(): Uint32Array {
    return this.#mask((id) => this.#fits(id) && id <= this.#most);
  }

  fitting(): Uint32Array {
    return this.#mask((id) => this.#fits(id));
  }

  #mask(holds: (id: number) => boolean): Uint32Array {
    this.nMasks++;
    const bits = Array.from({ length: 64 }, (_, id) => (holds(id) ? 1 << (id & 31) : 0));
    const word = (from: number) => bits.slice(from, from + 32).reduce((all, bit) => all | bit, 0);
    return Uint32Array.of(word(0), word(32));
  }

  withForced(id: number): ForcedIds {
    return { ids: [id] };
  }

  prepare(): void {}

  accept(id: number): void {
    if (!this.allows(id)) throw new Error(`${id} was not allowed`);
    this.#least = id + 1;
  }
}

const logits = Float32Array.from({ length: vocabSize }, (_, id) => Math.sin(id * 1.7));

/** The share of each id in many draws. */
function shares(params: Omit<SamplingParams, 'seed'>, constraint: TokenConstraint, nDraws = 40_000): number[] {
  const sampler = new Sampler({ ...params, seed: 7 }, constraint);
  const counts = new Array<number>(vocabSize).fill(0);
  for (let i = 0; i < nDraws; i++) {
    const id = sampler.sample({ logits }, [], []);
    counts[id] = (counts[id] ?? 0) + 1 / nDraws;
  }
  return counts;
}

describe('a sampler under a constraint', () => {
  it('draws what may come with the probability that it has among what may come', () => {
    const found = shares({ temperature: 0.8 }, new RisingThrees());
    const weights = Array.from(logits, (logit, id) => (id % 3 === 0 ? Math.exp(logit / 0.8) : 0));
    const total = weights.reduce((a, b) => a + b);
    for (const [id, share] of found.entries()) expect(share).toBeCloseTo((weights[id] as number) / total, 1.9);
  });

  it('ranks for top-k and top-p only what may come', () => {
    const threes = [...logits.entries()].filter(([id]) => id % 3 === 0);
    const best = threes.sort(([, a], [, b]) => b - a).map(([id]) => id);
    const drawn = (params: Partial<SamplingParams>) => {
      const found = shares({ temperature: 5, ...params }, new RisingThrees(), 2000);
      return [...found.keys()].filter((id) => found[id]);
    };
    expect(drawn({ topK: 3 })).toEqual(best.slice(0, 3).sort((a, b) => a - b));
    expect(drawn({ topP: 0.001 })).toEqual([best[0]]);
  });

  it('takes the best that may come when greedy, whatever the penalties', () => {
    for (const params of [{}, { repetitionPenalty: 1.3 }, { frequencyPenalty: -2, presencePenalty: 1 }]) {
      const sampler = new Sampler({ temperature: 0, ...params }, new RisingThrees());
      expect(sampler.sample({ logits }, [1, 2], [4, 4]) % 3).toBe(0);
    }
  });

  it('asks for all that may come only when a choice was refused', () => {
    const constraint = new RisingThrees();
    const sampler = new Sampler({ temperature: 0 }, constraint);
    const peaked = new Float32Array(vocabSize);
    peaked[9] = 5;
    expect(sampler.sample({ logits: peaked }, [], [])).toBe(9);
    expect(constraint.nMasks).toBe(0);
    peaked[10] = 6;
    expect(sampler.sample({ logits: peaked }, [], [])).toBe(9);
    expect(constraint.nMasks).toBe(1);
  });

  it('needs all logits, but while everything may come', () => {
    const constraint = new RisingThrees();
    const sampler = new Sampler({ temperature: 0 }, constraint);
    expect(sampler.nBest).toBe(0);
    constraint.isFree = true;
    expect(sampler.nBest).toBe(1);
    expect(sampler.sample({ ids: Uint32Array.of(7), logits: Float32Array.of(1) }, [], [])).toBe(7);
  });
});

class SineModel implements Model {
  readonly vocabSize = vocabSize;
  readonly contextLength = 64;
  readonly maxBatchTokens = 8;
  readonly nBlocks = 16;
  readonly blockSize = 16;
  readonly slidingWindow = undefined;
  async forward(batch: Batch): Promise<Scores[]> {
    for (const n of batch.nBest ?? []) expect(n).toBe(0);
    return batch.outputs.map(() => ({ logits }));
  }
}

describe('an engine with a compiler', () => {
  const request = (more: Partial<GenerationRequest> = {}): GenerationRequest => ({
    promptIds: [1],
    maxTokens: 30,
    stopIds: [],
    sampling: { temperature: 5, seed: 3 },
    constraint: { type: 'json_object' },
    ...more,
  });
  const collect = async (tokens: AsyncIterable<GeneratedToken>) => {
    const all: GeneratedToken[] = [];
    for await (const token of tokens) all.push(token);
    return all;
  };

  it('holds the completion to it, and ends it where nothing may follow', async () => {
    const engine = new Engine(new SineModel(), () => new RisingThrees());
    const tokens = await collect(engine.generate(request()));
    const ids = tokens.map(({ id }) => id);
    expect(ids.every((id, i) => id % 3 === 0 && id > (ids[i - 1] ?? -1))).toBe(true);
    expect(tokens.at(-1)).toEqual({ id: 39, finishReason: 'stop' });
  });

  it.each([
    ['at its length where the model wanted more than there was room for', 9, 'length'],
    ['by itself where it did not', 39, 'stop'],
  ])('says that it ended %s', async (_, most, finishReason) => {
    // The best id is 12; the answer ends with 12 or above, or with 9 where there is no room for more.
    const peaked = new Float32Array(vocabSize);
    peaked[12] = 5;
    peaked[9] = 4;
    const model = Object.assign(new SineModel(), { forward: async () => [{ logits: peaked }] });
    const engine = new Engine(model, () => new RisingThrees(8, most));
    const tokens = await collect(engine.generate(request({ sampling: { temperature: 0 } })));
    expect(tokens.at(-1)).toMatchObject({ id: most === 9 ? 9 : 12, finishReason });
  });

  it('tells the compiler what the completion has room for', () => {
    const seen: ConstraintLimits[] = [];
    const engine = new Engine(new SineModel(), (_, limits) => {
      seen.push(limits);
      return new RisingThrees();
    });
    engine.generate(request({ stopIds: [2] }));
    engine.generate(request({ promptIds: Array(60).fill(1) }));
    expect(seen).toEqual([
      { maxTokens: 30, stopIds: [2] },
      { maxTokens: 4, stopIds: [] },
    ]);
  });

  it('refuses a constraint without a compiler', () => {
    expect(() => new Engine(new SineModel()).generate(request())).toThrow('this engine has no compiler');
  });
});
