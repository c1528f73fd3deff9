// What engines tell beside the text is passed on, on every API, whole and streamed: reasoning, cached tokens, log
// probabilities. And the Responses API over every engine.
import { describe, expect, it, onTestFinished } from 'vitest';
import { dialectNames, upstreamDefaults } from '../../src/upstream/options.ts';
import { UpstreamModel } from '../../src/upstream/upstream-model.ts';
import { apiToken, authorization, framesOf, model, openServerOf, saying, startServer } from '../http/harness.ts';
import { data, type FakeEngine, json, startFakeEngine, stream } from './fake-engine.ts';
import { hello, pages, parts } from './replays.ts';

async function gatewayOf(url: string, key: string | null = null) {
  const served = await UpstreamModel.start({ name: model, upstreams: [{ ...upstreamDefaults, url, key }] });
  const server = await openServerOf([served]);
  onTestFinished(() => server.close());
  const post = (path: string, body: object) =>
    fetch(`${server.url}${path}`, { method: 'POST', headers: { authorization }, body: JSON.stringify(body) });
  return { server, post };
}

const messages = [{ role: 'user', content: 'a' }];
const { chunk, done, usage } = parts;

/** The same thoughts and text, as each engine tells them. */
const thinking: Record<string, readonly string[]> = {
  'vllm, older': [chunk({ reasoning_content: 'Hm, ' }), chunk({ reasoning_content: 'so.' })],
  vllm: [chunk({ reasoning: 'Hm, ' }), chunk({ reasoning: 'so.' })],
  sglang: [chunk({ content: null, reasoning_content: 'Hm, ' }), chunk({ content: null, reasoning_content: 'so.' })],
  'llama-server': [chunk({ reasoning_content: 'Hm, ' }), chunk({ reasoning_content: 'so.' })],
  ollama: ['Hm, ', 'so.'].map(
    (text) => `${JSON.stringify({ message: { role: 'assistant', content: '', thinking: text } })}\n`,
  ),
};

describe.each(Object.entries(thinking))('the reasoning of %s', (name, thoughts) => {
  const dialect = name.split(',')[0] ?? '';

  async function start() {
    const engine = await startFakeEngine(stream(...thoughts, ...(hello[dialect] ?? [])), pages[dialect] ?? {});
    return gatewayOf(engine.url);
  }

  it('is apart from the text on run and on chat, whole and streamed', async () => {
    const { server, post } = await start();
    const whole = await (await server.run({ prompt: 'a', max_tokens: 9 })).json();
    expect(whole).toMatchObject({ result: { response: 'Hello, world', reasoning_content: 'Hm, so.' } });
    const frames = framesOf(await (await server.run({ prompt: 'a', max_tokens: 9, stream: true })).text()).slice(0, -1);
    const run = frames.map((frame) => JSON.parse(frame));
    expect(run.map((one) => one.reasoning_content ?? '').join('')).toBe('Hm, so.');
    expect(run.map(({ response }) => response).join('')).toBe('Hello, world');
    const chat = await (await post('/v1/chat/completions', { model, messages })).json();
    expect(chat).toMatchObject({
      choices: [{ message: { content: 'Hello, world', reasoning_content: 'Hm, so.' }, finish_reason: 'stop' }],
    });
    const streamed = await (await post('/v1/chat/completions', { model, messages, stream: true })).text();
    const deltas = framesOf(streamed)
      .slice(0, -1)
      .map((frame) => JSON.parse(frame).choices[0].delta);
    expect(deltas.filter(({ role }) => role)).toHaveLength(1);
    expect(deltas.map((delta) => delta.reasoning_content ?? '').join('')).toBe('Hm, so.');
    expect(deltas.map((delta) => delta.content ?? '').join('')).toBe('Hello, world');
  });

  it('is an item of its own in a response, whole and streamed', async () => {
    const { post } = await start();
    const item = { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm, so.' }] };
    const message = { type: 'message', content: [{ text: 'Hello, world' }] };
    const whole = await (await post('/v1/responses', { model, input: 'a' })).json();
    expect(whole).toMatchObject({ status: 'completed', output: [item, message] });
    const events = eventsOf(await (await post('/v1/responses', { model, input: 'a', stream: true })).text());
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output: [item, message] } });
    const of = (type: string) => events.filter((event) => event.type === type);
    expect(of('response.reasoning_text.delta').map(({ delta }) => delta)).toEqual(['Hm, ', 'so.']);
    expect(of('response.output_item.done').map(({ output_index: place }) => place)).toEqual([0, 1]);
    expect(of('response.output_text.delta').every(({ output_index: place }) => place === 1)).toBe(true);
  });
});

