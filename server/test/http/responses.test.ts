// POST .../v1/responses: texts, items, calls and schemas, whole and as named events; what needs a store is refused.
import { describe, expect, it } from 'vitest';
import type { GenerationRequest } from '../../src/engine/generation.ts';
import { authorization, engineOf, model, saying, startServer, tokenizer } from './harness.ts';

// biome-ignore lint/suspicious/noExplicitAny: bodies and events of many shapes
type Body = any;

async function start(text = 'Lily') {
  const requests: GenerationRequest[] = [];
  const engine = saying(text);
  const server = await startServer(
    engineOf((request, signal, onAccepted) => {
      requests.push(request);
      return engine.generate(request, signal, onAccepted);
    }),
  );
  const post = (body: object) =>
    fetch(`${server.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ model, input: 'Tim', ...body }),
    });
  const whole = async (body: object): Promise<Body> => (await post(body)).json();
  const events = async (body: object): Promise<Body[]> => {
    const frames = (await (await post({ ...body, stream: true })).text()).split('\n\n').filter(Boolean);
    return frames.map((frame) => {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(frame) ?? [];
      const event = JSON.parse(data ?? '');
      expect(event.type).toBe(name);
      return event;
    });
  };
  const prompt = () => tokenizer.decode(requests.at(-1)?.promptIds ?? []);
  return { post, whole, events, prompt, requests };
}

const parameters = { type: 'object', properties: { a: { type: 'integer' } }, required: ['a'] };
const tools = [{ type: 'function', name: 'sum', parameters, strict: true }];
const call = '[{"name":"sum","arguments":{"a":12}}]';

describe('a response', () => {
  it('has the text as a message', async () => {
    const { whole, prompt } = await start();
    const response = await whole({ instructions: 'Sue', metadata: { a: 'b' } });
    expect(prompt()).toMatch(/Sue.*Tim/s);
    expect(response).toMatchObject({
      id: expect.stringMatching(/^resp_/),
      object: 'response',
      status: 'completed',
      error: null,
      incomplete_details: null,
      metadata: { a: 'b' },
      store: false,
      output: [
        { type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: ' Lily' }] },
      ],
      usage: { output_tokens_details: { reasoning_tokens: 0 } },
    });
    const { input_tokens: input, output_tokens: output, total_tokens: total } = response.usage;
    expect(total).toBe(input + output);
  });

  it('is incomplete where max_output_tokens cuts it', async () => {
    const { whole, events } = await start('Lily and Tim and Sue');
    const cut = { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } };
    expect(await whole({ max_output_tokens: 2 })).toMatchObject(cut);
    expect((await events({ max_output_tokens: 2 })).at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: cut,
    });
  });

  it('reads items: messages, calls, their outputs, and no reasoning', async () => {
    const { whole, prompt } = await start();
    const input = [
      { role: 'developer', content: 'Sue' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Tom' }] },
      { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Ben', annotations: [] }] },
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'function_call', call_id: 'c1', name: 'sum', arguments: '{"a":1}' },
      { type: 'function_call_output', call_id: 'c1', output: 'three' },
    ];
    expect(await whole({ input, tools })).toMatchObject({ status: 'completed' });
    for (const word of ['Sue', 'Tom', 'Ben', 'sum', 'three']) expect(prompt()).toContain(word);
  });

  it('holds the text to a schema', async () => {
    const { whole, requests } = await start('{"a":1}');
    const format = { type: 'json_schema', name: 'x', schema: parameters, strict: true };
    expect(await whole({ text: { format } })).toMatchObject({ text: { format } });
    expect(requests[0]?.constraint).toMatchObject({ type: 'json_schema', schema: parameters });
  });

  it('has calls as items of their own', async () => {
    const { whole } = await start(call);
    const response = await whole({ tools, tool_choice: { type: 'function', name: 'sum' } });
    expect(response.output).toMatchObject([
      { type: 'function_call', name: 'sum', arguments: '{"a":12}', call_id: expect.stringMatching(/./) },
    ]);
  });

  it('tells log probabilities where they are included', async () => {
    const { requests, whole } = await start();
    const response = await whole({ include: ['message.output_text.logprobs'], top_logprobs: 2 });
    expect(requests[0]?.logprobs).toBe(2);
    expect(response.output[0].content[0].logprobs.length).toBeGreaterThan(0);
  });
});

describe('a streamed response', () => {
  it('has named events in their order, counted', async () => {
    const { events } = await start('Lily and');
    const all = await events({});
    const types = all.map(({ type }) => type);
    expect(types.filter((type) => type !== 'response.output_text.delta')).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(all.map((event) => event.sequence_number)).toEqual(all.map((_, i) => i));
    const deltas = all.filter(({ type }) => type === 'response.output_text.delta');
    expect(deltas.length).toBeGreaterThan(1);
    expect(deltas.map(({ delta }) => delta).join('')).toBe(' Lily and');
    const last = all.at(-1).response;
    expect(last.output[0].content[0].text).toBe(' Lily and');
    expect(last.id).toBe(all[0].response.id);
  });

  it('has the arguments of a call in pieces', async () => {
    const { events } = await start(call);
    const all = await events({ tools, tool_choice: 'required' });
    const deltas = all.filter(({ type }) => type === 'response.function_call_arguments.delta');
    expect(deltas.length).toBeGreaterThan(2);
    expect(deltas.map(({ delta }) => delta).join('')).toBe('{"a":12}');
    expect(all.find(({ type }) => type === 'response.function_call_arguments.done')).toMatchObject({
      name: 'sum',
      arguments: '{"a":12}',
    });
    const item = all.at(-1).response.output[0];
    expect(item).toMatchObject({ type: 'function_call', name: 'sum', arguments: '{"a":12}', status: 'completed' });
    const added = all.find(({ type }) => type === 'response.output_item.added').item;
    expect([item.id, item.call_id]).toEqual([added.id, added.call_id]);
  });

  it('fails by name where the engine does', async () => {
    const server = await startServer(
      engineOf(async function* () {
        yield { id: tokenizer.encode('once')[0] as number, finishReason: null };
        throw new Error('a pointer');
      }),
    );
    const response = await fetch(`${server.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify({ model, input: 'a', stream: true }),
    });
    const text = await response.text();
    expect(text).toMatch(/event: error\n.*\n\nevent: response\.failed\n.*"status":"failed".*\n\n$/);
    expect(text).not.toContain('pointer');
  });
});

