// POST .../v1/chat/completions with the requests of OpenAI's clients.
import { describe, expect, it } from 'vitest';
import type { GenerationRequest } from '../../src/engine/generation.ts';
import { expectSchema } from '../contract/operations.ts';
import {
  authorization,
  Endless,
  echoing,
  engineOf,
  framesOf,
  model,
  saying,
  startServer,
  tokenizer,
} from './harness.ts';

const messages = [{ role: 'user', content: 'Tim' }];
const id = /^id-\d{25}$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

interface Chunk {
  id: string;
  created: number;
  choices: { index: number; delta: Record<string, unknown>; finish_reason: string | null; logprobs?: unknown }[];
  usage?: object | null;
}

async function start(engine: Parameters<typeof startServer>[0]) {
  const server = await startServer(engine);
  const base = `${server.accountUrl}/ai/v1`;
  const post = (body: unknown, url = `${base}/chat/completions`, headers: Record<string, string> = { authorization }) =>
    fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const whole = async (body: object) => {
    const response = await post({ model, messages, ...body });
    const answer = await response.json();
    expectSchema(response.ok ? 'ChatCompletion' : 'OpenAiErrorEnvelope', answer);
    return answer as { choices: { message: Record<string, unknown>; [key: string]: unknown }[]; usage: object };
  };
  const streamed = async (body: object) => {
    const frames = framesOf(await (await post({ model, messages, stream: true, ...body })).text());
    expect(frames.pop()).toBe('[DONE]');
    const chunks = frames.map((data) => JSON.parse(data) as Chunk);
    for (const chunk of chunks) expectSchema('ChatCompletionChunk', chunk);
    return chunks;
  };
  return { server, base, post, whole, streamed };
}

const textOf = (chunks: readonly Chunk[], index = 0) =>
  chunks
    .flatMap(({ choices }) => choices)
    .filter((choice) => choice.index === index)
    .map(({ delta }) => delta.content ?? '')
    .join('');

describe('a whole answer', () => {
  it('is to the byte what the API gives, with no envelope', async () => {
    const { post } = await start(saying('Lily'));
    const response = await post({ model, messages });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('cf-ai-req-id')).toMatch(uuid);
    expect(response.headers.get('x-request-id')).toBe(response.headers.get('cf-ai-req-id'));
    const text = await response.text();
    const { id: found, created, usage } = JSON.parse(text);
    expect(found).toMatch(id);
    expect(created).toBe(Math.floor(Number(found.slice(3, 16)) / 1000));
    expect(text).toBe(
      `{"id":"${found}","object":"chat.completion","created":${created},"model":"${model}",` +
        '"choices":[{"index":0,"message":{"role":"assistant","content":" Lily"},"logprobs":null,"finish_reason":"stop"}],' +
        `"usage":{"prompt_tokens":${usage.prompt_tokens},"completion_tokens":${usage.completion_tokens},` +
        `"total_tokens":${usage.prompt_tokens + usage.completion_tokens}}}`,
    );
  });

  it('is the same under /v1, where the token alone decides the account', async () => {
    const { server, post } = await start(saying('Lily'));
    const response = await post({ model, messages }, `${server.url}/v1/chat/completions`);
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: ' Lily' } }] });
  });

  it('comes several times, with one prompt in its usage', async () => {
    const { whole } = await start(saying('Lily'));
    const one = await whole({});
    const three = await whole({ n: 3, seed: 1 });
    expect(three.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    const { prompt_tokens: prompt, completion_tokens: completion } = one.usage as Record<string, number>;
    expect(three.usage).toEqual({
      prompt_tokens: prompt,
      completion_tokens: 3 * (completion ?? 0),
      total_tokens: (prompt ?? 0) + 3 * (completion ?? 0),
    });
  });

  it('ends at the limit, which has two names, and says so', async () => {
    const { whole } = await start(saying('Lily and Tim and the cat'));
    for (const limit of [
      { max_tokens: 2 },
      { max_completion_tokens: 2 },
      { max_tokens: 9, max_completion_tokens: 2 },
    ]) {
      const { choices, usage } = await whole(limit);
      expect(choices[0]?.finish_reason).toBe('length');
      expect(usage).toMatchObject({ completion_tokens: 2 });
    }
  });

  it.each([
    ['one text', 'Tim'],
    ['several', ['cat', 'Tim', 'xyz']],
  ])('ends at %s', async (_, stop) => {
    const { whole, streamed } = await start(saying('Lily and Tim and the cat'));
    const { choices } = await whole({ stop });
    expect(choices[0]).toMatchObject({ message: { content: ' Lily and ' }, finish_reason: 'stop' });
    const chunks = await streamed({ stop });
    expect(textOf(chunks)).toBe(' Lily and ');
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
  });
});

