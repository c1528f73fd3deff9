// The whole path without stand-ins: HTTP, text, engine and device, on the bundled model.
import { readFileSync } from 'node:fs';
import pino from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundledModelPath } from '../../src/bundled-model.ts';
import { readConfig } from '../../src/config.ts';
import { loadModel } from '../../src/load-model.ts';
import { type RunningServer, serve } from '../../src/serve.ts';
import { accountId, apiToken, authorization, framesOf, model } from './harness.ts';

interface Golden {
  prompts: {
    prompt: string;
    greedy_ids: number[];
    text_raw_pieces: string;
    first_bos_or_eos_in_greedy: number | null;
  }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../goldens/stories260k.golden.json', import.meta.url), 'utf8'));

let server: RunningServer;
beforeAll(async () => {
  const env = { PORT: '0', TRAMONTANE_ACCOUNT_ID: accountId, TRAMONTANE_API_TOKEN: apiToken };
  const loaded = await loadModel({ name: model, path: bundledModelPath });
  server = await serve(readConfig(env), [loaded], pino({ level: 'silent' }));
});
afterAll(() => server?.close());

function run(body: object, signal?: AbortSignal): Promise<Response> {
  const url = `${server.url}/client/v4/accounts/${accountId}/ai/run/${model}`;
  return fetch(url, { method: 'POST', headers: { authorization }, body: JSON.stringify(body), signal: signal ?? null });
}

async function textOf(body: object): Promise<string> {
  const { result } = (await (await run(body)).json()) as { result: { response: string } };
  return result.response;
}

const streamTextOf = async (body: object) =>
  framesOf(await (await run({ ...body, stream: true })).text())
    .slice(0, -1)
    .map((data) => JSON.parse(data).response)
    .join('');

const greedy = { raw: true, max_tokens: 200, temperature: 0 };

it.each(golden.prompts.filter((one) => one.first_bos_or_eos_in_greedy === null))(
  'continues "$prompt" as the reference does, whole and streamed',
  async ({ prompt, text_raw_pieces, greedy_ids }) => {
    // The reference writes prompt and continuation in one. The space that SentencePiece puts before any text belongs to
    // the prompt where there is one, and is the first thing generated where there is none.
    const expected = text_raw_pieces.slice(prompt === '' ? 0 : prompt.length + 1);
    const body = { ...greedy, prompt: prompt || '<s>' };
    expect(await textOf(body)).toBe(expected);
    expect(await streamTextOf(body)).toBe(expected);
    const { result } = (await (await run(body)).json()) as { result: { usage: object } };
    expect(result.usage).toMatchObject({ completion_tokens: greedy_ids.length });
  },
);

it('stops where the reference begins another story', async () => {
  const stopping = golden.prompts.filter((one) => one.first_bos_or_eos_in_greedy !== null);
  expect(stopping).not.toHaveLength(0);
  for (const { prompt, text_raw_pieces, first_bos_or_eos_in_greedy } of stopping) {
    const { result } = (await (await run({ ...greedy, prompt })).json()) as {
      result: { response: string; usage: { completion_tokens: number } };
    };
    expect(result.response).toBe(text_raw_pieces.slice(prompt.length + 1).split('<BOS>')[0]);
    expect(result.usage.completion_tokens).toBe((first_bos_or_eos_in_greedy ?? 0) + 1);
  }
});

it('a seed repeats a text, and another one does not', async () => {
  const body = { prompt: 'Once upon a time', temperature: 1, max_tokens: 40 };
  const first = await textOf({ ...body, seed: 42 });
  expect(await textOf({ ...body, seed: 42 })).toBe(first);
  expect(await streamTextOf({ ...body, seed: 42 })).toBe(first);
  expect(await textOf({ ...body, seed: 43 })).not.toBe(first);
});

it('stories told at the same time do not mix, and one that is left does not disturb the others', async () => {
  const prompts = ['Once upon a time', 'The big red ball was', 'Lily and Tom', 'One day, a dog'];
  const bodies = prompts.map((prompt) => ({ ...greedy, prompt, max_tokens: 60 }));
  const alone: string[] = [];
  for (const body of bodies) alone.push(await textOf(body));
  const leaving = new AbortController();
  const left = run({ ...greedy, prompt: 'Tim', stream: true }, leaving.signal).then(async (response) => {
    await response.body?.getReader().read();
    leaving.abort();
  });
  expect(await Promise.all(bodies.map((body) => streamTextOf(body)))).toEqual(alone);
  await left;
});

it('tells how many tokens of the prompt were found in the cache, whole and streamed, on both APIs', async () => {
  const prompt = 'Lily and Tom had a red ball and a blue boat that they took to the lake with their dog, and one day ';
  const ask = async (path: string, body: object) => {
    const url = `${server.url}/client/v4/accounts/${accountId}/ai/${path}`;
    const response = await fetch(url, { method: 'POST', headers: { authorization }, body: JSON.stringify(body) });
    expect(response.status).toBe(200);
    return response.text();
  };
  const text = { model, prompt, max_tokens: 2, temperature: 0 };
  interface Usage {
    prompt_tokens: number;
    prompt_tokens_details?: { cached_tokens: number };
  }
  const usageOf = (answer: string) => (JSON.parse(answer) as { usage: Usage }).usage;

  const first = usageOf(await ask('v1/completions', text));
  const again = usageOf(await ask('v1/completions', text));
  // Blocks of 16 positions are shared; the last token of a prompt is always computed.
  const shared = Math.floor((again.prompt_tokens - 1) / 16) * 16;
  expect(shared).toBeGreaterThan(0);
  expect(first.prompt_tokens_details?.cached_tokens ?? 0).toBeLessThan(shared);
  expect(again.prompt_tokens_details?.cached_tokens).toBe(shared);

  const frames = await ask('v1/completions', { ...text, stream: true, stream_options: { include_usage: true } });
  const last =
    framesOf(frames)
      .filter((data) => data !== '[DONE]')
      .at(-1) ?? '';
  expect(usageOf(last).prompt_tokens_details?.cached_tokens).toBe(shared);
  const run = JSON.parse(await ask(`run/${model}`, { prompt, raw: true, max_tokens: 2 })) as {
    result: { usage: Usage };
  };
  expect(run.result.usage.prompt_tokens_details?.cached_tokens).toBe(shared);
});
