import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FinishReason, GeneratedToken, GenerationRequest } from './engine/generation.ts';
import { ServerError } from './errors.ts';
import { type ChatTemplate, plainTemplate, TemplateError } from './text/chat-template.ts';
import { openVocabulary } from './text/open-vocabulary.ts';
import { Tokenizer } from './text/tokenizer.ts';
import { type TextEvent, type TextGenerationInput, TextGenerator } from './text-generation.ts';

const bos = 1;
const eos = 2;

let tokenizer: Tokenizer;
beforeAll(async () => {
  tokenizer = new Tokenizer(
    await openVocabulary(fileURLToPath(new URL('../models/stories260k.gguf', import.meta.url))),
  );
});

/** A generator over an engine that gives these ids, the last with this reason. */
function generatorOf(
  ids: readonly number[] = [],
  reason: FinishReason | null = 'length',
  contextWindow = 512,
  template?: ChatTemplate,
) {
  async function* generate(_request: GenerationRequest, signal?: AbortSignal): AsyncGenerator<GeneratedToken> {
    for (const [i, id] of ids.entries()) {
      if (signal?.aborted) return;
      yield { id, finishReason: i === ids.length - 1 ? reason : null };
    }
  }
  const tokenGenerator = { contextLength: 512, generate };
  const parts = { modelName: 'test', tokenizer, tokenGenerator, contextWindow };
  return new TextGenerator(template ? { ...parts, template } : parts);
}

function input(prompt: TextGenerationInput['prompt'], options: Partial<TextGenerationInput> = {}): TextGenerationInput {
  return { prompt, raw: false, maxTokens: 10, sampling: { temperature: 0 }, ...options };
}

const promptIds = async (prompt: TextGenerationInput['prompt'], raw = false) =>
  (await generatorOf().prepare(input(prompt, { raw }))).request.promptIds;