describe('stop strings', () => {
  const stop = ['"', '}', 'a', '['];
  const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };

  it.each([
    ['json_object', { response_format: { type: 'json_object' } }],
    ['json_schema', { response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }],
  ])('do not cut what %s holds to JSON', async (_, format) => {
    const { whole, streamed } = await start(saying('{"a":1}'));
    const { choices } = await whole({ ...format, stop });
    expect(JSON.parse(String(choices[0]?.message.content))).toEqual({ a: 1 });
    expect(JSON.parse(textOf(await streamed({ ...format, stop })))).toEqual({ a: 1 });
  });

  it('do not cut calls that must be made', async () => {
    const { whole, streamed } = await start(saying('[{"name":"sum","arguments":{"a":1}}]'));
    const tools = [{ type: 'function', function: { name: 'sum', parameters: schema } }];
    for (const tool_choice of ['required', { type: 'function', function: { name: 'sum' } }]) {
      const { choices } = await whole({ tools, tool_choice, stop });
      expect(choices[0]).toMatchObject({ finish_reason: 'tool_calls' });
      expect(choices[0]?.message.tool_calls).toMatchObject([{ function: { name: 'sum', arguments: '{"a":1}' } }]);
      const deltas = (await streamed({ tools, tool_choice, stop })).flatMap(
        (chunk) => chunk.choices[0]?.delta.tool_calls ?? [],
      );
      expect(deltas[0]).toMatchObject({ index: 0, type: 'function', function: { name: 'sum' } });
      const pieces = deltas as { function: { arguments: string } }[];
      expect(pieces.map((delta) => delta.function.arguments).join('')).toBe('{"a":1}');
    }
  });
});

describe('a request', () => {
  it('reaches the engine with all its options, and a seed of its own for each answer', async () => {
    const seen: GenerationRequest[] = [];
    const { whole } = await start(
      engineOf(async function* (request) {
        seen.push(request);
        yield { id: tokenizer.encode('once')[0] as number, finishReason: 'length' };
      }),
    );
    await whole({
      n: 2,
      seed: 7,
      temperature: 0.5,
      top_p: 0,
      top_k: 3,
      frequency_penalty: 1,
      presence_penalty: -1,
      repetition_penalty: 1.5,
      max_tokens: 9,
      logprobs: true,
      top_logprobs: 3,
      options: { rejectIfBusy: true },
    });
    const sampling = { temperature: 0.5, topP: 1e-6, topK: 3, repetitionPenalty: 1.5 };
    const penalties = { frequencyPenalty: 1, presencePenalty: -1 };
    expect(seen.map((request) => request.sampling)).toEqual([
      { ...sampling, ...penalties, seed: 7 },
      { ...sampling, ...penalties, seed: 8 },
    ]);
    expect(seen[0]).toMatchObject({ maxTokens: 9, logprobs: 3, rejectIfBusy: true });
    await whole({ seed: -3, temperature: null, top_p: null, stop: null, n: null, stream: null, tools: null });
    expect(seen[2]?.sampling).toEqual({ temperature: 0.6, seed: -3 });
    expect(seen[2]?.maxTokens).toBe(512 - (seen[2]?.promptIds.length ?? 0)); // the rest of the window
    expect(seen[2]?.logprobs).toBeUndefined();
  });

  it('may have fields that change no answer, parts, null beside calls, and the newer role of instructions', async () => {
    const { whole } = await start(echoing);
    const { choices } = await whole({
      messages: [
        { role: 'developer', content: 'Sue' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Lily ' },
            { type: 'text', text: 'and' },
          ],
          name: null,
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'call_1', content: 'Tim' },
      ],
      user: 'me',
      store: true,
      metadata: { a: 'b' },
      reasoning_effort: 'minimal',
      service_tier: null,
      logit_bias: {},
    });
    const text = String(choices[0]?.message.content);
    for (const word of ['Sue', 'Lily and', 'Tim']) expect(text).toContain(word);
  });
});

