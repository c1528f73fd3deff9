// Every engine's ways: found by asking, told in its words, and its answers read.
import { describe, expect, it } from 'vitest';
import type { TextGenerationInput } from '../../src/text-model.ts';
import { dialectNames } from '../../src/upstream/options.ts';
import { optionsOf, startModel, textOf } from './asking.ts';
import { data, json, startFakeEngine, stream } from './fake-engine.ts';
import { hello, pages, parts } from './replays.ts';

/** Asks the engine of that name, and gives what it was sent. */
async function sent(name: string, more: Partial<TextGenerationInput>) {
  const engine = await startFakeEngine(stream(...(hello[name] ?? [])), pages[name] ?? {});
  const { ask } = await startModel(optionsOf(engine));
  await ask(more);
  return engine.asked[0];
}

const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };
const tool = { name: 'sum', description: 'adds', parameters: schema };

describe.each(dialectNames)('%s', (name) => {
  it('is recognised, and its answer read: whole text, one usage, one end', async () => {
    const engine = await startFakeEngine(stream(...(hello[name] ?? [])), pages[name] ?? {});
    const { model, ask } = await startModel(optionsOf(engine));
    expect(model.reports()).toMatchObject([{ engine: name, isInService: true }]);
    const events = await ask();
    expect(textOf(events)).toBe('Hello, world');
    expect(events.filter(({ type }) => type === 'end')).toEqual([
      {
        type: 'end',
        finishReason: 'stop',
        usage: { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 },
        toolCalls: [],
      },
    ]);
  });

  it('uses a connection again', async () => {
    const engine = await startFakeEngine(stream(...(hello[name] ?? [])), pages[name] ?? {});
    const { ask } = await startModel(optionsOf(engine));
    for (let i = 0; i < 5; i++) await ask();
    // The second one is opened where the first is not yet free of what was asked at the start.
    expect(engine.nConnections).toBeLessThanOrEqual(2);
  });

  it('is always asked for a stream, for tokens, and with every sampler set', async () => {
    const { body, path } = (await sent(name, { maxTokens: 7 })) as { body: Record<string, unknown>; path: string };
    expect(body.stream).toBe(true);
    const options = (name === 'ollama' ? body.options : body) as Record<string, unknown>;
    expect(options.temperature).toBe(0.6);
    expect(options.top_p).toBe(1);
    expect(options.frequency_penalty).toBe(0);
    expect(options.presence_penalty).toBe(0);
    if (name === 'ollama') {
      expect(path).toBe('/api/chat');
      expect(body).toMatchObject({ truncate: false, shift: false, options: { num_predict: 7, top_k: 0, min_p: 0 } });
    } else {
      expect(path).toBe('/v1/chat/completions');
      expect(body).toMatchObject({ max_tokens: 7, stream_options: { include_usage: true }, n: 1 });
    }
    const off = { vllm: 0, sglang: -1, 'llama-server': 0, ollama: 0, tramontane: undefined, openai: undefined }[name];
    expect(options.top_k).toBe(off);
  });
});

