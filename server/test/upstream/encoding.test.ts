// Models that read, over engines elsewhere: what each engine is asked, what its answers become on both APIs, and how a model
// of another task is refused.
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EmbeddingInput } from '../../src/encoder-model.ts';
import type { TaskName } from '../../src/model-task.ts';
import { type UpstreamOptions, upstreamDefaults } from '../../src/upstream/options.ts';
import { UpstreamModel } from '../../src/upstream/upstream-model.ts';
import { accountId, authorization, openServerOf, type TestServer, until } from '../http/harness.ts';
import { optionsOf, startModel } from './asking.ts';
import { type FakeEngine, json, startFakeEngine, stream } from './fake-engine.ts';
import { hello, pages } from './replays.ts';

const vectors = [
  [0.5, -0.25, 1],
  [0, 0.75, -1],
];
const base64 = (vector: readonly number[]) => Buffer.from(Float32Array.from(vector).buffer).toString('base64');
const usage = { prompt_tokens: 7, total_tokens: 7 };
const listed = (embeddings: readonly unknown[]) => ({
  object: 'list',
  data: embeddings.map((embedding, index) => ({ object: 'embedding', index, embedding })).reverse(), // any order
  usage,
});

/** What each engine answers to two texts. vLLM, llama-server and Tramontane were asked; the others' sources were read. */
const answers: Record<string, object> = {
  vllm: listed(vectors.map(base64)),
  sglang: listed(vectors),
  'llama-server': listed(vectors.map(base64)),
  ollama: { model: 'm', embeddings: vectors, total_duration: 1, prompt_eval_count: 7 },
  tramontane: listed(vectors.map(base64)),
  openai: listed(vectors),
};
const names = Object.keys(answers);

async function engineOf(name: string, answer: FakeEngine['answer'] = json(answers[name])): Promise<FakeEngine> {
  return startFakeEngine(answer, pages[name] ?? {});
}

/** What an engine of that name is sent. */
async function sent(name: string, input: Partial<EmbeddingInput> = {}, more: Partial<UpstreamOptions> = {}) {
  const engine = await engineOf(name);
  const { model } = await startModel(optionsOf(engine, more));
  const embeddings = await model.embed({ texts: ['a', 'b'], ...input }, {}, new AbortController().signal);
  return { asked: engine.asked[0], embeddings };
}

describe.each(names)('%s', (name) => {
  it('embeds: a vector for each text, in their order', async () => {
    const { asked, embeddings } = await sent(name);
    expect(embeddings.vectors.map((vector) => [...vector])).toEqual(vectors);
    expect(embeddings.nTokens).toBe(7);
    expect(asked?.path).toBe(name === 'ollama' ? '/api/embed' : '/v1/embeddings');
    expect(asked?.body).toMatchObject(
      name === 'ollama' ? { input: ['a', 'b'], truncate: false } : { input: ['a', 'b'], encoding_format: 'base64' },
    );
  });

  it('is asked for what it can do, and what it cannot is refused by name', async () => {
    const outcome = async (input: Partial<EmbeddingInput>) =>
      sent(name, input).then(
        ({ asked }) => asked?.body,
        (error) => error.message,
      );
    const short = await outcome({ dimensions: 3 });
    if (['sglang', 'llama-server'].includes(name)) expect(short).toMatch(/has no '\/dimensions'/);
    else expect(short).toMatchObject({ dimensions: 3 });
    const cut = await outcome({ truncate: true });
    if (name === 'vllm') expect(cut).toMatchObject({ truncate_prompt_tokens: -1 });
    else if (name === 'ollama') expect(cut).toMatchObject({ truncate: true });
    else expect(cut).toMatch(/has no '\/truncate_inputs'/);
    const ids = await outcome({ texts: [[1, 2], [3]] });
    if (name === 'ollama') expect(ids).toMatch(/has no '\/input' as token ids/);
    else expect(ids).toMatchObject({ input: [[1, 2], [3]] });
  });
});

