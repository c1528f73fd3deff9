// Ids that a constraint forces to follow another one: they go in as a prompt does. The arithmetic model shows that every
// one of them is computed, at its own position; the toy constraint forces three ids behind every even one.
import { describe, expect, it } from 'vitest';
import { ArithmeticModel, expectedIds, vocabSize } from '../../test/engine/arithmetic-model.ts';
import { allot } from './allot.ts';
import { Engine } from './engine.ts';
import type { GeneratedToken, GenerationRequest } from './generation.ts';
import type { Batch } from './model.ts';
import type { ConstraintLimits, ForcedIds, TokenConstraint } from './token-constraint.ts';

const isEven = (id: number) => id % 2 === 0;

function withForced(id: number, nLeft: number): number[] {
  const ids = isEven(id) ? [id, (id + 11) % vocabSize, (id + 12) % vocabSize, (id + 13) % vocabSize] : [id];
  return ids.length <= nLeft ? ids : [id];
}

/** The id that comes next behind an answer so far, as far as the constraint knows. */
type Guess = (answer: readonly number[]) => number | undefined;

class ForcingRuns implements TokenConstraint {
  readonly isFree = false;
  readonly wasCut = false;
  readonly isComplete = false;
  readonly events: string[];
  readonly #guess: Guess;
  readonly #answer: number[] = [];
  #nLeft: number;

  constructor({ maxTokens }: ConstraintLimits, events: string[] = [], guess: Guess = () => undefined) {
    this.#nLeft = maxTokens;
    this.events = events;
    this.#guess = guess;
  }

  allows = () => true;
  allowed = () => new Uint32Array(4).fill(0xffffffff);
  fitting = () => this.allowed();
  prepare = () => void this.events.push('prepared');