describe('what an engine is told', () => {
  it('is the request, in its own words', async () => {
    const sampling = { temperature: 0, topP: 0.5, topK: 3, seed: 2 ** 33, repetitionPenalty: 1.5, presencePenalty: 1 };
    const asked = { sampling, stop: ['.'] };
    expect((await sent('vllm', asked))?.body).toMatchObject({
      top_p: 0.5,
      top_k: 3,
      min_p: 0,
      seed: 2 ** 33,
      repetition_penalty: 1.5,
      presence_penalty: 1,
      stop: ['.'],
    });
    const llama = (await sent('llama-server', asked))?.body;
    expect(llama).toMatchObject({ repeat_penalty: 1.5, repeat_last_n: 131_072, typical_p: 1, dry_multiplier: 0 });
    expect(llama.seed).toBe(2 ** 33 % (2 ** 32 - 1));
    expect(llama.repetition_penalty).toBeUndefined();
  });

  it('never drops a field: what an engine does not have is refused by name', async () => {
    const refused = async (name: string, more: Partial<TextGenerationInput>) => sent(name, more).catch((e) => e);
    const sampling = (more: object) => ({ sampling: { temperature: 0.6, ...more } });
    const cases: [string, Partial<TextGenerationInput>, string][] = [
      ['openai', sampling({ topK: 3 }), 'top_k'],
      ['openai', sampling({ repetitionPenalty: 1.1 }), 'repetition_penalty'],
      ['ollama', { logprobs: 1 }, 'logprobs'],
      ['ollama', { prompt: { ids: [1] }, raw: true }, 'prompt'],
      ['ollama', { toolUse: { tools: [tool], forced: true, parallel: true } }, 'tool_choice'],
      ['ollama', { toolUse: { tools: [tool], forced: false, parallel: false } }, 'parallel_tool_calls'],
      [
        'ollama',
        { toolUse: { tools: [tool], forced: false, parallel: true }, format: { type: 'json_object' } },
        'response_format',
      ],
    ];
    for (const [name, more, param] of cases) {
      const error = await refused(name, more);
      expect(error, `${name} ${param}`).toMatchObject({ kind: 'badInput', param });
      expect(error.message).toContain(`no '/${param}'`);
    }
    expect(await refused('ollama', { lora: 'a' })).toMatchObject({ kind: 'noLora' });
    expect(await refused('openai', { lora: 'a' })).toMatchObject({ kind: 'noLora' });
  });

  it('is raw text without a beginning that the engine adds itself, or token ids', async () => {
    const raw = await sent('vllm', { prompt: '<s>[INST] a [/INST]', raw: true, logprobs: 2 });
    expect(raw).toMatchObject({ path: '/v1/completions', body: { prompt: '[INST] a [/INST]', logprobs: 2 } });
    expect((await sent('llama-server', { prompt: { ids: [1, 2] }, raw: true }))?.body.prompt).toEqual([1, 2]);
    const messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
    ];
    expect((await sent('sglang', { prompt: messages, raw: true }))?.body.prompt).toBe('a\nb');
    const ollama = await sent('ollama', { prompt: 'a', raw: true });
    expect(ollama).toMatchObject({ path: '/api/generate', body: { prompt: 'a', raw: true } });
  });

  it('is a schema in the wrapping of each', async () => {
    const format = { type: 'json_schema', schema } as const;
    expect((await sent('vllm', { format, stop: ['}'] }))?.body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema, strict: true, name: expect.any(String) } },
    });
    expect((await sent('vllm', { format, stop: ['}'] }))?.body.stop).toBeUndefined();
    expect((await sent('ollama', { format }))?.body.format).toEqual(schema);
    expect((await sent('ollama', { format: { type: 'json_object' } }))?.body.format).toBe('json');
    expect((await sent('vllm', { format: { type: 'json_object' } }))?.body.response_format).toEqual({
      type: 'json_object',
    });
    const llama = (await sent('llama-server', { format: { type: 'json_object' } }))?.body.response_format;
    expect(llama).toMatchObject({ type: 'json_schema', json_schema: { schema: { type: 'object' } } });
  });

  it('is tools, and which of them', async () => {
    const use = { tools: [tool], forced: false, parallel: true };
    const wired = { type: 'function', function: tool };
    expect((await sent('vllm', { toolUse: use }))?.body).toMatchObject({ tools: [wired], tool_choice: 'auto' });
    const forced = { ...use, forced: true, parallel: false };
    expect((await sent('vllm', { toolUse: forced }))?.body).toMatchObject({
      tool_choice: { type: 'function', function: { name: 'sum' } },
      parallel_tool_calls: false,
    });
    const two = { ...use, forced: true, tools: [tool, { name: 'b' }] };
    expect((await sent('sglang', { toolUse: two }))?.body.tool_choice).toBe('required');
    // llama-server reads words only, and its templates may know no tools: it is held by a schema.
    const asJson = (await sent('llama-server', { toolUse: forced }))?.body;
    expect(asJson).toMatchObject({ tools: [wired], tool_choice: 'auto', response_format: { type: 'json_schema' } });
    expect(asJson.response_format.json_schema.schema.properties).toMatchObject({ name: { enum: ['sum'] } });
    const referring = { name: 'c', parameters: { properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: {} } } };
    const required = (await sent('llama-server', { toolUse: { ...forced, tools: [referring] } }))?.body;
    expect(required).toMatchObject({ tool_choice: 'required' });
    expect(required.response_format).toBe(undefined);
    // vLLM leaves arguments free unless a tool is strict; OpenAI's own server refuses most schemas of strict tools.
    const strictOf = async (name: Parameters<typeof sent>[0], toolUse: typeof use) =>
      (await sent(name, { toolUse }))?.body.tools[0].function.strict;
    expect(await strictOf('vllm', forced)).toBe(true);
    expect(await strictOf('vllm', use)).toBe(undefined);
    expect(await strictOf('openai', forced)).toBe(undefined);
    expect((await sent('vllm', { toolUse: use, format: { type: 'json_object' } }))?.body.tool_choice).toBe('none');
    expect((await sent('ollama', { toolUse: use }))?.body).toMatchObject({ tools: [wired] });
  });

  it('is a conversation whose calls and results are linked', async () => {
    const prompt = [
      { role: 'user', content: 'a' },
      { role: 'user', content: 'b' },
      { role: 'assistant', content: '{"name":"sum","arguments":{"a":1}}' },
      { role: 'tool', name: 'sum', content: '1' },
      { role: 'critic', content: 'c' },
    ];
    const messages: Record<string, unknown>[] = (await sent('vllm', { prompt }))?.body.messages;
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'user']);
    expect(messages[0]?.content).toBe('a\n\nb');
    const call = (messages[1] as { tool_calls: { id: string; function: object }[] }).tool_calls[0];
    expect(call?.function).toEqual({ name: 'sum', arguments: '{"a":1}' });
    expect(messages[2]?.tool_call_id).toBe(call?.id);
  });

  it('is an adapter in the way of each, and never another model', async () => {
    expect((await sent('vllm', { lora: 'poems' }))?.body.model).toBe('poems');
    expect((await sent('sglang', { lora: 'poems' }))?.body.model).toBe('m:poems');
    expect((await sent('llama-server', { lora: 'poems' }))?.body).toMatchObject({
      model: 'm',
      lora: [{ id: 1, scale: 1 }],
    });
    expect(await sent('llama-server', { lora: 'x' }).catch((e) => e)).toMatchObject({
      kind: 'badInput',
      param: 'lora',
    });
    const two = {
      ...pages.vllm,
      '/v1/models': json({
        data: [
          { id: 'm', owned_by: 'vllm' },
          { id: 'secret', owned_by: 'vllm' },
        ],
      }),
    };
    const engine = await startFakeEngine(stream(...(hello.vllm ?? [])), two);
    const { ask } = await startModel(optionsOf(engine, { model: 'm' }));
    await expect(ask({ lora: 'secret' })).rejects.toMatchObject({ kind: 'badInput', param: 'lora' });
    expect(engine.asked).toEqual([]);
  });
});

