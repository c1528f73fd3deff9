// Nothing that a client of OpenAI's API sends is dropped in silence: each field is applied, brought to the one that means
// the same here, or refused by its name.
import { describe, expect, it } from 'vitest';
import type { GenerationRequest } from '../../src/engine/generation.ts';
import {
  accountId,
  authorization,
  engineOf,
  model,
  saying,
  startServer,
  type TestServer,
  tokenizer,
} from './harness.ts';

const messages = [{ role: 'user', content: 'a' }];
const schema = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'], additionalProperties: false };
const held = { type: 'json_schema', schema };

/** A server that says one text, and what its engine was asked. */
async function start(text = 'Lily') {
  const requests: GenerationRequest[] = [];
  const engine = saying(text);
  const server = await startServer(
    engineOf((request, signal, onAccepted) => {
      requests.push(request);
      return engine.generate(request, signal, onAccepted);
    }),
  );
  return { server, requests };
}

async function post(server: TestServer, body: object, path = '/v1/chat/completions') {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization },
    body: JSON.stringify({ model, ...body }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: answers of any operation
  return { status: response.status, body: (await response.json()) as any };
}

describe('a field that means another one', () => {
  it.each([
    ['random_seed', { random_seed: 7 }, { sampling: { seed: 7 } }],
    ['repeat_penalty', { repeat_penalty: 1.5 }, { sampling: { repetitionPenalty: 1.5 } }],
    ['guided_json', { guided_json: schema }, { constraint: held }],
    ['guided_json as text', { guided_json: JSON.stringify(schema) }, { constraint: held }],
    ['structured_outputs', { structured_outputs: { json: schema } }, { constraint: held }],
    ['json_object with a schema', { response_format: { type: 'json_object', schema } }, { constraint: held }],
    ['max_completion_tokens', { max_completion_tokens: 5, max_tokens: 9 }, { maxTokens: 5 }],
  ] as const)('is it: %s', async (_name, fields, asked) => {
    const { server, requests } = await start('{"a":1}');
    expect((await post(server, { messages, ...fields })).status).toBe(200);
    expect(requests[0]).toMatchObject(asked);
    expect((await post(server, { prompt: 'a', ...fields }, '/v1/completions')).status).toBe(200);
    expect(requests[1]).toMatchObject(asked);
  });

  it('guided_json and random_seed are understood by runs, too', async () => {
    const { server, requests } = await start('{"a":1}');
    expect((await server.run({ prompt: 'a', guided_json: schema, random_seed: 7 })).status).toBe(200);
    expect(requests[0]).toMatchObject({ constraint: held, sampling: { seed: 7 } });
  });

  it.each([
    ['seed', -1],
    ['top_k', 0],
    ['top_k', -1],
    ['max_tokens', -1],
    ['max_completion_tokens', -1],
  ])('is left out where it says so: %s %i', async (name, value) => {
    const { server, requests } = await start();
    expect((await post(server, { messages, [name]: value })).status).toBe(200);
    const { sampling, maxTokens, promptIds } = requests[0] as GenerationRequest;
    expect([sampling.seed, sampling.topK, maxTokens]).toEqual([undefined, undefined, 512 - promptIds.length]);
  });

  it('has one value only', async () => {
    const { server } = await start();
    const { status, body } = await post(server, { messages, seed: 1, random_seed: 2 });
    expect([status, body.error.param]).toEqual([400, 'random_seed']);
  });
});