describe('an answer that is not what was asked for', () => {
  it('is refused where the engine ignored the length of the vectors', async () => {
    await expect(sent('vllm', { dimensions: 2 })).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining("no '/dimensions' for this model: its vectors have 3 numbers"),
    });
  });

  it.each([
    ['too few vectors', listed([vectors[0]])],
    ['too many', listed([...vectors, vectors[0]])],
    ['one twice', { data: [0, 0].map((index) => ({ index, embedding: vectors[0] })) }],
    ['different lengths', listed([vectors[0], [1]])],
    [
      'no numbers',
      listed([
        [1, null],
        [2, 3],
      ]),
    ],
    ['base64 of half a number', listed(['AAA=', 'AAA='])],
    ['empty vectors', listed([[], []])],
    ['a text', 'Hello'],
  ])('is a failure of the engine: %s', async (_, answer) => {
    const engine = await engineOf('vllm', json(answer));
    const { model, events } = await startModel(optionsOf(engine));
    const asked = model.embed({ texts: ['a', 'b'] }, {}, new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ kind: 'engineLost' });
    expect(events.at(-1)).toMatchObject({ type: 'failed', reason: expect.stringContaining('no vector for each of 2') });
  });
});

describe('scores', () => {
  const results = [
    { index: 1, relevance_score: 0.75 },
    { index: 0, relevance_score: -2 },
  ];
  const input = { query: 'q', texts: ['a', 'b'] };
  const rank = async (name: string, answer: unknown) => {
    const engine = await engineOf(name, json(answer));
    const { model } = await startModel(optionsOf(engine));
    const ranking = await model.rank(input, {}, new AbortController().signal);
    return { asked: engine.asked[0], scores: ranking.scores };
  };

  it.each([
    [
      'vllm',
      {
        results: [
          { index: 1, relevance_score: 0.75 },
          { index: 0, relevance_score: 0.5 },
        ],
      },
      [0.5, 0.75],
    ],
    ['llama-server', { results }, [1 / (1 + Math.exp(2)), 1 / (1 + Math.exp(-0.75))]],
    ['sglang', results.map(({ index, relevance_score: score }) => ({ index, score })), [0.119_203, 0.679_179]],
    [
      'tramontane',
      {
        response: [
          { id: 1, score: 0.75 },
          { id: 0, score: 0.5 },
        ],
      },
      [0.5, 0.75],
    ],
  ])('of %s are probabilities, in the order of the texts', async (name, answer, expected) => {
    const { asked, scores } = await rank(name, answer);
    for (const [i, score] of scores.entries()) expect(score).toBeCloseTo(expected[i] ?? Number.NaN, 5);
    if (name === 'tramontane') {
      expect(asked?.path).toBe('/run?version=3');
      expect(asked?.headers['cf-consn-model-id']).toBe('m');
      expect(asked?.body.inputs).toEqual({ query: 'q', contexts: [{ text: 'a' }, { text: 'b' }] });
    } else {
      expect(asked).toMatchObject({ path: '/v1/rerank', body: { query: 'q', documents: ['a', 'b'] } });
    }
  });

  it('are refused by name where the engine has none, and a failure where one is missing', async () => {
    await expect(rank('ollama', {})).rejects.toMatchObject({
      kind: 'badInput',
      message: expect.stringContaining("Ollama, the engine of this model, has no '/contexts' to score"),
    });
    await expect(rank('vllm', { results: results.slice(1) })).rejects.toMatchObject({ kind: 'engineLost' });
  });
});

const embedder = '@cf/baai/bge-base-en-v1.5';
const reranker = '@cf/baai/bge-reranker-base';

async function serve(
  engine: FakeEngine,
  name: string,
  task: TaskName | null,
  more: Partial<UpstreamOptions> = {},
): Promise<TestServer> {
  const upstreams = [{ ...upstreamDefaults, ...more, url: engine.url }];
  const served = await UpstreamModel.start({ name, task, upstreams });
  const server = await openServerOf([served]);
  onTestFinished(() => server.close());
  return server;
}

