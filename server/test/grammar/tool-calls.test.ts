// Tool calls of a model that writes nonsense: Mistral's v3 vocabulary with its control pieces for calls, the engine,
// and random logits. Every call fits its tool.
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { compilerOf } from '../../src/constraints/grammar-compiler.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Batch, Model, Scores } from '../../src/engine/model.ts';
import type { ChatTemplate } from '../../src/text/chat-template.ts';
import { plainTemplate } from '../../src/text/chat-template.ts';
import { openVocabulary } from '../../src/text/open-vocabulary.ts';
import { mistralTemplate } from '../../src/text/templates/mistral.ts';
import { Tokenizer } from '../../src/text/tokenizer.ts';
import { type TextEvent, type TextGenerationInput, TextGenerator } from '../../src/text-generation.ts';
import { mulberry32 } from '../checkpoint/mulberry32.ts';

const vocabulary = await openVocabulary(
  fileURLToPath(new URL('../goldens/mistral-v3.tokenizer.model', import.meta.url)),
);
const tokenizer = new Tokenizer(vocabulary);
const template = mistralTemplate(vocabulary);
const toolCallsId = template.toolCallsId as number;
const compile = compilerOf(tokenizer);

/** Random logits, but for one id that is as likely as all others together. */
class NoiseModel implements Model {
  readonly vocabSize = vocabulary.size;
  readonly contextLength = 512;
  readonly maxBatchTokens = 64;
  readonly nBlocks = 64;
  readonly blockSize = 16;
  readonly slidingWindow = undefined;
  readonly #random: () => number;

  constructor(
    seed: number,
    readonly likely: number,
  ) {
    this.#random = mulberry32(seed);
  }

  async forward(batch: Batch): Promise<Scores[]> {
    return batch.outputs.map(() => {
      const logits = Float32Array.from({ length: this.vocabSize }, () => 4 * this.#random());
      logits[this.likely] = 14;
      return { logits };
    });
  }
}

const weather = {
  type: 'object',
  properties: { city: { type: 'string', maxLength: 20 }, days: { type: 'integer', minimum: 1, maximum: 7 } },
  required: ['city', 'days'],
  additionalProperties: false,
};
const pick = { type: 'object', properties: { colour: { enum: ['red', 'green'] } }, required: ['colour'] };
const tools = [
  { name: 'weather', description: 'Tells the weather.', parameters: weather },
  { name: 'pick_colour', parameters: pick },
];
const ajv = new Ajv2020({ strict: false });
const checks = { weather: ajv.compile(weather), pick_colour: ajv.compile(pick) };

async function answer(seed: number, input: Partial<TextGenerationInput>, way: ChatTemplate = template) {
  const engine = new Engine(new NoiseModel(seed, toolCallsId), compile);
  const parts = { modelName: 'noise', tokenizer, tokenGenerator: engine, contextWindow: 512, template: way };
  const generator = new TextGenerator(parts);
  const defaults = { prompt: 'Well?', raw: false, maxTokens: 120, sampling: { temperature: 1.5, seed } };
  const events: TextEvent[] = [];
  for await (const event of generator.generate(await generator.prepare({ ...defaults, ...input }))) events.push(event);
  const end = events.at(-1);
  if (end?.type !== 'end') throw new Error('no end');
  const pieces = events.filter((event) => event.type === 'toolCallDelta');
  return { text: events.map((event) => (event.type === 'text' ? event.text : '')).join(''), pieces, end };
}

type Given = Awaited<ReturnType<typeof answer>>;

function expectFit({ end }: Given, finishReason = 'tool_calls'): void {
  expect(end.finishReason).toBe(finishReason);
  expect(end.toolCalls.length).toBeGreaterThan(0);
  for (const { name, arguments: args } of end.toolCalls) {
    const check = checks[name as keyof typeof checks];
    expect(check(args), JSON.stringify(args)).toBe(true);
  }
}

describe('calls of tools', () => {
  it.each([
    ['by a control piece', template],
    ['as text', plainTemplate],
  ])('that must be made are made and fit, %s', async (_, way) => {
    for (let seed = 1; seed <= 10; seed++) {
      const toolUse = { tools, forced: true, parallel: seed % 2 === 0 };
      const given = await answer(seed, { toolUse }, way);
      expectFit(given);
      expect(given.text).toBe('');
      if (seed % 2 === 1) expect(given.end.toolCalls).toHaveLength(1);
    }
  });

  it.each<[string, ChatTemplate]>([
    ['between tags', { ...plainTemplate, dialect: 'tagged' }],
    ['behind a tag that is one token', { ...plainTemplate, dialect: 'tagged', toolCallsId }],
    ['with "parameters"', { ...plainTemplate, dialect: 'parameters' }],
    ['behind their names', { ...plainTemplate, dialect: 'named', toolCallsId }],
    ['as JSON where its own form is XML', { ...plainTemplate, dialect: 'functions' }],
    ['as JSON where its own form has tokens', { ...plainTemplate, dialect: 'deepseek' }],
  ])('that must be made are written as the model was trained to, %s', async (_, way) => {
    for (let seed = 1; seed <= 3; seed++) {
      const given = await answer(seed, { toolUse: { tools, forced: true, parallel: false } }, way);
      expectFit(given);
      expect(given.text).toBe('');
      const { toolCalls } = given.end;
      expect(given.pieces.map(({ name }) => name).filter((name) => name !== undefined)).toEqual(
        way.dialect === 'named' ? [] : toolCalls.map(({ name }) => name),
      );
    }
  });

  it('may be several between tags, each of which fits', async () => {
    const toolUse = { tools: tools.slice(1), forced: true, parallel: true };
    const given = await answer(2, { toolUse }, { ...plainTemplate, dialect: 'tagged' });
    expectFit(given, given.end.finishReason);
    expect(given.end.toolCalls.length).toBeGreaterThan(1);
    expect(given.text).toBe('');
  });

  it('of one named tool are calls of it, even with hardly any room', async () => {
    const toolUse = { tools: tools.slice(1), forced: true, parallel: true };
    for (const maxTokens of [20, 22]) {
      const given = await answer(3, { toolUse, maxTokens });
      expectFit(given, 'length');
      expect(given.end.toolCalls[0]?.name).toBe('pick_colour');
    }
    await expect(answer(3, { toolUse, maxTokens: 5 })).rejects.toThrow('the shortest answer takes');
  });

  it('that the model begins on its own fit too', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      expectFit(await answer(seed, { toolUse: { tools, forced: false, parallel: false } }));
    }
  });

  it('are not begun where no call has room', async () => {
    const { end, text } = await answer(1, { toolUse: { tools, forced: false, parallel: true }, maxTokens: 8 });
    expect(end.toolCalls).toEqual([]);
    expect(text).not.toBe('');
  });

  it('have any object as arguments where their tool asks what cannot be held, unless they must be made', async () => {
    const strange = [{ name: 'strange', parameters: { type: 'object', properties: { a: { disallow: 'string' } } } }];
    const { end } = await answer(2, { toolUse: { tools: strange, forced: false, parallel: false } });
    expect(end.toolCalls).toEqual([{ name: 'strange', arguments: expect.any(Object) }]);
    const forced = answer(2, { toolUse: { tools: strange, forced: true, parallel: false } });
    await expect(forced).rejects.toThrow(
      "the parameters of tool 'strange': 'disallow' at '#/properties/a' cannot be held",
    );
  });
});
