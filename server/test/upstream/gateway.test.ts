// The whole server in front of engines elsewhere: what clients of either API see of it, which is no difference.
import { expect, it, onTestFinished } from 'vitest';
import { type UpstreamOptions, upstreamDefaults } from '../../src/upstream/options.ts';
import { UpstreamModel } from '../../src/upstream/upstream-model.ts';
import { authorization, framesOf, model, openServerOf, type TestServer, until } from '../http/harness.ts';
import { data, type FakeEngine, json, startFakeEngine, stream } from './fake-engine.ts';
import { hello, pages, parts } from './replays.ts';

async function gatewayOf(...upstreams: readonly (Partial<UpstreamOptions> & { url: string })[]): Promise<TestServer> {
  const lookEveryMs = { ready: 200, away: 50 };
  const options = upstreams.map((upstream) => ({ ...upstreamDefaults, ...upstream }));
  const served = await UpstreamModel.start({ name: model, upstreams: options, lookEveryMs });
  const server = await openServerOf([served]);
  onTestFinished(() => server.close());
  return server;
}

async function gateway(answer: FakeEngine['answer'] = stream(...(hello.vllm ?? [])), more = {}) {
  const engine = await startFakeEngine(answer, pages.vllm ?? {});
  return { engine, server: await gatewayOf({ url: engine.url, ...more }) };
}

const post = (url: string, body: object, init: RequestInit = {}) =>
  fetch(url, { method: 'POST', headers: { authorization }, body: JSON.stringify(body), ...init });
const usage = { prompt_tokens: 5, completion_tokens: 3, total_tokens: 8 };

it('answers run, whole and streamed, with one usage and one end', async () => {
  const { server } = await gateway();
  const whole = await server.run({ prompt: 'Hi' });
  expect(await whole.json()).toMatchObject({
    success: true,
    result: { response: 'Hello, world', tool_calls: [], usage, finish_reason: 'stop' },
  });
  const text = await (await server.run({ prompt: 'Hi', stream: true })).text();
  const frames = framesOf(text);
  expect(frames.at(-1)).toBe('[DONE]');
  const bodies = frames.slice(0, -1).map((frame) => JSON.parse(frame));
  expect(bodies.map(({ response }) => response).join('')).toBe('Hello, world');
  expect(bodies.filter((body) => 'usage' in body)).toMatchObject([{ usage, finish_reason: 'stop' }]);
  expect(text).not.toContain('chatcmpl');
});

it('answers chat and completions under its own names and ids', async () => {
  const { server, engine } = await gateway();
  const chat = await post(`${server.url}/v1/chat/completions`, {
    model,
    messages: [{ role: 'user', content: 'Hi' }],
    n: 2,
    seed: 7,
  });
  expect(await chat.json()).toMatchObject({
    id: expect.stringMatching(/^id-/),
    model,
    choices: [{ message: { content: 'Hello, world' } }, { message: { content: 'Hello, world' } }],
    usage: { prompt_tokens: 5, completion_tokens: 6, total_tokens: 11 },
  });
  expect(engine.asked.map(({ body }) => body.seed)).toEqual([7, 8]);
  engine.answer = stream(data({ choices: [{ index: 0, text: ' there', finish_reason: 'stop' }], usage }), parts.done);
  const text = await post(`${server.url}/v1/completions`, { model, prompt: 'Hi', echo: true });
  expect(await text.json()).toMatchObject({ choices: [{ text: 'Hi there' }], usage });
  const ids = await post(`${server.url}/v1/completions`, { model, prompt: [1, 2], echo: true });
  expect(ids.status).toBe(400);
});

it('answers JSON mode with an object, and says so where there is none', async () => {
  const { server, engine } = await gateway(stream(parts.chunk({ content: '{"a":1}' }, 'stop'), parts.done));
  const asked = { prompt: 'Hi', response_format: { type: 'json_schema', json_schema: { type: 'object' } } };
  expect(await (await server.run(asked)).json()).toMatchObject({ result: { response: { a: 1 } } });
  engine.answer = stream(parts.chunk({ content: '{"a":' }, 'length'), parts.done);
  const cut = await server.run(asked);
  expect(cut.status).toBe(400);
  expect(await cut.json()).toMatchObject({
    errors: [{ message: expect.stringContaining("JSON Mode couldn't be met") }],
  });
});

it('answers calls of tools, flat on run and in the form of OpenAI on chat', async () => {
  const calls = [{ index: 0, id: 'x', type: 'function', function: { name: 'sum', arguments: '{"a":1}' } }];
  const { server } = await gateway(
    stream(parts.chunk({ tool_calls: calls }), parts.chunk({}, 'tool_calls'), parts.done),
  );
  const messages = [{ role: 'user', content: 'Hi' }];
  const tools = [{ name: 'sum', description: 'adds', parameters: { type: 'object', properties: {} } }];
  const run = await server.run({ messages, tools });
  expect(await run.json()).toMatchObject({ result: { tool_calls: [{ name: 'sum', arguments: { a: 1 } }] } });
  const chat = await post(`${server.url}/v1/chat/completions`, {
    model,
    messages,
    tools: tools.map((tool) => ({ type: 'function', function: tool })),
  });
  expect(await chat.json()).toMatchObject({
    choices: [
      { finish_reason: 'tool_calls', message: { tool_calls: [{ id: 'x', function: { arguments: '{"a":1}' } }] } },
    ],
  });
});