const post = (url: string, body: object, init: RequestInit = {}) =>
  fetch(url, { method: 'POST', headers: { authorization }, body: JSON.stringify(body), ...init });
const runOf = (server: TestServer, name: string) => (body: object, init?: RequestInit) =>
  post(`${server.url}/client/v4/accounts/${accountId}/ai/run/${name}`, body, init);

describe('clients of Workers AI', () => {
  it('get vectors of one text and of several, with the pooling that is known', async () => {
    const engine = await engineOf('vllm');
    const server = await serve(engine, embedder, 'text-embeddings', { pooling: 'cls' });
    const run = runOf(server, embedder);
    const several = await run({ text: ['a', 'b'], pooling: 'cls' });
    expect(await several.json()).toEqual({
      result: {
        shape: [2, 3],
        data: vectors,
        pooling: 'cls',
        usage: { prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 },
      },
      success: true,
      errors: [],
      messages: [],
    });
    engine.answer = json(listed([vectors[0]]));
    expect(await (await run({ text: 'a' })).json()).toMatchObject({ result: { shape: [1, 3], data: [vectors[0]] } });
    expect(engine.asked.at(-1)?.body.input).toEqual(['a']);
    const other = await run({ text: 'a', pooling: 'mean' });
    expect(other.status).toBe(400);
    expect(await other.text()).toContain(
      "'/pooling' is 'mean', but vLLM, the engine of this model, was started with 'cls'",
    );
    expect(engine.asked).toHaveLength(2);
  });

  it('get vectors of contexts, and with a query their similarities, the best first', async () => {
    const engine = await engineOf('vllm');
    const server = await serve(engine, '@cf/baai/bge-m3', 'text-embeddings');
    const run = runOf(server, '@cf/baai/bge-m3');
    const contexts = [{ text: 'a' }, { text: 'b' }];
    expect(await (await run({ contexts })).json()).toMatchObject({ result: { response: vectors, shape: [2, 3] } });
    engine.answer = json(
      listed([
        [1, 0],
        [0, 2],
        [3, 3],
        [0, 0],
      ]),
    );
    const asked = { query: 'q', contexts: [...contexts, { text: 'c' }] };
    const { result } = (await (await run(asked)).json()) as { result: { response: { id: number; score: number }[] } };
    expect(engine.asked.at(-1)?.body.input).toEqual(['q', 'a', 'b', 'c']);
    expect(result.response.map(({ id }) => id)).toEqual([1, 0, 2]);
    expect(result.response[0]?.score).toBeCloseTo(Math.SQRT1_2, 6);
    expect(result.response.slice(1).map(({ score }) => score)).toEqual([0, 0]);
  });

  it('get scores, cut to top_k', async () => {
    const engine = await engineOf(
      'vllm',
      json({ results: [0.25, 1, 0.5].map((relevance_score, index) => ({ index, relevance_score })) }),
    );
    const run = runOf(await serve(engine, reranker, 'text-classification'), reranker);
    const contexts = ['a', 'b', 'c'].map((text) => ({ text }));
    const all = await run({ query: 'q', contexts });
    expect(await all.json()).toMatchObject({
      result: {
        response: [
          { id: 1, score: 1 },
          { id: 2, score: 0.5 },
          { id: 0, score: 0.25 },
        ],
      },
    });
    const best = (await (await run({ query: 'q', contexts, top_k: 1 })).json()) as { result: { response: object[] } };
    expect(best.result.response).toEqual([{ id: 1, score: 1 }]);
  });

  it.each([
    [{ text: [] }, /'\/text'/],
    [{ text: '' }, /Length of '\/text' must be >= 1/],
    [{ text: 5 }, /Type mismatch of '\/text'/],
    [{ text: Array(101).fill('a') }, /'\/text'/],
    [{ text: 'a', pooling: 'max' }, /enum max not in mean,cls/],
    [{ text: 'a', pool: 'cls' }, /'\/pool' is not known here/],
    [{ requests: [{ text: 'a' }] }, /required properties at '\/' are 'text'/],
    [{ contexts: [{ txt: 'a' }] }, /required properties at '\/contexts\/0' are 'text'/],
    [{ prompt: 'a' }, /'@cf\/baai\/bge-base-en-v1.5' embeds text; this request is for a model that generates text/],
    [{ messages: [] }, /embeds text; this request is for a model that generates text/],
    [{}, /required properties at '\/' are 'text'/],
  ])('are told what is wrong with %j', async (body, message) => {
    const engine = await engineOf('vllm');
    const response = await runOf(await serve(engine, embedder, 'text-embeddings'), embedder)(body);
    expect([response.status, engine.asked.length]).toEqual([400, 0]);
    expect(((await response.json()) as { errors: { message: string }[] }).errors[0]?.message).toMatch(message);
  });

  it('are told of an engine that was not started for it, and of a text that is too long', async () => {
    const no = {
      error: { code: 501, message: 'This server does not support embeddings.', type: 'not_supported_error' },
    };
    const engine = await engineOf('llama-server', json(no, 501));
    const run = runOf(await serve(engine, embedder, 'text-embeddings'), embedder);
    const refused = await run({ text: 'a' });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('llama-server, the engine of this model, embeds no text');
    const long =
      'input (3602 tokens) is too large to process. increase the physical batch size (current batch size: 512)';
    engine.answer = json({ error: { code: 500, message: long, type: 'server_error' } }, 500);
    expect((await run({ text: 'a' })).status).toBe(413);
  });
});