describe('what a response cannot have', () => {
  it.each([
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['background', { background: true }],
    ['conversation', { conversation: 'conv_1' }],
    ['prompt', { prompt: { id: 'pmpt_1' } }],
    ['truncation', { truncation: 'auto' }],
    ['reasoning', { reasoning: { effort: 'high' } }],
    ['tools.0', { tools: [{ type: 'web_search' }] }],
    ['input.0.content.0', { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'data:,' }] }] }],
    ['input.0', { input: [{ type: 'item_reference', id: 'x' }] }],
    ['include', { include: ['file_search_call.results'] }],
    ['text.verbosity', { text: { verbosity: 'high' } }],
    ['max_tokens', { max_tokens: 5 }],
    ['response_format', { response_format: { type: 'json_object' } }],
    ['n', { n: 2 }],
    ['frobnicate', { frobnicate: 1 }],
  ])('is refused by its name: %s', async (param, body) => {
    const { post, requests } = await start();
    const response = await post(body);
    const { error } = (await response.json()) as Body;
    expect([response.status, error.param]).toEqual([400, param]);
    expect(requests).toEqual([]);
  });

  it('is accepted where it asks for nothing', async () => {
    const { post } = await start();
    const nothing = {
      previous_response_id: null,
      background: false,
      store: true,
      truncation: 'disabled',
      reasoning: {},
    };
    const response = await post({
      ...nothing,
      include: ['reasoning.encrypted_content'],
      user: 'me',
      service_tier: 'auto',
    });
    expect(response.status, await response.text()).toBe(200);
  });

  it('is a model that is not there', async () => {
    const { post } = await start();
    expect((await post({ model: '@cf/a/b' })).status).toBe(404);
  });
});