describe('a field that is not served', () => {
  const unserved = {
    logit_bias: { 5: 1 },
    min_p: 0.1,
    ignore_eos: true,
    guided_choice: ['a'],
    guided_regex: 'a+',
    guided_grammar: 'root ::= "a"',
    suffix: 'b',
    use_beam_search: true,
    stop_token_ids: [3],
    reasoning_effort: 'high',
    frobnicate: 1,
    max_token: 5,
  };

  it.each(Object.entries(unserved))('is refused by its name: %s', async (name, value) => {
    const { server, requests } = await start();
    const chat = await post(server, { messages, [name]: value });
    expect([chat.status, chat.body.error.param]).toEqual([400, name]);
    expect(chat.body.error.message).toContain(`'/${name}'`);
    const text = await post(server, { prompt: 'a', [name]: value }, '/v1/completions');
    expect([text.status, text.body.error.param]).toEqual([400, name]);
    expect(requests).toEqual([]);
    const run = await server.run({ prompt: 'a', [name]: value });
    // Workers AI ignores what it does not know, so a run refuses only what would change the answer.
    if (name === 'frobnicate') expect(run.headers.get('x-tramontane-ignored')).toBe(name);
    else expect(await run.text()).toContain(`'/${name}'`);
    expect(run.status).toBe(name === 'frobnicate' ? 200 : 400);
  });

  it('is accepted where it asks for nothing', async () => {
    const { server } = await start();
    const nothing = { logit_bias: {}, min_p: 0, ignore_eos: false, suffix: null, guided_choice: null, best_of: 1 };
    const harmless = { user: 'me', metadata: { a: 'b' }, service_tier: 'auto', store: true, prompt_cache_key: 'k' };
    const { status, body } = await post(server, { messages, ...nothing, ...harmless });
    expect(status, JSON.stringify(body)).toBe(200);
    expect((await server.run({ prompt: 'a', user: 'me', n: 1 })).status).toBe(200);
  });

  it.each([
    [{ stream_options: { continuous_usage_stats: true } }, 'stream_options.continuous_usage_stats'],
    [{ response_format: { type: 'json_object', regex: 'a' } }, 'response_format.regex'],
    [{ structured_outputs: { choice: ['a'] } }, 'structured_outputs.choice'],
    [{ messages: [{ role: 'assistant', content: 'a', prefix: true }, ...messages] }, 'messages[0].prefix'],
  ])('is refused inside others: %j', async (fields, param) => {
    const { server } = await start();
    const { status, body } = await post(server, { messages, stream: false, ...fields });
    expect([status, body.error.param]).toEqual([400, param]);
  });

  it('is suggested where it is misspelt', async () => {
    const { server } = await start();
    const { body } = await post(server, { messages, temprature: 1 });
    expect(body.error.message).toBe("Error: '/temprature' is not known here; did you mean 'temperature'?");
  });
});

describe('runs', () => {
  it.each([
    [{ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:,' } }] }] }, 'image_url'],
    [{ messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] }, 'input_audio'],
    [{ prompt: 'a', image: [1, 2] }, '/image'],
    [{ prompt: 'a', audio: 'x' }, '/audio'],
  ])('refuse pictures and sounds: %j', async (body, word) => {
    const { server } = await start();
    const response = await server.run(body);
    const { errors } = (await response.json()) as { errors: [{ code: number; message: string }] };
    expect([response.status, errors[0].code]).toEqual([400, 5006]);
    expect(errors[0].message).toContain(word);
  });

  it('stop at texts and call tools beside a prompt', async () => {
    const { server } = await start('Lily and Tim');
    const response = await server.run({ prompt: 'a', stop: [' and'] });
    expect(await response.json()).toMatchObject({ result: { response: ' Lily', finish_reason: 'stop' } });
    const refused = await server.run({ prompt: 'a', raw: true, tools: [{ name: 'sum' }] });
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("'/tools' cannot be used")]);
  });
});

describe('functions, the older form of tools', () => {
  const functions = [{ name: 'sum', parameters: schema }];

  it('are answered in their own form, whole and streamed', async () => {
    const { server } = await start('[{"name":"sum","arguments":{"a":1}}]');
    const forced = { functions, function_call: { name: 'sum' } };
    const { body } = await post(server, { messages, ...forced });
    expect(body.choices[0]).toMatchObject({
      message: { content: null, function_call: { name: 'sum', arguments: '{"a":1}' } },
      finish_reason: 'function_call',
    });
    expect(body.choices[0].message).not.toHaveProperty('tool_calls');
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ model, messages, ...forced, stream: true }),
    });
    const chunks = (await response.text()).match(/(?<=data: )\{.*\}/g)?.map((chunk) => JSON.parse(chunk)) ?? [];
    const pieces = chunks.flatMap(({ choices }) => choices[0]?.delta.function_call ?? []);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces[0].name).toBe('sum');
    expect(pieces.map((piece) => piece.arguments).join('')).toBe('{"a":1}');
    expect(chunks.at(-1)?.choices[0].finish_reason).toBe('function_call');
  });

  it('come back as messages', async () => {
    const { server, requests } = await start();
    const call = { role: 'assistant', content: null, function_call: { name: 'sum', arguments: '{"a":1}' } };
    const conversation = [...messages, call, { role: 'function', name: 'sum', content: 'three' }];
    expect((await post(server, { messages: conversation, functions })).status).toBe(200);
    expect(tokenizer.decode(requests[0]?.promptIds ?? [])).toMatch(/sum.*three/s);
  });

  it.each([
    [{ functions, tools: [{ type: 'function', function: functions[0] }] }, 'functions'],
    [{ functions, function_call: 'any' }, 'function_call'],
    [{ function_call: { name: 'sum' } }, 'function_call'],
    [{ functions: [{}] }, 'functions.0'],
  ])('are refused where they say nothing: %j', async (fields, param) => {
    const { server } = await start();
    const { status, body } = await post(server, { messages, ...fields });
    expect([status, body.error.param]).toEqual([400, param]);
  });
});

