// Checks a running engine whose model embeds or scores: the published clients get through the server what the engine itself
// answers, to the bit, and a clear refusal of what it cannot do.
import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import Cloudflare from 'cloudflare';
import OpenAI from 'openai';
import pino from 'pino';
import { readConfig } from '../src/config.ts';
import { serve } from '../src/serve.ts';
import { upstreamDefaults } from '../src/upstream/options.ts';
import { UpstreamModel } from '../src/upstream/upstream-model.ts';

const token = 'token-of-the-bench';
const account = '0123456789abcdef0123456789abcdef';
const texts = ['the cat sat', 'a dog ran', 'the cat ran'];

/** What transformers makes of the engine's model. */
export interface ExpectedScores {
  readonly query: string;
  readonly texts: readonly string[];
  /** Probabilities, in the order of the texts. */
  readonly scores: readonly number[];
}

/** llama.cpp looks its activation function up in a table of 16-bit numbers. */
const tolerance = 0.005;

interface Checked {
  readonly openai: OpenAI;
  readonly cloudflare: Cloudflare;
  /** Asks the engine itself. */
  readonly ask: (path: string, body: object) => Promise<Record<string, unknown>>;
}

/** Starts a server in front of the engine, and checks its scores, or else its vectors. @throws AssertionError */
export async function checkReading(url: string, expected: ExpectedScores | undefined): Promise<string> {
  const task = expected ? 'text-classification' : 'text-embeddings';
  const name = task === 'text-embeddings' ? '@cf/baai/bge-base-en-v1.5' : '@cf/baai/bge-reranker-base';
  const served = await UpstreamModel.start({ name, task, upstreams: [{ ...upstreamDefaults, url }] });
  const config = readConfig({ PORT: '0', TRAMONTANE_API_TOKEN: token, TRAMONTANE_ACCOUNT_ID: account });
  const server = await serve(config, [served], pino({ level: 'silent' }));
  const listed = (await (await fetch(`${url}/models`)).json()) as { data: { id: string }[] };
  const checked: Checked = {
    openai: new OpenAI({ apiKey: token, baseURL: `${server.url}/v1`, maxRetries: 0 }),
    cloudflare: new Cloudflare({ apiToken: token, baseURL: `${server.url}/client/v4`, maxRetries: 0 }),
    async ask(path, body) {
      const response = await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: listed.data[0]?.id, ...body }),
      });
      return (await response.json()) as Record<string, unknown>;
    },
  };
  try {
    if (!expected) {
      await checkVectors(checked, name);
      return 'vectors to the bit';
    }
    return `scores of transformers within ${(await checkScores(checked, name, expected)).toFixed(5)}`;
  } finally {
    await server.close();
  }
}

async function checkVectors({ openai, cloudflare, ask }: Checked, model: string): Promise<void> {
  const theirs = (await ask('/embeddings', { input: texts })) as { data: { embedding: number[] }[] };
  const expected = theirs.data.map(({ embedding }) => embedding.map(Math.fround));
  // The client asks for base64 unless it is told otherwise.
  for (const format of [{}, { encoding_format: 'float' }] as const) {
    const { data, usage } = await openai.embeddings.create({ model, input: texts, ...format });
    deepStrictEqual(
      data.map(({ embedding }) => [...embedding]),
      expected,
    );
    ok(usage.prompt_tokens > 0);
  }
  const run = (body: object) => cloudflare.ai.run(model, { account_id: account, ...body } as never) as Promise<unknown>;
  const several = (await run({ text: texts })) as { shape: number[]; data: number[][] };
  deepStrictEqual(several.data, expected);
  deepStrictEqual(several.shape, [3, expected[0]?.length]);
  const ids = await openai.embeddings.create({ model, input: [[5, 6, 7], [8]] });
  strictEqual(ids.data.length, 2);
  await rejects(run({ text: 'word '.repeat(5000) }), /5021/);
  await rejects(openai.embeddings.create({ model, input: 'a', dimensions: 3 }), /dimensions/);
  await rejects(openai.chat.completions.create({ model, messages: [{ role: 'user', content: 'a' }] }), /embeds text/);
}

/** @returns the largest difference of a probability */
async function checkScores({ openai, cloudflare }: Checked, model: string, expected: ExpectedScores): Promise<number> {
  const { query, texts: scored, scores } = expected;
  const body = { account_id: account, query, contexts: scored.map((text) => ({ text })) };
  const { response } = (await cloudflare.ai.run(model, body as never)) as unknown as {
    response: { id: number; score: number }[];
  };
  deepStrictEqual(response.map(({ id }) => id).sort(), [...scored.keys()]);
  const differences = response.map(({ id, score }) => Math.abs(score - (scores[id] ?? Number.NaN)));
  ok(Math.max(...differences) < tolerance, `scores ${JSON.stringify(response)}, expected ${JSON.stringify(scores)}`);
  for (const [i, { score }] of response.entries()) ok(score <= (response[i - 1]?.score ?? 1), 'best first');
  await rejects(openai.embeddings.create({ model, input: 'a' }), /scores texts against a query/);
  return Math.max(...differences);
}