interface ResponseEvent {
  readonly type: string;
  readonly delta?: string;
  readonly output_index?: number;
  readonly response?: object;
}

function eventsOf(text: string): ResponseEvent[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice(6)));
}

it.each([
  ['in the usage', data({ choices: [], usage: { ...usage, prompt_tokens_details: { cached_tokens: 4 } } })],
  ['among the timings of llama-server', data({ choices: [], usage, timings: { cache_n: 4, prompt_n: 1 } })],
])('cached tokens are told where they are %s', async (_, last) => {
  const engine = await startFakeEngine(
    stream(chunk({ content: 'a' }, 'stop'), last, done),
    pages['llama-server'] ?? {},
  );
  const { server, post } = await gatewayOf(engine.url);
  const cached = { prompt_tokens_details: { cached_tokens: 4 } };
  expect(await (await server.run({ prompt: 'a', max_tokens: 9 })).json()).toMatchObject({ result: { usage: cached } });
  const frames = framesOf(await (await server.run({ prompt: 'a', max_tokens: 9, stream: true })).text());
  expect(JSON.parse(frames.at(-2) ?? '')).toMatchObject({ usage: { ...usage, ...cached } });
  const chat = { model, messages, stream: true, stream_options: { include_usage: true } };
  const streamed = framesOf(await (await post('/v1/chat/completions', chat)).text());
  expect(JSON.parse(streamed.at(-2) ?? '')).toMatchObject({ usage: cached });
  const response = await (await post('/v1/responses', { model, input: 'a' })).json();
  expect(response).toMatchObject({ usage: { input_tokens_details: { cached_tokens: 4 } } });
});

it('log probabilities are told where they are asked for, and refused by name where the engine has none', async () => {
  const place = {
    token: 'Hi',
    logprob: -0.5,
    bytes: [72, 105],
    top_logprobs: [{ token: 'Ho', logprob: -1, bytes: [72, 111] }],
  };
  const told = data({
    choices: [{ index: 0, delta: { content: 'Hi' }, logprobs: { content: [place] }, finish_reason: 'stop' }],
    usage,
  });
  const engine = await startFakeEngine(stream(told, done), pages.vllm ?? {});
  const { post } = await gatewayOf(engine.url);
  const asked = { model, messages, logprobs: true, top_logprobs: 1 };
  const whole = await (await post('/v1/chat/completions', asked)).json();
  expect(whole).toMatchObject({ choices: [{ logprobs: { content: [place] } }] });
  expect(engine.asked[0]?.body).toMatchObject({ logprobs: true, top_logprobs: 1 });
  const frames = framesOf(await (await post('/v1/chat/completions', { ...asked, stream: true })).text());
  expect(JSON.parse(frames[0] ?? '')).toMatchObject({ choices: [{ logprobs: { content: [place] } }] });
  const include = ['message.output_text.logprobs'];
  const response = await (await post('/v1/responses', { model, input: 'a', include, top_logprobs: 1 })).json();
  expect(response).toMatchObject({ output: [{ content: [{ logprobs: [place] }] }] });
  const silent = await startFakeEngine(stream(...(hello.ollama ?? [])), pages.ollama ?? {});
  const refused = await (await gatewayOf(silent.url)).post('/v1/chat/completions', asked);
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("Ollama, the engine of this model, has no '/logprobs'");
});