describe('clients of OpenAI', () => {
  const ask = (server: TestServer, body: object) => post(`${server.url}/v1/embeddings`, { model: embedder, ...body });

  it('get vectors, as numbers or to the bit as base64, of texts or token ids', async () => {
    const engine = await engineOf('llama-server');
    const server = await serve(engine, embedder, 'text-embeddings');
    expect(await (await ask(server, { input: ['a', 'b'], user: 'me' })).json()).toEqual({
      object: 'list',
      data: vectors.map((embedding, index) => ({ object: 'embedding', index, embedding })),
      model: embedder,
      usage,
    });
    const coded = (await (await ask(server, { input: [[1, 2], [3]], encoding_format: 'base64' })).json()) as {
      data: { embedding: string }[];
    };
    expect(coded.data.map(({ embedding }) => embedding)).toEqual(vectors.map(base64));
    engine.answer = json(listed([vectors[0]]));
    for (const input of ['a', [1, 2]]) expect((await ask(server, { input })).status).toBe(200);
    expect(engine.asked.map(({ body }) => body.input)).toEqual([['a', 'b'], [[1, 2], [3]], ['a'], [[1, 2]]]);
    const long = await ask(server, { input: 'a', dimensions: 2 });
    expect(await long.json()).toMatchObject({ error: { param: 'dimensions', type: 'invalid_request_error' } });
  });

  it.each([[[]], [''], [['a', 1]], [[['a']]], [[[]]], [5], [[1.5]]])('are refused the input %j', async (input) => {
    const engine = await engineOf('vllm');
    const response = await ask(await serve(engine, embedder, 'text-embeddings'), { input });
    expect([response.status, engine.asked.length]).toEqual([400, 0]);
  });
});