describe('max_tokens', () => {
  it('is the rest of the window where it is absent or larger, and still refused in a run', async () => {
    const { server, requests } = await start();
    for (const max_tokens of [undefined, 600, 1_000_000]) {
      expect((await post(server, { messages, max_tokens })).status).toBe(200);
      expect((await post(server, { prompt: 'a', max_tokens }, '/v1/completions')).status).toBe(200);
    }
    for (const { promptIds, maxTokens } of requests) expect(promptIds.length + maxTokens).toBe(512);
    const run = await server.run({ prompt: 'a', max_tokens: 600 });
    expect([run.status, await run.text()]).toEqual([413, expect.stringContaining('5021')]);
  });

  it('has no part in an overflow: a prompt that leaves no room is 400, an unknown model 404', async () => {
    const { server } = await start();
    const long = await post(server, { prompt: 'once '.repeat(600) }, '/v1/completions');
    expect([long.status, long.body.error.code]).toEqual([400, 'context_length_exceeded']);
    const unknown = await post(server, { model: '@cf/a/b', messages });
    expect([unknown.status, unknown.body.error.code]).toEqual([404, 'model_not_found']);
    const path = `/client/v4/accounts/${accountId}/ai/v1/chat/completions`;
    expect((await post(server, { model: '@cf/a/b', messages }, path)).status).toBe(404);
  });
});

describe('ids and paths', () => {
  it('are unique, though answers begin in the same millisecond', async () => {
    const { server } = await start();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(server, { messages })));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(20);
  });

  it.each(['/v1/chat/completions/', '//v1/chat/completions', '/v1//chat//completions//?a=/b/'])(
    'lead to their route with more slashes than needed: %s',
    async (path) => {
      const { server } = await start();
      expect((await post(server, { messages }, path)).status).toBe(200);
    },
  );

  it('that lead nowhere are told those that do', async () => {
    const { server } = await start();
    const { status, body } = await post(server, {}, '/v1/chat/completion');
    expect(status).toBe(404);
    expect(body.error.message).toContain('There is nothing at POST /v1/chat/completion; this server has');
    expect(body.error.message).toContain('POST /v1/chat/completions');
    const response = await fetch(`${server.url}/v1/chat/completions`, { headers: { authorization } });
    expect(await response.text()).toContain('There is nothing at GET /v1/chat/completions; it takes POST');
  });
});

describe('a forced call', () => {
  it('has its headers before its first token is chosen, and its arguments in pieces', async () => {
    const order: string[] = [];
    let choose: (() => void) | undefined;
    const isAsked = new Promise<void>((resolve) => {
      choose = resolve;
    });
    const ids = tokenizer.encode('[{"name":"sum","arguments":{"a":12}}]');
    const server = await startServer(
      engineOf(async function* (_request, _signal, onAccepted) {
        onAccepted?.();
        await isAsked;
        order.push('token');
        for (const id of ids) yield { id, finishReason: null };
        yield { id: tokenizer.vocabulary.eosId as number, finishReason: 'stop' as const };
      }),
    );
    const tools = [{ type: 'function', function: { name: 'sum', parameters: schema } }];
    const response = await fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ model, messages, tools, tool_choice: 'required', stream: true }),
    });
    order.push('headers');
    choose?.();
    const chunks = (await response.text()).match(/(?<=data: )\{.*\}/g)?.map((chunk) => JSON.parse(chunk)) ?? [];
    expect(order).toEqual(['headers', 'token']);
    const pieces = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(pieces.length).toBeGreaterThan(2);
    expect(new Set(pieces.map(({ index }) => index))).toEqual(new Set([0]));
    expect(pieces.filter(({ id }) => id !== undefined)).toHaveLength(1);
    expect(pieces.map((piece) => piece.function.arguments).join('')).toBe('{"a":12}');
  });
});