describe('the Responses API', () => {
  it.each(dialectNames)('answers over %s, whole and streamed', async (name) => {
    const engine = await startFakeEngine(stream(...(hello[name] ?? [])), pages[name] ?? {});
    const { post } = await gatewayOf(engine.url);
    const asked = { model, instructions: 'Be brief.', input: 'a', max_output_tokens: 9 };
    const response = await (await post('/v1/responses', asked)).json();
    const said = { status: 'completed', output: [{ content: [{ text: 'Hello, world' }] }] };
    const counted = { usage: { input_tokens: 5, output_tokens: 3, total_tokens: 8 } };
    expect(response).toMatchObject({ ...said, ...counted });
    const { body } = engine.asked[0] ?? {};
    expect(body.messages.map(({ role }: { role: string }) => role)).toEqual(['system', 'user']);
    expect(body.max_tokens ?? body.options.num_predict).toBe(9);
    const events = eventsOf(await (await post('/v1/responses', { ...asked, stream: true })).text());
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { ...said, ...counted } });
    const deltas = events.filter(({ type }) => type === 'response.output_text.delta').map(({ delta }) => delta);
    expect(deltas.join('')).toBe('Hello, world');
  });

  it('asks for tools and formats, and tells calls and cuts', async () => {
    const call = { index: 0, id: 'x', type: 'function', function: { name: 'sum', arguments: '{"a":1}' } };
    const engine = await startFakeEngine(
      stream(chunk({ tool_calls: [call] }), chunk({}, 'tool_calls', { usage }), done),
      pages.vllm ?? {},
    );
    const { post } = await gatewayOf(engine.url);
    const parameters = { type: 'object', properties: { a: { type: 'number' } } };
    const tools = [{ type: 'function', name: 'sum', parameters }];
    const asked = { model, input: 'a', tools, tool_choice: 'required' };
    const called = { type: 'function_call', call_id: 'x', name: 'sum', arguments: '{"a":1}' };
    expect(await (await post('/v1/responses', asked)).json()).toMatchObject({ output: [called] });
    expect(engine.asked[0]?.body).toMatchObject({ tools: [{ function: { name: 'sum', parameters } }] });
    const events = eventsOf(await (await post('/v1/responses', { ...asked, stream: true })).text());
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { output: [called] } });
    engine.answer = stream(chunk({ content: '{"a"' }, 'length'), done);
    const format = { type: 'json_schema', name: 'n', schema: parameters };
    const cut = await (await post('/v1/responses', { model, input: 'a', text: { format } })).json();
    expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
    expect(engine.asked.at(-1)?.body.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { schema: parameters },
    });
  });

  it('ends by response.failed where the engine fails in the middle, and refuses before it with a status', async () => {
    const engine = await startFakeEngine(stream(chunk({ content: 'a' })), pages.vllm ?? {});
    const { post } = await gatewayOf(engine.url);
    const events = eventsOf(await (await post('/v1/responses', { model, input: 'a', stream: true })).text());
    expect(events.at(-1)).toMatchObject({ type: 'response.failed', response: { status: 'failed' } });
    const long = "This model's maximum context length is 512 tokens.";
    engine.answer = json({ error: { message: long, type: 'BadRequestError', code: 400 } }, 400) as FakeEngine['answer'];
    expect((await post('/v1/responses', { model, input: 'a' })).status).toBe(400);
  });

  it('answers over another Tramontane as that one answers itself', async () => {
    const second = await startServer(saying('Lily and Tim'));
    const { post } = await gatewayOf(`${second.url}/v1`, apiToken);
    const asked = { model, input: 'a', temperature: 0 };
    const itself = await fetch(`${second.url}/v1/responses`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(asked),
    });
    const [there, through] = [await itself.json(), await (await post('/v1/responses', asked)).json()] as {
      output: { content: object[] }[];
      usage: object;
    }[];
    expect(through?.output[0]?.content).toEqual(there?.output[0]?.content);
    expect(through?.usage).toEqual(there?.usage);
  });
});