describe('a model of another task', () => {
  it('is refused by name on every operation', async () => {
    const engine = await engineOf('vllm', stream(...(hello.vllm ?? [])));
    const writer = await serve(engine, 'writer', 'text-generation');
    const reader = await serve(engine, embedder, 'text-embeddings');
    const refused = async (response: Promise<Response>) => {
      const { status } = await response;
      const body = (await (await response).json()) as { errors: { message: string }[] };
      expect(status).toBe(400);
      return body.errors[0]?.message;
    };
    const generates = /'writer' generates text; this request is for a model that /;
    expect(await refused(runOf(writer, 'writer')({ text: 'a' }))).toMatch(generates);
    expect(await refused(runOf(writer, 'writer')({ query: 'q', contexts: [{ text: 'a' }] }))).toMatch(generates);
    expect(await refused(post(`${writer.url}/v1/embeddings`, { model: 'writer', input: 'a' }))).toMatch(generates);
    const embeds = new RegExp(`'${embedder}' embeds text; this request is for a model that generates text`);
    const chat = { model: embedder, messages: [{ role: 'user', content: 'a' }] };
    expect(await refused(post(`${reader.url}/v1/chat/completions`, chat))).toMatch(embeds);
    expect(await refused(post(`${reader.url}/v1/completions`, { model: embedder, prompt: 'a' }))).toMatch(embeds);
    expect(await refused(post(`${reader.url}/v1/responses`, { model: embedder, input: 'a' }))).toMatch(embeds);
    expect(engine.asked).toEqual([]);
  });

  it('is told by its engine where only that knows the task', async () => {
    const engine = await engineOf('vllm');
    const server = await serve(engine, 'mine', null);
    const run = runOf(server, 'mine');
    expect(await (await run({ text: ['a', 'b'] })).json()).toMatchObject({ result: { data: vectors } });
    engine.answer = json({ detail: 'Not Found' }, 404);
    expect(await (await run({ prompt: 'a' })).text()).toContain('vLLM has no such operation');
    expect(await (await run({ query: 'q', contexts: [{ text: 'a' }] })).text()).toContain('scores no texts');
  });

  it('is listed under its task, with the schemas of it', async () => {
    const server = await serve(await engineOf('vllm'), embedder, 'text-embeddings');
    const get = async (path: string) =>
      (await fetch(`${server.accountUrl}/ai/${path}`, { headers: { authorization } })).json();
    const search = (await get('models/search')) as { result: object[] };
    expect(search.result).toMatchObject([{ name: embedder, task: { name: 'Text Embeddings' } }]);
    expect(await get('models/search?task=Text%20Generation')).toMatchObject({ result: [] });
    expect(await get('models/search?format=openrouter')).toEqual({ data: [] });
    expect(await get('tasks/search')).toMatchObject({ result: [{ name: 'Text Embeddings' }] });
    const { result } = (await get(`models/schema?model=${embedder}`)) as {
      result: { input: { oneOf: { title: string }[] } };
    };
    expect(result.input.oneOf.map(({ title }) => title)).toEqual(['Text', 'Contexts']);
  });
});

describe('several upstreams', () => {
  it('are asked in turn where one cannot be reached, and a client that leaves stops the one that is asked', async () => {
    const dead = await engineOf('vllm');
    const live = await engineOf('vllm');
    const { model } = await startModel(optionsOf(dead), optionsOf(live));
    const before = model.reports().map(({ isInService }) => isInService);
    dead.answer = (_req, res) => void res.destroy();
    for (let i = 0; dead.asked.length === 0 && i < 100; i++) {
      const session = `${i}`; // until one belongs to the dead upstream
      const answer = await model.embed({ texts: ['a', 'b'] }, { session }, new AbortController().signal);
      expect(answer.vectors).toHaveLength(2);
    }
    expect(before).toEqual([true, true]);
    expect(dead.asked.length).toBeGreaterThan(0);
    live.answer = () => undefined; // says nothing
    dead.answer = () => undefined;
    const leave = new AbortController();
    const nBefore = live.asked.length + dead.asked.length;
    const asked = model.embed({ texts: ['a'] }, {}, leave.signal).catch((error: unknown) => error);
    await until(() => live.asked.length + dead.asked.length > nBefore, 'asked');
    leave.abort();
    await asked;
    await until(() => [...live.asked, ...dead.asked].some(({ isAborted }) => isAborted), 'the engine knows');
    expect(model.reports().map(({ nRunning }) => nRunning)).toEqual([0, 0]);
  });
});