describe('what an engine says', () => {
  const answered = async (...frames: string[]) => {
    const engine = await startFakeEngine(stream(...frames), pages.vllm ?? {});
    const { ask } = await startModel(optionsOf(engine));
    return (more: Partial<TextGenerationInput> = {}) => ask(more);
  };

  it('may be calls in interleaved pieces', async () => {
    const piece = (index: number, more: object) => parts.chunk({ tool_calls: [{ index, ...more }] });
    const ask = await answered(
      piece(0, { id: 'x', type: 'function', function: { name: 'a', arguments: '' } }),
      piece(0, { function: { arguments: '{"n"' } }),
      piece(1, { id: 'y', type: 'function', function: { name: 'b', arguments: '{}' } }),
      piece(0, { function: { arguments: ':1}' } }),
      parts.chunk({}, 'tool_calls'),
      parts.done,
    );
    expect((await ask()).at(-1)).toMatchObject({
      finishReason: 'tool_calls',
      toolCalls: [
        { id: 'x', name: 'a', arguments: { n: 1 } },
        { id: 'y', name: 'b', arguments: {} },
      ],
    });
  });

  it('may be a call that is cut in its middle, which is no call', async () => {
    const ask = await answered(
      parts.chunk({ tool_calls: [{ index: 0, id: 'x', function: { name: 'a', arguments: '{"n":' } }] }),
      parts.chunk({}, 'length'),
      parts.done,
    );
    const events = await ask();
    expect(textOf(events)).toBe('a({"n":)');
    expect(events.at(-1)).toMatchObject({ finishReason: 'length', toolCalls: [] });
  });

  it('may hold probabilities, of chats and of texts', async () => {
    const place = { token: 'a', logprob: -1, bytes: [97], top_logprobs: [{ token: 'b', logprob: -2, bytes: [98] }] };
    const chat = await answered(
      data({ choices: [{ index: 0, delta: { content: 'a' }, logprobs: { content: [place] } }] }),
      parts.chunk({}, 'stop'),
      parts.done,
    );
    const read = [{ text: 'a', bytes: [97], logprob: -1, top: [{ text: 'b', bytes: [98], logprob: -2 }] }];
    expect((await chat({ logprobs: 1 }))[0]).toEqual({ type: 'text', text: 'a', logprobs: read });
    const columns = { tokens: ['a', 'bytes:\\xe2'], token_logprobs: [-1, -3], top_logprobs: [{ b: -2 }, {}] };
    const text = await answered(
      data({ choices: [{ index: 0, text: 'a', logprobs: columns, finish_reason: 'stop' }] }),
      parts.done,
    );
    expect((await text({ raw: true, logprobs: 1 }))[0]).toEqual({
      type: 'text',
      text: 'a',
      logprobs: [...read, { text: '\uFFFD', bytes: [0xe2], logprob: -3, top: [] }],
    });
  });

  it('tells the window, where it does', async () => {
    const windows = { vllm: 512, 'llama-server': 256, tramontane: 512, ollama: null, openai: null };
    for (const [name, window] of Object.entries(windows)) {
      const engine = await startFakeEngine(stream(), pages[name] ?? {});
      expect((await startModel(optionsOf(engine))).model.contextWindow, name).toBe(window);
    }
  });
});