describe('a stream', () => {
  it('is chunks of one id whose texts are the whole answer, with the usage in the last', async () => {
    const { whole, streamed } = await start(saying('Once upon a time, there was a 😀'));
    const { choices, usage } = await whole({});
    const chunks = await streamed({});
    expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.slice(1).some((chunk) => 'role' in (chunk.choices[0]?.delta ?? {}))).toBe(false);
    expect(textOf(chunks)).toBe(choices[0]?.message.content);
    expect(chunks.at(-1)).toMatchObject({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage });
    expect(chunks.slice(0, -1).some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('has its usage in a chunk of its own where that was asked for, and none where it was not wanted', async () => {
    const { whole, streamed } = await start(saying('Lily'));
    const { usage } = await whole({});
    const asked = await streamed({ stream_options: { include_usage: true } });
    expect(asked.at(-1)).toMatchObject({ choices: [], usage });
    expect(asked.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    const unwanted = await streamed({ stream_options: { include_usage: false } });
    expect(unwanted.some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('carries several answers', async () => {
    const { streamed } = await start(saying('Lily and Tim'));
    const chunks = await streamed({ n: 3 });
    for (const index of [0, 1, 2]) expect(textOf(chunks, index)).toBe(' Lily and Tim');
    const ends = chunks.filter(({ choices }) => choices[0]?.finish_reason === 'stop');
    expect(ends.map(({ choices }) => choices[0]?.index).sort()).toEqual([0, 1, 2]);
    expect(chunks.filter((chunk) => 'usage' in chunk)).toEqual([chunks.at(-1)]);
  });

  it('of nothing still says who speaks and why it ends', async () => {
    const { streamed } = await start(saying(''));
    const [only, ...others] = await streamed({});
    expect(only?.choices).toEqual([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: 'stop' }]);
    expect(others).toEqual([]);
  });

  it('that breaks ends with an error which both kinds of client can read, and is not done', async () => {
    const once = tokenizer.encode('once')[0] as number;
    const { post } = await start(
      engineOf(async function* () {
        yield { id: once, finishReason: null };
        throw new Error('broken');
      }),
    );
    const frames = framesOf(await (await post({ model, messages, stream: true })).text());
    const last = JSON.parse(frames.at(-1) ?? '');
    expectSchema('OpenAiErrorEnvelope', last);
    expect(last).toMatchObject({ errors: [{ code: 8008 }], error: { type: 'server_error' } });
  });
});

it('that takes too long is the server’s fault, whole and in the middle of a stream', async () => {
  const server = await startServer(new Endless(), { requestTimeoutMs: 50 });
  const ask = (stream: boolean) =>
    fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ model, messages, stream, max_tokens: 1_000_000 }),
    });
  const error = { type: 'server_error', code: null };
  expect(await (await ask(false)).json()).toMatchObject({ errors: [{ code: 3007 }], error });
  const last = framesOf(await (await ask(true)).text()).at(-1) ?? '';
  expect(JSON.parse(last)).toMatchObject({ errors: [{ code: 3007 }], error });
});

describe('log probabilities', () => {
  const [once = 0, cat = 0] = tokenizer.encode('once cat');
  const told = engineOf(async function* ({ logprobs = 0 }) {
    const topLogprobs = [
      { id: once, logprob: -0.25 },
      { id: cat, logprob: -2 },
    ].slice(0, logprobs);
    yield { id: once, finishReason: null, logprob: -0.25, topLogprobs };
    yield { id: cat, finishReason: 'length', logprob: -2, topLogprobs };
  });

  it('are told for each token, whole and streamed alike', async () => {
    const { whole, streamed } = await start(told);
    const { choices } = await whole({ logprobs: true, top_logprobs: 1 });
    const answered = choices[0]?.logprobs as { content: { token: string; bytes: number[] }[] } | undefined;
    const content = answered?.content ?? [];
    expect(content).toMatchObject([
      { logprob: -0.25, top_logprobs: [{ token: content[0]?.token, logprob: -0.25 }] },
      { logprob: -2, top_logprobs: [{ token: content[0]?.token, logprob: -0.25 }] },
    ]);
    for (const { token, bytes } of content) expect(Buffer.from(bytes).toString()).toBe(token);
    const chunks = await streamed({ logprobs: true, top_logprobs: 1 });
    const inChunks = chunks.flatMap((chunk) => (chunk.choices[0]?.logprobs as { content: [] })?.content ?? []);
    expect(inChunks).toEqual(content);
  });

  it('come without others where none were asked for, and not at all otherwise', async () => {
    const { whole, streamed } = await start(told);
    const { choices } = await whole({ logprobs: true });
    expect(choices[0]?.logprobs).toMatchObject({ content: [{ top_logprobs: [] }, { top_logprobs: [] }] });
    expect((await whole({ logprobs: false })).choices[0]?.logprobs).toBeNull();
    expect((await streamed({})).some(({ choices: [one] }) => one && 'logprobs' in one)).toBe(false);
  });
});

describe('calls of tools', () => {
  const call = { name: 'sum', arguments: { a: 1, b: 2 } };
  const tools = [{ type: 'function', function: { name: 'sum', description: 'Adds.', parameters: {} } }];

  it('have ids and arguments as text, and no content beside them', async () => {
    const { whole, streamed } = await start(saying(JSON.stringify([call, call])));
    const { choices } = await whole({ tools });
    const { message, finish_reason: reason } = choices[0] ?? { message: {} };
    expect(reason).toBe('tool_calls');
    expect(message.content).toBeNull();
    const calls = message.tool_calls as { id: string; function: { arguments: string } }[];
    expect(calls).toMatchObject([{ type: 'function', function: { name: 'sum' } }, { type: 'function' }]);
    expect(calls.map((one) => JSON.parse(one.function.arguments))).toEqual([call.arguments, call.arguments]);
    expect(new Set(calls.map((one) => one.id)).size).toBe(2);

    const chunks = await streamed({ tools });
    const deltas = chunks.flatMap((chunk) => (chunk.choices[0]?.delta.tool_calls ?? []) as { index: number }[]);
    expect(deltas.map(({ index }) => index)).toEqual([0, 1]);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.at(-1)?.choices).toEqual([{ index: 0, delta: {}, finish_reason: 'tool_calls' }]);
  });

  it('are of tools that say null for what they do not say', async () => {
    const { whole } = await start(saying(JSON.stringify(call)));
    for (const tool of [
      { name: 'sum', description: null, parameters: null },
      { type: 'function', function: { name: 'sum', description: null, parameters: null, strict: null } },
    ]) {
      expect((await whole({ tools: [tool] })).choices[0]).toMatchObject({ finish_reason: 'tool_calls' });
    }
  });

  it('are text where none are wanted', async () => {
    const { whole } = await start(saying(JSON.stringify(call)));
    const { choices } = await whole({ tools, tool_choice: 'none' });
    expect(choices[0]?.message).not.toHaveProperty('tool_calls');
    expect(JSON.parse(String(choices[0]?.message.content))).toEqual(call);
  });
});