  withForced(id: number): ForcedIds {
    const ids = withForced(id, this.#nLeft);
    return { ids, likely: this.#guess([...this.#answer, ...ids]) };
  }

  accept(id: number): void {
    this.#answer.push(id);
    this.#nLeft--;
  }
}

const engineOf = (model: ArithmeticModel) => new Engine(model, (_, limits) => new ForcingRuns(limits));

const request = (promptIds: number[], maxTokens: number, more: Partial<GenerationRequest> = {}): GenerationRequest => ({
  promptIds,
  maxTokens,
  stopIds: [],
  sampling: { temperature: 0 },
  constraint: { type: 'json_object' },
  ...more,
});

/** What a sequence must give, whatever else is running. */
function expected(promptIds: number[], n: number, slidingWindow?: number): { ids: number[]; nChosen: number } {
  const ids: number[] = [];
  let nChosen = 0;
  for (; ids.length < n; nChosen++) {
    const [id] = expectedIds([...promptIds, ...ids], 1, slidingWindow) as [number];
    ids.push(...withForced(id, n - ids.length));
  }
  return { ids, nChosen };
}

async function collect(tokens: AsyncIterable<GeneratedToken>): Promise<GeneratedToken[]> {
  const all: GeneratedToken[] = [];
  for await (const token of tokens) all.push(token);
  return all;
}

const idsOf = (tokens: readonly GeneratedToken[]) => tokens.map(({ id }) => id);

describe('forced ids', () => {
  it('take no step of their own, and count as tokens of the answer', async () => {
    const model = new ArithmeticModel();
    const engine = engineOf(model);
    const tokens = await collect(engine.generate(request([1, 2, 3], 40)));
    const { ids, nChosen } = expected([1, 2, 3], 40);
    expect(idsOf(tokens)).toEqual(ids);
    expect(tokens.map(({ finishReason }) => finishReason)).toEqual([...Array(39).fill(null), 'length']);
    expect(nChosen).toBeLessThan(30);
    expect(model.steps).toHaveLength(nChosen);
    const held = { nChosenTokens: nChosen, nMaskedTokens: 0, nForcedTokens: 40 - nChosen };
    expect(engine.stats()).toMatchObject({ nGeneratedTokens: 40, held });
  });

  it('end with the final id, whatever is forced behind it', async () => {
    const { ids } = expected([1, 2, 3], 40);
    const at = ids.findIndex((id, i) => isEven(id) && i > 0);
    const ended = await collect(
      engineOf(new ArithmeticModel()).generate(request([1, 2, 3], 40, { stopIds: [ids[at + 2] as number] })),
    );
    expect(idsOf(ended)).toEqual(ids.slice(0, at + 3));
    expect(ended.map(({ finishReason }) => finishReason)).toEqual([...Array(at + 2).fill(null), 'stop']);
    // A constraint that has not heard of the limit.
    const unaware = new Engine(new ArithmeticModel(), () => new ForcingRuns({ maxTokens: 100 } as ConstraintLimits));
    const cut = await collect(unaware.generate(request([1, 2, 3], at + 2)));
    expect(idsOf(cut)).toEqual(ids.slice(0, at + 2));
    expect(unaware.stats()).toMatchObject({ nGeneratedTokens: at + 2 });
  });

  it.each([
    ['over many blocks', {}],
    ['with a sliding window', { slidingWindow: 6 }],
    ['in steps that are shorter than they are', { maxBatchTokens: 3 }],
    ['with few blocks, so that sequences are preempted', { nBlocks: 18, maxBatchTokens: 12 }],
  ])('are computed for ten sequences at once, %s', async (_, options) => {
    const model = new ArithmeticModel({ contextLength: 64, ...options });
    const engine = engineOf(model);
    const prompts = Array.from({ length: 10 }, (_, i) => [i + 1, 5, 7 * i]);
    const answers = await Promise.all(prompts.map((prompt) => collect(engine.generate(request(prompt, 45)))));
    const { slidingWindow } = model;
    expect(answers.map(idsOf)).toEqual(prompts.map((prompt) => expected(prompt, 45, slidingWindow).ids));
  });

  it('are the same where log probabilities are asked for, each of which takes a step', async () => {
    const model = new ArithmeticModel();
    const tokens = await collect(engineOf(model).generate(request([1, 2, 3], 30, { logprobs: 1 })));
    expect(idsOf(tokens)).toEqual(expected([1, 2, 3], 30).ids);
    expect(model.steps).toHaveLength(30);
    // The model's own: a forced id is not the likeliest one.
    const isBest = ({ id, topLogprobs }: GeneratedToken) => topLogprobs?.[0]?.id === id;
    expect(tokens.filter(isBest).length).toBeLessThan(30);
    for (const token of tokens) {
      if (!isBest(token)) expect(token.logprob).toBeLessThan(token.topLogprobs?.[0]?.logprob as number);
    }
  });

  it('draw no random numbers: a seed gives one answer, with log probabilities or without', async () => {
    const sampling = { temperature: 2, seed: 5, repetitionPenalty: 1.2, frequencyPenalty: 0.3 };
    const [plain, again, told] = await Promise.all(
      [{}, {}, { logprobs: 0 }].map((more) =>
        collect(engineOf(new ArithmeticModel()).generate(request([4], 40, { sampling, ...more }))),
      ),
    );
    expect(idsOf(again ?? [])).toEqual(idsOf(plain ?? []));
    expect(idsOf(told ?? [])).toEqual(idsOf(plain ?? []));
  });

  it('go into the prefix cache like the ids of a prompt', async () => {
    const model = new ArithmeticModel();
    const engine = engineOf(model);
    const { ids } = expected([1, 2, 3], 30);
    await collect(engine.generate(request([1, 2, 3], 30)));
    const [first] = await collect(engine.generate(request([1, 2, 3, ...ids], 5)));
    expect(first?.nCachedTokens).toBeGreaterThanOrEqual(28);
  });

  it('wait for no prompt, and no prompt waits for them', () => {
    const prompts = [{ nShared: 300 }, { nShared: 300 }];
    const generating = { nShared: 5, isGenerating: true };
    expect([...allot([...prompts, generating], 8, 8).entries()]).toEqual([
      [generating, 1],
      [prompts[0], 7],
    ]);
    const many = { nShared: 300, isGenerating: true };
    expect(allot([many, ...prompts], 61, 100)).toEqual(
      new Map([[many, 21], ...prompts.map((each) => [each, 20] as const)]),
    );
    // A prompt that is read beside them takes no more of a step than beside other completions.
    const prompt = { nShared: 300 };
    const tokens = allot([{ nShared: 2, isGenerating: true }, prompt], 512, 16);
    expect(tokens.get(prompt)).toBeLessThanOrEqual(16);
  });
});

describe('a likely id', () => {
  const conditions: Record<string, ConstructorParameters<typeof ArithmeticModel>[0]> = {
    'over many blocks': {},
    'with a sliding window': { slidingWindow: 6 },
    'in steps with room for few': { maxBatchTokens: 3 },
    'with few blocks, so that sequences are preempted': { nBlocks: 18, maxBatchTokens: 12 },
  };
  const guesses = ['right', 'wrong', 'now right, now wrong'] as const;

  it.each(Object.keys(conditions).flatMap((name) => guesses.map((guess) => [guess, name] as const)))(
    'that is %s changes no answer, %s',
    async (kind, condition) => {
      const model = new ArithmeticModel({ contextLength: 64, ...conditions[condition] });
      const { slidingWindow } = model;
      const prompts = Array.from({ length: 10 }, (_, i) => [i + 1, 5, 7 * i]);
      const engine = new Engine(model, (constraint, limits) => {
        const prompt = prompts[Number((constraint as { kind?: string }).kind)] as number[];
        return new ForcingRuns(limits, [], (answer) => {
          const [next] = expectedIds([...prompt, ...answer], 1, slidingWindow) as [number];
          const isRight = kind === 'right' || (kind !== 'wrong' && answer.length % 3 > 0);
          return isRight ? next : (next + 1) % vocabSize;
        });
      });
      const answers = await Promise.all(
        prompts.map((prompt, i) => {
          const constraint = {
            type: 'packed',
            kind: String(i),
            json: '',
          } as unknown as GenerationRequest['constraint'];
          return collect(engine.generate(request(prompt, 45, { constraint })));
        }),
      );
      expect(answers.map(idsOf)).toEqual(prompts.map((prompt) => expected(prompt, 45, slidingWindow).ids));
      expect(answers.flat().filter(({ finishReason }) => finishReason)).toHaveLength(10);
    },
  );

  it.each([
    ['right', 0],
    ['wrong', 1],
  ])('that is %s takes a step of its own, or not', async (_, off) => {
    const model = new ArithmeticModel();
    const guess: Guess = (answer) => (expectedIds([1, 2, 3, ...answer], 1)[0] as number) + off;
    const engine = new Engine(model, (_, limits) => new ForcingRuns(limits, [], guess));
    const tokens = await collect(engine.generate(request([1, 2, 3], 40)));
    const { ids, nChosen } = expected([1, 2, 3], 40);
    expect(idsOf(tokens)).toEqual(ids);
    if (off === 1) expect(model.steps).toHaveLength(nChosen);
    else expect(model.steps.length).toBeLessThan(0.75 * nChosen);
    // A right one is not computed again, and a wrong one only once.
    const nComputed = model.steps.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
    expect(nComputed).toBeLessThanOrEqual(3 + 40 + off * nChosen);
  });

  it('is not computed behind the end of the context', async () => {
    const model = new ArithmeticModel({ contextLength: 32 });
    const engine = new Engine(model, (_, limits) => new ForcingRuns(limits, [], () => 3));
    const tokens = await collect(engine.generate(request([1, 2, 3], 100)));
    expect(idsOf(tokens)).toEqual(expected([1, 2, 3], 29).ids);
    expect(Math.max(...model.steps.flatMap(({ positions }) => positions))).toBeLessThan(32);
  });
});

it('the next choice is prepared while the device works, and not once the step has ended', async () => {
  class Slow extends ArithmeticModel {
    readonly events: string[] = [];

    override async forward(batch: Batch) {
      this.events.push('begins');
      const scores = await super.forward(batch);
      for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
      this.events.push('ends');
      return scores;
    }
  }
  const model = new Slow();
  const engine = new Engine(model, (_, limits) => new ForcingRuns(limits, model.events));
  await collect(engine.generate(request([1], 8)));
  const nSteps = model.steps.length;
  expect(model.events).toEqual(Array.from({ length: nSteps }, () => ['begins', 'prepared', 'ends']).flat());
});
