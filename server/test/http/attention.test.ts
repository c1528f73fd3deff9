// POST /tramontane/attention: what reaches the engine, what comes back, and who is refused. That the weights are right is
// tested in test/model/attention-view.test.ts.
import { describe, expect, it } from 'vitest';
import type { AttentionQuery, GenerationRequest, TokenGenerator } from '../../src/engine/generation.ts';
import {
  authorization,
  Endless,
  engineOf,
  model,
  openServerOf,
  saying,
  startServer,
  tokenizer,
  until,
} from './harness.ts';
import { readerOf } from './reader.ts';

/** An engine of two layers, four heads and two key heads, which looks at the first position only. */
function looking(asked: GenerationRequest[] = []): TokenGenerator {
  return engineOf(async function* (request) {
    asked.push(request);
    const { perHead, maxColumns, layers = [0, 1] } = request.attention as AttentionQuery;
    const n = request.promptIds.length;
    const positionsPerColumn = Math.ceil(n / maxColumns);
    const row = Float32Array.from({ length: Math.ceil(n / positionsPerColumn) }, (_, i) => (i === 0 ? 1 : 0));
    const rows = Array.from({ length: perHead ? 4 : 2 }, () => row);
    const view = { position: n - 1, positionsPerColumn, nLayers: 2, nHeads: 4, nKvHeads: 2, slidingWindow: undefined };
    yield { id: 5, finishReason: 'length', attention: { ...view, layers: layers.map((layer) => ({ layer, rows })) } };
  });
}

async function ask(url: string, body: unknown, headers: Record<string, string> = { authorization }) {
  const response = await fetch(`${url}/tramontane/attention`, { method: 'POST', headers, body: JSON.stringify(body) });
  const parsed = (await response.json()) as {
    result: { tokens: string[]; layers: { layer: number; rows: number[][] }[]; [key: string]: unknown };
    errors: { code: number; message: string }[];
  };
  return { status: response.status, headers: response.headers, ...parsed };
}

const story = { model, prompt: 'Once upon a time', answer: ', there was a girl' };

describe('attention over HTTP', () => {
  it('replays the prompt and the answer up to the token, with the tokens that a generation would have', async () => {
    const asked: GenerationRequest[] = [];
    const server = await startServer(looking(asked));
    const { bosId = 1 } = tokenizer.vocabulary;
    const whole = [bosId, ...tokenizer.encode('Once upon a time, there was a girl')];
    const { status, result, headers } = await ask(server.url, story);
    expect(status).toBe(200);
    expect(headers.get('x-tramontane-model')).toBe(model);
    expect(asked[0]).toMatchObject({ promptIds: whole, maxTokens: 1, attention: { perHead: false, maxColumns: 128 } });
    expect(result.tokens.slice(1).join('')).toBe(' Once upon a time, there was a girl');
    expect(result).toMatchObject({
      position: whole.length - 1,
      prompt_tokens: 1 + tokenizer.encode('Once upon a time').length,
      n_layers: 2,
      n_heads: 4,
      n_kv_heads: 2,
      sliding_window: null,
      per_head: false,
    });
    expect(result.layers.map(({ rows }) => rows.length)).toEqual([2, 2]);
    const earlier = await ask(server.url, { ...story, position: 3, layers: [1], per_head: true, max_columns: 2 });
    expect(asked[1]?.promptIds).toEqual(whole.slice(0, 4));
    expect(earlier.result).toMatchObject({ position: 3, positions_per_column: 2, layers: [{ layer: 1 }] });
    expect(earlier.result.layers[0]?.rows).toEqual(Array.from({ length: 4 }, () => [1, 0]));
  });

  it('counts as a run of the token: in the log, and against its places', async () => {
    const server = await startServer(looking());
    await ask(server.url, story);
    await until(() => server.log.some(({ path }) => path === '/tramontane/attention'), 'the request is logged');
    expect(server.log.at(-1)).toMatchObject({ model, promptTokens: expect.any(Number), completionTokens: 0 });
    const busy = await startServer(new Endless(), { maxConcurrentRuns: 1, maxConcurrentRunsPerToken: 1 });
    const leave = new AbortController();
    const running = busy
      .run({ prompt: 'x', stream: true, max_tokens: 100_000 }, { signal: leave.signal })
      .catch(() => 0);
    await running;
    expect((await ask(busy.url, story)).status).toBe(429);
    leave.abort();
  });

  it('stops the engine when the client leaves', async () => {
    const engine = new Endless();
    const server = await startServer(engine);
    const leave = new AbortController();
    const asked = fetch(`${server.url}/tramontane/attention`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(story),
      signal: leave.signal,
    }).catch(() => 'left');
    await until(() => engine.nRunning === 1, 'the engine works');
    leave.abort();
    expect(await asked).toBe('left');
    await until(() => engine.nRunning === 0, 'the engine stops');
  });

  it.each([
    ['neither text', { model }, "'/messages' or '/prompt' is needed"],
    ['both texts', { ...story, messages: [{ role: 'user', content: 'x' }] }, "'/messages' or '/prompt' is needed"],
    ['a position behind the text', { ...story, position: 400 }, "'/position' is 400; the text has"],
    ['a field that it does not know', { ...story, layer: 3 }, 'layer'],
    ['a layer that is no number', { ...story, layers: ['first'] }, '/layers/0'],
    [
      'an image',
      { model, messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
      'the models here read texts',
    ],
  ])('refuses %s by name', async (_, body, message) => {
    const server = await startServer(looking());
    const { status, errors } = await ask(server.url, body);
    expect([status, errors[0]?.code]).toEqual([400, 5006]);
    expect(errors[0]?.message).toContain(message);
  });

  it('refuses a text that is longer than the context, a wrong token, and a model of another engine', async () => {
    const server = await startServer(looking());
    expect((await ask(server.url, { ...story, prompt: 'word '.repeat(2000) })).status).toBe(413);
    expect((await ask(server.url, story, { authorization: 'Bearer wrong' })).status).toBe(401);
    const elsewhere = await openServerOf([readerOf('@cf/meta/llama-3-8b-instruct', 'text-generation')]);
    const { status, errors } = await ask(elsewhere.url, { ...story, model: elsewhere.modelNames[0] });
    expect([status, errors[0]?.message]).toEqual([400, expect.stringContaining('runs on another engine')]);
    await elsewhere.close();
  });

  it('of an engine that cannot tell fails, and says nothing false', async () => {
    const server = await startServer(saying('Lily'));
    expect((await ask(server.url, story)).status).toBe(500);
  });
});