it.each([
  ['overload', json({ error: { message: 'queue is full' } }, 503), 429, 3040],
  ['a text that is too long', json({ error: { message: 'maximum context length is 9' } }, 400), 413, 5021],
  ['our key', json({ error: 'Unauthorized' }, 401), 503, 8008],
  ['a dead engine', json({}, 500), 503, 8008],
])('answers %s with the status and code of the API', async (_what, answer, status, code) => {
  const { server } = await gateway(answer, { key: 'sk-of-the-operator' });
  const res = await server.run({ prompt: 'Hi', stream: true });
  expect(res.status).toBe(status);
  expect(await res.json()).toMatchObject({ errors: [{ code }] });
  expect(JSON.stringify(server.log)).not.toContain('sk-of-the-operator');
  if (status === 503) expect(server.log.at(-1)).toMatchObject({ level: 50 });
});

it('ends a stream that fails in its middle with an error and without [DONE]', async () => {
  const { server } = await gateway(
    stream(parts.chunk({ content: 'a' }), data({ error: { message: 'CUDA' } }), parts.done),
  );
  const frames = framesOf(await (await server.run({ prompt: 'Hi', stream: true })).text());
  expect(JSON.parse(frames[0] ?? '')).toMatchObject({ response: 'a' });
  expect(JSON.parse(frames.at(-1) ?? '')).toMatchObject({ success: false, errors: [{ code: 8008 }] });
});

it('hands a frame on before the next one is there', async () => {
  const held: { next?: () => void } = {};
  const { server } = await gateway(async (_req, res) => {
    res.writeHead(200);
    for (const frame of hello.vllm ?? []) {
      res.write(frame);
      if (frame.includes('Hello')) await new Promise<void>((resolve) => Object.assign(held, { next: resolve }));
    }
    res.end();
  });
  const res = await server.run({ prompt: 'Hi', stream: true });
  const reader = res.body?.getReader();
  const first = await reader?.read();
  expect(new TextDecoder().decode(first?.value)).toContain('"response":"Hello"');
  held.next?.();
  while (!(await reader?.read())?.done);
});

it.each([true, false])('stops the engine when its client leaves (streamed: %s)', async (streamed) => {
  const { server, engine } = await gateway((_req, res) => {
    res.writeHead(200);
    const timer = setInterval(() => res.write(parts.chunk({ content: 'a' })), 5);
    res.once('close', () => clearInterval(timer));
  });
  const controller = new AbortController();
  const running = server.run({ prompt: 'Hi', stream: streamed }, { signal: controller.signal });
  const reading = running.then((res) => res.text()).catch(() => {});
  await until(() => engine.asked.length === 1, 'it is asked');
  controller.abort();
  await reading;
  await until(() => engine.asked[0]?.isAborted === true, 'the engine is left');
});

it('tells how its upstreams are: to everybody without addresses, to Prometheus with them', async () => {
  const { server, engine } = await gateway();
  await server.run({ prompt: 'Hi' });
  const ready = await fetch(`${server.url}/readyz`);
  expect(await ready.json()).toMatchObject({
    status: 'ready',
    models: [{ name: model, status: 'ready', upstreams: [{ engine: 'vllm', ready: true }] }],
  });
  const metrics = await (await fetch(`${server.url}/metrics`, { headers: { authorization } })).text();
  const labels = `{model="${model}",upstream="${engine.url}"}`;
  expect(metrics).toContain(`tramontane_upstream_up${labels} 1`);
  expect(metrics).toContain(`tramontane_upstream_requests_total${labels} 1`);
  expect(metrics).toContain(`tramontane_upstream_waiting_requests${labels} 0`);
  await engine.close();
  for (let i = 0; i < 3; i++) await server.run({ prompt: 'Hi' });
  const away = await fetch(`${server.url}/readyz`);
  expect(away.status).toBe(503);
  const text = await away.text();
  expect(text).toContain('"ready":false');
  expect(text).not.toContain('127.0.0.1');
});

it('lists a model with the window that its engine tells, or with none', async () => {
  const list = async (pagesOf: FakeEngine['pages']) => {
    const engine = await startFakeEngine(stream(), pagesOf);
    const server = await gatewayOf({ url: engine.url });
    const models = await fetch(`${server.url}/v1/models`, { headers: { authorization } });
    const search = await fetch(`${server.accountUrl}/ai/models/search?format=openrouter`, {
      headers: { authorization },
    });
    return [
      ((await models.json()) as { data: object[] }).data[0],
      ((await search.json()) as { data: object[] }).data[0],
    ];
  };
  expect(await list(pages.vllm ?? {})).toMatchObject([{ context_window: 512 }, { context_length: 512 }]);
  for (const entry of await list(pages.openai ?? {})) {
    expect(Object.keys(entry ?? {})).not.toContain('context_window');
    expect(Object.keys(entry ?? {})).not.toContain('context_length');
  }
});

it('speaks to another Tramontane in its own words', async () => {
  const engine = await startFakeEngine(stream(...(hello.vllm ?? [])), pages.vllm ?? {});
  const inner = await gatewayOf({ url: engine.url });
  const outer = await gatewayOf({ url: `${inner.url}/v1`, key: 'token-of-the-tests' });
  expect(await (await outer.run({ prompt: 'Hi' })).json()).toMatchObject({
    result: { response: 'Hello, world', usage },
  });
  engine.answer = json({ error: { message: 'maximum context length is 9' } }, 400);
  const refused = await outer.run({ prompt: 'Hi' });
  expect(refused.status).toBe(413);
  const body = (await refused.json()) as { errors: { message: string }[] };
  expect(body.errors[0]?.message.match(/AiError/g)).toHaveLength(1);
  const stranger = await gatewayOf({ url: `${inner.url}/v1`, key: 'wrong', model, dialect: 'tramontane' });
  expect((await stranger.run({ prompt: 'Hi' })).status).toBe(503);
});