describe('a refusal', () => {
  it.each([
    ['nothing', {}, 400, 5006, "required properties at '/' are 'model,messages'", 'model'],
    ['null', null, 400, 5006, "required properties at '/' are 'model,messages'", null],
    ['no messages', { model }, 400, 5006, "required properties at '/' are 'model,messages'", 'messages'],
    ['an empty conversation', { model, messages: [] }, 400, 5006, "'/messages' must have at least 1 item", 'messages'],
    ['a range', { model, messages, temperature: 9 }, 400, 5006, "'/temperature' must be <= 5", 'temperature'],
    ['a type', { model, messages, n: '2' }, 400, 5006, "Type mismatch of '/n', 'integer','null' not in 'string'", 'n'],
    ['too many answers', { model, messages, n: 5 }, 400, 5006, "'/n' must be <= 4", 'n'],
    [
      'too many stops',
      { model, messages, stop: ['a', 'b', 'c', 'd', 'e'] },
      400,
      5006,
      "'/stop' must have at most 4 items",
      'stop',
    ],
    [
      'an image',
      { model, messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
      400,
      5006,
      "'/messages/0/content/0' is 'image_url'; the models here read texts only",
      'messages[0].content[0].type',
    ],
    [
      'a tool whose description is none',
      { model, messages, tools: [{ type: 'function', function: { name: 'a', description: 5 } }] },
      400,
      5006,
      /^Error: Type mismatch of '\/tools\/0\/function\/description', 'string','null' not in 'number','integer'$/,
      'tools[0].function.description',
    ],
    [
      'a tool without its function',
      { model, messages, tools: [{ type: 'function' }] },
      400,
      5006,
      /^Error: required properties at '\/tools\/0' are 'type,function'$/,
      'tools[0].function',
    ],
    [
      'a tool that is nothing',
      { model, messages, tools: [{}] },
      400,
      5006,
      /^Error: required properties at '\/tools\/0' are 'name'$/,
      'tools[0].name',
    ],
    [
      'a choice of tools that nobody knows',
      { model, messages, tool_choice: { type: 'custom', custom: { name: 'a' } } },
      400,
      5006,
      /^Error: '\/tool_choice' takes 'auto', /,
      'tool_choice',
    ],
    [
      'top_logprobs alone',
      { model, messages, top_logprobs: 2 },
      400,
      5006,
      "'/top_logprobs' needs '/logprobs' to be true",
      'top_logprobs',
    ],
    [
      'a model of null',
      { model: null, messages },
      400,
      5006,
      "Error: Type mismatch of '/model', 'string' not in 'null'",
      'model',
    ],
    [
      'an unknown model',
      { model: '@cf/x/y' },
      404,
      5007,
      "No such model @cf/x/y or task: this server has '@cf/tinystories/stories-260k', and the catalogue of Workers AI has no such name",
      'model',
    ],
    [
      'too long a conversation',
      { model, messages: [{ role: 'user', content: 'once '.repeat(600) }] },
      400,
      5021,
      /exceeded this model context window limit \(512\)/,
      null,
    ],
  ] as const)('for %s is an envelope with an error object beside it', async (_, body, status, code, words, param) => {
    const { post } = await start(saying(''));
    const response = await post(body);
    const answer = (await response.json()) as { errors: [{ message: string }]; error: { message: string } };
    expectSchema('OpenAiErrorEnvelope', answer);
    expect(response.status).toBe(status);
    const type = 'invalid_request_error';
    expect(answer).toMatchObject({ errors: [{ code }], success: false, result: {}, error: { type, param } });
    expect(answer.error.message).toMatch(words);
    expect(answer.errors[0].message).toContain(`${answer.error.message} (${response.headers.get('cf-ai-req-id')})`);
  });

  it('tells every fault', async () => {
    const { whole } = await start(saying(''));
    const answer = (await whole({ n: 9, top_p: 2, seed: 'a' })) as unknown as { error: { message: string } };
    for (const field of ['/n', '/top_p', '/seed']) expect(answer.error.message).toContain(field);
  });

  it('has the words that OpenAI’s clients look for', async () => {
    const { server, base, post } = await start(saying(''));
    const codeOf = async (response: Promise<Response>) => {
      const { error } = (await (await response).json()) as { error: { code: string } };
      return [(await response).status, error.code];
    };
    const chat = `${base}/chat/completions`;
    expect(await codeOf(post({}, chat, { authorization: 'Bearer wrong' }))).toEqual([401, 'invalid_api_key']);
    expect(await codeOf(post({}, `${server.url}/v1/chat/completions`, {}))).toEqual([401, 'invalid_api_key']);
    expect(await codeOf(post({ model: 'x' }))).toEqual([404, 'model_not_found']);
    const long = [{ role: 'user', content: 'once '.repeat(600) }];
    expect(await codeOf(post({ model, messages: long }))).toEqual([400, 'context_length_exceeded']);
    expect(await codeOf(post({}, `${base}/embeddings`))).toEqual([400, null]);
    expect(await codeOf(post({}, `${server.url}/v1/embedding`))).toEqual([404, null]);
  });
});
