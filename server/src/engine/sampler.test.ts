import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SamplingParams } from './generation.ts';
import { LogitsError, Sampler } from './sampler.ts';

const none: number[] = [];
const logitsOf = (...probabilities: number[]) => Float32Array.from(probabilities, Math.log);

/** How often each id is drawn. */
function histogram(params: Omit<SamplingParams, 'seed'>, logits: Float32Array, nDraws: number): number[] {
  const sampler = new Sampler({ ...params, seed: 42 });
  const counts = new Array<number>(logits.length).fill(0);
  for (let i = 0; i < nDraws; i++) {
    const id = sampler.sample({ logits }, none, none);
    counts[id] = (counts[id] as number) + 1;
  }
  return counts;
}

describe('greedy', () => {
  const greedy = (logits: number[], params: Partial<SamplingParams> = {}, prompt = none, completion = none) =>
    new Sampler({ temperature: 0, ...params }).sample({ logits: Float32Array.from(logits) }, prompt, completion);

  it('takes the highest logit, the lowest id of equal ones', () => {
    expect(greedy([1, 3, 2])).toBe(1);
    expect(greedy([-3, -1, -1])).toBe(1);
    expect(greedy([0, 0, 0])).toBe(0);
  });

  it('passes over logits that are not finite', () => {
    expect(greedy([Number.NaN, -5, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(1);
  });

  it('divides positive and multiplies negative logits of what was seen, once', () => {
    expect(greedy([4, 3], { repetitionPenalty: 1.3 }, [0])).toBe(0); // 3.08
    expect(greedy([4, 3], { repetitionPenalty: 1.5 }, [0])).toBe(1); // 2.67
    expect(greedy([4, 3], { repetitionPenalty: 1.3 }, [0, 0], [0, 0])).toBe(0);
    expect(greedy([-1, -1.2], { repetitionPenalty: 1.5 }, none, [0])).toBe(1); // -1.5
    expect(greedy([0, -1], { repetitionPenalty: 9 }, [0])).toBe(0);
  });

  it('subtracts the frequency penalty per occurrence in the completion', () => {
    expect(greedy([4, 3], { frequencyPenalty: 0.4 }, none, [0, 0])).toBe(0); // 3.2
    expect(greedy([4, 3], { frequencyPenalty: 0.4 }, none, [0, 1, 0, 0])).toBe(0); // 2.8 against 2.6
    expect(greedy([4, 3], { frequencyPenalty: 0.4 }, none, [0, 0, 0])).toBe(1); // 2.8
    expect(greedy([4, 3], { frequencyPenalty: 9 }, [0, 0])).toBe(0);
  });

  it('subtracts the presence penalty once, in the completion', () => {
    expect(greedy([4, 3], { presencePenalty: 0.9 }, none, [0, 0, 0])).toBe(0);
    expect(greedy([4, 3], { presencePenalty: 1.1 }, none, [0])).toBe(1);
    expect(greedy([4, 3], { presencePenalty: 9 }, [0])).toBe(0);
  });

  it('applies repetition before the other two', () => {
    // 4 / 2 - 2 * 0.25 - 0.25 = 1.25; the other order would give (4 - 0.75) / 2 = 1.625
    const params = { repetitionPenalty: 2, frequencyPenalty: 0.25, presencePenalty: 0.25 };
    expect(greedy([4, 1.3], params, [0], [0, 0])).toBe(1);
    expect(greedy([4, 1.2], params, [0], [0, 0])).toBe(0);
  });

  it('forgets the penalties of the call before', () => {
    const sampler = new Sampler({ temperature: 0, presencePenalty: 2, repetitionPenalty: 1.1 });
    const logits = Float32Array.of(4, 3);
    expect(sampler.sample({ logits }, [0], [0])).toBe(1);
    expect(sampler.sample({ logits }, none, none)).toBe(0);
    expect([...logits]).toEqual([4, 3]);
  });

  it('counts anew in every call', () => {
    const sampler = new Sampler({ temperature: 0, frequencyPenalty: 0.6 });
    for (let i = 0; i < 3; i++) expect(sampler.sample({ logits: Float32Array.of(4, 3) }, none, [0])).toBe(0); // 3.4
  });
});

describe('drawing', () => {
  it('follows the softmax (chi-square over six ids, 60,000 draws)', () => {
    const probabilities = [0.4, 0.25, 0.15, 0.1, 0.07, 0.03];
    const counts = histogram({ temperature: 1 }, logitsOf(...probabilities), 60_000);
    const chiSquare = counts.reduce((sum, count, id) => {
      const expected = 60_000 * (probabilities[id] as number);
      return sum + (count - expected) ** 2 / expected;
    }, 0);
    expect(chiSquare).toBeLessThan(20.52); // 5 degrees of freedom, 1 in 1000
  });

  it('divides by the temperature: squares the odds at one half, roots them at two', () => {
    const share = (temperature: number) =>
      (histogram({ temperature }, logitsOf(0.8, 0.2), 40_000)[0] as number) / 40_000;
    expect(share(0.5)).toBeCloseTo(16 / 17, 2);
    expect(share(2)).toBeCloseTo(2 / 3, 2);
    expect(share(1e-6)).toBe(1);
  });

  it('among the top k keeps their odds, and of equal ones the lowest ids', () => {
    const counts = histogram({ temperature: 1, topK: 2 }, logitsOf(0.2, 0.3, 0.1, 0.2, 0.2), 30_000);
    expect(counts.map((count) => count > 0)).toEqual([true, true, false, false, false]);
    expect((counts[1] as number) / 30_000).toBeCloseTo(0.6, 2);
    expect(histogram({ temperature: 1, topK: 1 }, logitsOf(0.4, 0.6), 50)).toEqual([0, 50]);
    expect(histogram({ temperature: 1, topK: 99 }, logitsOf(0.5, 0.5), 500).every((count) => count > 0)).toBe(true);
  });

  it('keeps the fewest that reach top p', () => {
    const kept = (topP: number, topK?: number) =>
      histogram({ temperature: 1, topP, topK }, logitsOf(0.1, 0.4, 0.2, 0.3), 5000).map((count) => count > 0);
    expect(kept(0.39)).toEqual([false, true, false, false]);
    expect(kept(0.5)).toEqual([false, true, false, true]);
    expect(kept(0.69)).toEqual([false, true, false, true]);
    expect(kept(0.71)).toEqual([false, true, true, true]);
    expect(kept(1)).toEqual([true, true, true, true]);
    expect(kept(1e-9)).toEqual([false, true, false, false]);
    // Top p is of what top k left: 0.4 of 0.7 is above 0.57.
    expect(kept(0.57, 2)).toEqual([false, true, false, false]);
    expect(kept(0.58, 2)).toEqual([false, true, false, true]);
  });

  it('applies penalties first', () => {
    const sampler = new Sampler({ temperature: 1, presencePenalty: 1000, seed: 1 });
    const logits = logitsOf(0.9, 0.1);
    for (let i = 0; i < 100; i++) expect(sampler.sample({ logits }, none, [0])).toBe(1);
  });

  it('never takes a logit that is not finite, and stands large ones', () => {
    const logits = Float32Array.of(Number.NEGATIVE_INFINITY, 3e38, Number.NaN, 3e38, Number.POSITIVE_INFINITY, -3e38);
    const counts = histogram({ temperature: 1, topP: 0.9, topK: 4 }, logits, 200);
    expect(counts.map((count) => count > 0)).toEqual([false, true, false, true, false, false]);
  });
});

describe('the seed', () => {
  const logits = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
  const ids = (seed?: number) => {
    const sampler = new Sampler(seed === undefined ? { temperature: 1 } : { temperature: 1, seed });
    return Array.from({ length: 12 }, () => sampler.sample({ logits }, none, none)).join();
  };

  it('decides the ids', () => expect(ids(7)).toBe(ids(7)));
  it('counts with all its digits', () => {
    const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 9999999998, 9999999999, 9999999999 - 2 ** 32, -1];
    expect(new Set(seeds.map(ids)).size).toBe(seeds.length);
  });
  it('is drawn at random where there is none', () => expect(ids()).not.toBe(ids()));
});

describe('what it refuses', () => {
  it('logits of which none is finite', () => {
    for (const temperature of [0, 1]) {
      const sampler = new Sampler({ temperature });
      expect(() => sampler.sample({ logits: new Float32Array(3).fill(Number.NaN) }, none, none)).toThrow(LogitsError);
      expect(() => sampler.sample({ logits: new Float32Array(3).fill(Number.NEGATIVE_INFINITY) }, none, none)).toThrow(
        "no logit is finite: the model's result is unusable (3 of them, the first is -Infinity)",
      );
      expect(() => sampler.sample({ logits: new Float32Array(0) }, none, none)).toThrow(LogitsError);
      const best = { ids: new Uint32Array(0), logits: new Float32Array(0) };
      expect(() => sampler.sample(best, none, none)).toThrow(LogitsError);
    }
  });

  it.each([
    [{ temperature: -1 }, 'temperature: expected a number of at least 0, found -1'],
    [{ temperature: Number.NaN }, 'temperature'],
    [{ topP: 0 }, 'topP: expected a number above 0 and at most 1, found 0'],
    [{ topP: 1.1 }, 'topP'],
    [{ topK: 0 }, 'topK: expected a whole number of at least 1, found 0'],
    [{ topK: 1.5 }, 'topK'],
    [{ seed: 0.5 }, 'seed: expected a whole number, found 0.5'],
    [{ repetitionPenalty: 0 }, 'repetitionPenalty'],
    [{ frequencyPenalty: Number.NaN }, 'frequencyPenalty'],
    [{ presencePenalty: Infinity }, 'presencePenalty'],
  ])('%j', (params, words) => {
    expect(() => new Sampler({ temperature: 1, ...params })).toThrow(RangeError);
    expect(() => new Sampler({ temperature: 1, ...params })).toThrow(words);
  });
});

describe('any parameters over any logits', () => {
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
  const cases = fc.record({
    logits: fc.array(fc.oneof(fc.integer({ min: -8, max: 8 }), fc.float()), { minLength: 1, maxLength: 50 }),
    temperature: fc.oneof(fc.constant(0), fc.double({ min: 0.01, max: 5, noNaN: true })),
    topK: maybe(fc.integer({ min: 1, max: 60 })),
    topP: maybe(fc.double({ min: 0.001, max: 1, noNaN: true })),
    repetitionPenalty: maybe(fc.double({ min: 0.5, max: 2, noNaN: true })),
    frequencyPenalty: maybe(fc.double({ min: -2, max: 2, noNaN: true })),
    presencePenalty: maybe(fc.double({ min: -2, max: 2, noNaN: true })),
    seed: fc.integer({ min: 1, max: 9999999999 }),
    prompt: fc.array(fc.nat(49), { maxLength: 30 }),
    completion: fc.array(fc.nat(49), { maxLength: 30 }),
  });

  it('give an id that the plain rules, sorted out in full, allow; and leave the logits alone', () => {
    fc.assert(
      fc.property(cases, ({ logits: list, prompt, completion, ...options }) => {
        const params = Object.fromEntries(
          Object.entries(options).filter(([, v]) => v !== undefined),
        ) as unknown as SamplingParams;
        const logits = Float32Array.from(list);
        const before = [...logits];
        const seen = {
          prompt: prompt.filter((id) => id < list.length),
          completion: completion.filter((id) => id < list.length),
        };
        const allowed = allowedIds(logits, seen.prompt, seen.completion, params);
        const sample = () => new Sampler(params).sample({ logits }, seen.prompt, seen.completion);
        if (allowed.length === 0) {
          expect(sample).toThrow(LogitsError);
        } else {
          const id = sample();
          expect(allowed).toContain(id);
          expect(sample()).toBe(id);
        }
        expect([...logits]).toEqual(before);
      }),
      { numRuns: 1000 },
    );
  });

  it('give of the best alone what they give of all, where a few decide', () => {
    let nSparse = 0;
    fc.assert(
      fc.property(cases, ({ logits: list, temperature, topK, topP, seed }) => {
        const params = { temperature, seed, topK, topP };
        const logits = Float32Array.from(list);
        const [all, best] = [new Sampler(params), new Sampler(params)];
        const sorted = allowedIds(logits, [], [], { temperature: 1, topK: best.nBest });
        if (best.nBest === 0 || sorted.length === 0) return;
        nSparse++;
        const scores = { ids: Uint32Array.from(sorted), logits: Float32Array.from(sorted, (id) => list[id] as number) };
        for (let i = 0; i < 5; i++) expect(best.sample(scores, [], [])).toBe(all.sample({ logits }, [], []));
      }),
      { numRuns: 1000 },
    );
    expect(nSparse).toBeGreaterThan(300);
    expect(new Sampler({ temperature: 0, presencePenalty: 1 }).nBest).toBe(0);
    expect(new Sampler({ temperature: 1 }).nBest).toBe(0);
  });

  /** The rules one after another, with sorting; a share within rounding of top p counts as below it. */
  function allowedIds(logits: Float32Array, prompt: number[], completion: number[], params: SamplingParams): number[] {
    const { temperature, topK = logits.length, topP = 1 } = params;
    const { repetitionPenalty = 1, frequencyPenalty = 0, presencePenalty = 0 } = params;
    const scores = Float32Array.from(logits, (logit, id) => {
      const inCompletion = completion.filter((other) => other === id).length;
      let score = logit;
      if (inCompletion > 0 || prompt.includes(id))
        score = score > 0 ? score / repetitionPenalty : score * repetitionPenalty;
      return score - inCompletion * frequencyPenalty - (inCompletion > 0 ? presencePenalty : 0);
    });
    const sorted = [...scores.keys()]
      .filter((id) => Number.isFinite(scores[id]))
      .sort((a, b) => (scores[b] as number) - (scores[a] as number) || a - b);
    if (temperature === 0) return sorted.slice(0, 1);
    const kept = sorted.slice(0, topK);
    const weights = kept.map((id) =>
      Math.exp(((scores[id] as number) - (scores[kept[0] as number] as number)) / temperature),
    );
    const total = weights.reduce((a, b) => a + b, 0);
    let before = 0;
    return kept.filter((_, i) => {
      const share = before / total;
      before += weights[i] as number;
      return i === 0 || share < topP + 1e-9;
    });
  }
});