async function collect(events: AsyncIterable<TextEvent>): Promise<TextEvent[]> {
  const all: TextEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('prepare', () => {
  it('asks a base model with BOS and the text', async () => {
    expect(await promptIds('Once upon a time')).toEqual([bos, ...tokenizer.encode('Once upon a time')]);
    const messages = [
      { role: 'system', content: 'Tim' },
      { role: 'user', content: 'Lily' },
    ];
    expect(await promptIds(messages)).toEqual([bos, ...tokenizer.encode('Tim\nLily')]);
    expect(await promptIds('')).toEqual([bos]);
  });

  it('takes control words for text, except in raw text', async () => {
    expect((await promptIds('<s>Tim</s>')).slice(1)).not.toContain(bos);
    expect(await promptIds('<s>Tim</s>')).not.toContain(eos);
    expect(await promptIds('<s>', true)).toEqual([bos]);
    expect(await promptIds('Tim', true)).toEqual([bos, ...tokenizer.encode('Tim')]);
    expect(await promptIds('<s>Tim</s>Lily', true)).toEqual([
      bos,
      ...tokenizer.encode('Tim'),
      eos,
      ...tokenizer.encode('Lily'),
    ]);
    expect(await promptIds('</s>', true)).toEqual([bos, eos]);
    expect(await promptIds('<S>', true)).toEqual([bos, ...tokenizer.encode('<S>')]);
  });

  it('ends at EOS and at BOS, and hands the sampling on', async () => {
    const sampling = { temperature: 0.5, topK: 3 };
    expect((await generatorOf().prepare(input('Tim', { sampling, maxTokens: 7 }))).request).toMatchObject({
      stopIds: [eos, bos],
      maxTokens: 7,
      sampling,
    });
  });

  it('answers what a template refuses with the reason, except in raw text', async () => {
    const generator = generatorOf([], null, 512, {
      name: 'strict',
      encode() {
        throw new TemplateError('roles must alternate');
      },
    });
    await expect(generator.accept(input('Tim'))).rejects.toThrow(
      new ServerError('badInput', 'Error: roles must alternate'),
    );
    await expect(generator.accept(input('Tim', { raw: true, lora: 'a' }))).rejects.toThrow(new ServerError('noLora'));
    expect((await generator.prepare(input('Tim', { raw: true }))).request.promptIds).toContain(bos);
  });

  it('fills the context window to the last token and not beyond', async () => {
    const prompt = '<s>'.repeat(100);
    const at = (maxTokens: number) => generatorOf().prepare(input(prompt, { raw: true, maxTokens }));
    expect((await at(412)).request.promptIds).toHaveLength(100);
    await expect(at(413)).rejects.toThrow(
      new ServerError(
        'contextExceeded',
        'The estimated number of input and maximum output tokens (513) exceeded this model context window limit (512).',
      ),
    );
  });

  it('never promises more than the engine can hold', async () => {
    expect(generatorOf([], null, 9999).contextWindow).toBe(512);
    expect(generatorOf([], null, 64).contextWindow).toBe(64);
  });
});

describe('generate', () => {
  const run = async (ids: readonly number[], reason: FinishReason, prompt: string, raw = false) => {
    const generator = generatorOf(ids, reason);
    return collect(generator.generate(await generator.prepare(input(prompt, { raw }))));
  };
  const textOf = (events: readonly TextEvent[]) =>
    events.map((event) => (event.type === 'text' ? event.text : '')).join('');

  it('keeps the space that joins prompt and answer, also where raw text is only BOS', async () => {
    const ids = tokenizer.encode('Once upon');
    expect(textOf(await run(ids, 'length', 'Tim'))).toBe(' Once upon');
    expect(textOf(await run(ids, 'length', '<s>', true))).toBe(' Once upon');
  });

  it('takes away the space before an answer of its own', async () => {
    const template: ChatTemplate = {
      name: 'chat',
      encode: () => ({ ids: [bos, eos], continuesText: false }),
    };
    const generator = generatorOf(tokenizer.encode('Once upon'), 'length', 512, template);
    expect(textOf(await collect(generator.generate(await generator.prepare(input('Tim')))))).toBe('Once upon');
  });

  it('gives whole characters only, and what is left of one at the end', async () => {
    const bytes = [...new TextEncoder().encode('😀')].map((byte) => tokenizer.vocabulary.byteIds?.[byte] as number);
    const events = await run(bytes, 'length', 'Tim');
    expect(events.slice(0, -1)).toEqual([{ type: 'text', text: '😀' }]);
    expect(textOf(await run(bytes.slice(0, 2), 'length', 'Tim'))).toBe('\ufffd\ufffd');
  });

  it('ends once, with the reason and the usage; a stop id counts but is no text', async () => {
    const ids = tokenizer.encode('Lily');
    const prompt = tokenizer.encode('Tim').length + 1;
    const events = await run([...ids, eos], 'stop', 'Tim');
    expect(events.filter(({ type }) => type === 'end')).toEqual([
      {
        type: 'end',
        finishReason: 'stop',
        toolCalls: [],
        usage: {
          prompt_tokens: prompt,
          completion_tokens: ids.length + 1,
          total_tokens: prompt + ids.length + 1,
        },
      },
    ]);
    expect(textOf(events)).toBe(' Lily');
  });

  it('throws what the signal says when it was aborted, rather than ending as if all were well', async () => {
    const generator = generatorOf(tokenizer.encode('Lily and Tom'));
    const controller = new AbortController();
    const events = generator.generate(await generator.prepare(input('Tim')), controller.signal);
    await events.next();
    controller.abort(new Error('enough'));
    await expect(collect(events)).rejects.toThrow('enough');
  });

  it('does not take an engine that gives up for one that is done', async () => {
    const generator = generatorOf(tokenizer.encode('Lily'), null);
    await expect(collect(generator.generate(await generator.prepare(input('Tim'))))).rejects.toThrow(
      /stopped without saying/,
    );
  });
});

describe('an answer', async () => {
  const say = (text: string) => generatorOf([...tokenizer.encode(text), eos], 'stop');
  const texts = (events: readonly TextEvent[]) =>
    events.flatMap((one) => (one.type === 'text' ? [one.text] : [])).join('');
  const run = async (generator: TextGenerator, options: Partial<TextGenerationInput>) => {
    const events = await collect(generator.generate(await generator.prepare(input('Lily', options))));
    return { text: texts(events), end: events.at(-1) };
  };

  it('ends before a stop string, and counts the tokens that were generated', async () => {
    const { text, end } = await run(say('She was very happy. The end.'), { stop: ['happy'] });
    expect(text).toBe(' She was very ');
    expect(end).toMatchObject({ type: 'end', finishReason: 'stop' });
  });

  it('that is a call of a tool is no text', async () => {
    const tools = [{ name: 'sum' }];
    const toolUse = { tools, forced: false, parallel: true };
    const called = await run(say('[{"name": "sum", "arguments": {"a": 1}}]'), { toolUse });
    expect(called.text).toBe('');
    expect(called.end).toMatchObject({ finishReason: 'tool_calls', toolCalls: [{ name: 'sum', arguments: { a: 1 } }] });
    const other = await run(say('[{"name": "other"}]'), { toolUse });
    expect(other.text.trim()).toBe('[{"name": "other"}]');
    expect(other.end).toMatchObject({ finishReason: 'stop', toolCalls: [] });
  });

  it('that must be JSON, or a call, is held to it', async () => {
    const prepare = (options: Partial<TextGenerationInput>) =>
      generatorOf().prepare(input('Lily', { maxTokens: 50, ...options }));
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const format = { type: 'json_schema' as const, schema };
    expect((await prepare({ format })).request.constraint).toEqual(format);
    const toolUse = {
      tools: [{ name: 'sum', description: 'Adds.', parameters: schema }],
      forced: true,
      parallel: false,
    };
    const tools = [{ name: 'sum', parameters: schema }];
    expect((await prepare({ toolUse })).request.constraint).toEqual({ type: 'tool_calls', tools, maxCalls: 1 });
    expect((await prepare({ toolUse: { ...toolUse, forced: false } })).request.constraint).toBeUndefined();
    expect((await prepare({ toolUse, format })).request.constraint?.type).toBe('tool_calls');
    expect(await prepare({ toolUse: { ...toolUse, forced: false }, format })).toMatchObject({ toolNames: [] });
  });

  it('says when the engine has accepted it, before its first text', async () => {
    const told: string[] = [];
    async function* generate(_request: GenerationRequest, _signal?: AbortSignal, onAccepted?: () => void) {
      told.push('asked');
      onAccepted?.();
      yield { id: eos, finishReason: 'stop' as const };
    }
    const tokenGenerator = { contextLength: 512, generate };
    const generator = new TextGenerator({ modelName: 'test', tokenizer, tokenGenerator, contextWindow: 512 });
    const accept = () => told.push('accepted');
    for await (const { type } of generator.generate(await generator.prepare(input('Lily')), undefined, accept)) {
      told.push(type);
    }
    expect(told).toEqual(['asked', 'accepted', 'end']);
  });

  it('comes with the probabilities of its tokens, each with the text it belongs to', async () => {
    const ids = tokenizer.encode('a big dog');
    async function* generate(): AsyncGenerator<GeneratedToken> {
      for (const id of ids) yield { id, finishReason: null, logprob: -0.5, topLogprobs: [{ id, logprob: -0.5 }] };
      yield { id: eos, finishReason: 'stop', logprob: -1, topLogprobs: [] };
    }
    const generator = new TextGenerator({
      modelName: 'test',
      tokenizer,
      tokenGenerator: { contextLength: 512, generate },
      contextWindow: 512,
    });
    const events = await collect(generator.generate(await generator.prepare(input('Lily', { logprobs: 1 }))));
    const places = events.flatMap((one) => (one.type === 'text' ? (one.logprobs ?? []) : []));
    expect(places.map(({ text }) => text).join('')).toBe(' a big dog');
    expect(places.every(({ logprob, top }) => logprob === -0.5 && top.length === 1)).toBe(true);
  });
});

describe('thoughts', () => {
  const thinking = { ...plainTemplate, thinks: true };
  const told = async (text: string, options: Partial<TextGenerationInput>, template: ChatTemplate = thinking) => {
    const generator = generatorOf(tokenizer.encode(text), 'stop', 512, template);
    const events = await collect(generator.generate(await generator.prepare(input('Lily', options))));
    const of = (type: string) =>
      events.map((event) => ('text' in event && event.type === type ? event.text : '')).join('');
    return [of('thoughts'), of('text')];
  };

  it('are told apart where that is asked of a model that thinks', async () => {
    expect(await told('<think>Hm.</think>Yes.', { tellsThoughts: true })).toEqual(['Hm.', 'Yes.']);
    expect(await told('<think>Hm.</think>Yes.', {})).toEqual(['', ' <think>Hm.</think>Yes.']);
    expect(await told('<think>Hm.</think>Yes.', { tellsThoughts: true }, plainTemplate)).toEqual([
      '',
      ' <think>Hm.</think>Yes.',
    ]);
  });

  it('may begin in the prompt', async () => {
    const opening: ChatTemplate = {
      ...thinking,
      encode: (...args) => ({ ...plainTemplate.encode(...args), beginsInThoughts: true }),
    };
    expect(await told('Hm.</think>Yes.', { tellsThoughts: true }, opening)).toEqual(['Hm.', 'Yes.']);
    expect(await told('Hm.</think>Yes.', {}, opening)).toEqual(['', ' Hm.</think>Yes.']);
  });

  it('go through a template of variables', async () => {
    const seen: unknown[] = [];
    const template: ChatTemplate = {
      ...plainTemplate,
      encode: (messages, tokenizerOfModel, extras) => {
        seen.push(extras?.variables);
        return plainTemplate.encode(messages, tokenizerOfModel);
      },
    };
    const generator = generatorOf([eos], 'stop', 512, template);
    await generator.prepare(input('Lily', { templateVariables: { enable_thinking: false } }));
    expect(seen).toEqual([{ enable_thinking: false }]);
  });
});
