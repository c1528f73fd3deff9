// The server under load: finds out which models it serves, and sends it requests over HTTP.
import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { BenchError } from './compare.ts';
import { type Outcome, streamedRequest, type Target } from './streamed-request.ts';
import type { LoadRequest } from './workload.ts';

/** The operation to call: Workers AI's run, or OpenAI's completions. */
export type Api = 'workers-ai' | 'openai';

export interface ServedOptions {
  /** The server's origin. */
  readonly url: string;
  readonly api: Api;
  /** For Workers AI's API. */
  readonly accountId: string;
  /** Null if the server needs none. */
  readonly apiToken: string | null;
  /** Null takes the first model that the server lists. */
  readonly model: string | null;
  readonly timeoutMs: number;
}

/** A server to which requests can be sent. */
export interface Served {
  readonly model: string;
  /** Most tokens of prompt and answer together; null if the server does not say it. */
  readonly contextWindow: number | null;
  send(request: LoadRequest, dueAt: number, signal?: AbortSignal): Promise<Outcome>;
}

/** Greedy, so that results do not depend on chance. Prompts are continued without a chat template. */
const greedy = { temperature: 0, stream: true };

/** @throws BenchError if the server cannot be reached or does not have the model */
export async function openServed(options: ServedOptions): Promise<Served> {
  const { url, api, accountId, apiToken, timeoutMs } = options;
  const root = url.replace(/\/+$/, '');
  const headers = apiToken === null ? {} : { authorization: `Bearer ${apiToken}` };
  const account = `${root}/client/v4/accounts/${accountId}/ai`;
  const list = await get(api === 'openai' ? `${root}/v1/models` : `${account}/models/search`, headers);
  const models = api === 'openai' ? openAiModels(list) : workersAiModels(list);
  const found = models.find(({ name }) => options.model === null || name === options.model);
  if (!found) {
    const known = models.map(({ name }) => name).join(', ') || 'none';
    throw new BenchError(`${root} has no model ${options.model ?? ''}; it has: ${known}`);
  }
  const { name: model } = found;
  const agent = root.startsWith('https:') ? new SecureAgent(keepAlive) : new Agent(keepAlive);
  const operation = api === 'openai' ? `${root}/v1/completions` : `${account}/run/${model}`;
  const target: Target = { url: new URL(operation), headers, agent, timeoutMs };
  const bodyOf = ({ prompt, maxTokens }: LoadRequest) =>
    api === 'openai'
      ? { model, prompt, max_tokens: maxTokens, ...greedy, stream_options: { include_usage: true } }
      : { prompt, raw: true, max_tokens: maxTokens, ...greedy };
  return {
    ...found,
    model,
    send: (request, dueAt, signal) => streamedRequest(target, bodyOf(request), dueAt, signal),
  };
}

const keepAlive = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };

async function get(url: string, headers: Record<string, string>): Promise<unknown> {
  const answer = await fetch(url, { headers }).catch((error: Error) => {
    const { cause } = error;
    throw new BenchError(`There is no server at ${url}: ${cause instanceof Error ? cause.message : error.message}`);
  });
  const text = await answer.text();
  if (!answer.ok) throw new BenchError(`${url} answers ${answer.status}: ${text.slice(0, 300)}`);
  try {
    return JSON.parse(text);
  } catch {
    throw new BenchError(`${url} does not answer with JSON, but with: ${text.slice(0, 100)}`);
  }
}

type Listed = { readonly name: string; readonly contextWindow: number | null };

function workersAiModels(answer: unknown): Listed[] {
  const { result } = answer as { result?: { name: string; properties?: { property_id: string; value: unknown }[] }[] };
  return (result ?? []).map(({ name, properties = [] }) => {
    const window = properties.find(({ property_id }) => property_id === 'context_window')?.value;
    return { name, contextWindow: window === undefined ? null : Number(window) };
  });
}

function openAiModels(answer: unknown): Listed[] {
  const { data } = answer as { data?: { id: string; context_window?: number }[] };
  return (data ?? []).map(({ id, context_window }) => ({ name: id, contextWindow: context_window ?? null }));
}

/**
 * Finds out how many words make a number of tokens, from the server's own count of two prompts.
 *
 * @throws BenchError if the server refuses these prompts
 */
export async function findWordsFor(
  served: Served,
  promptOf: (nWords: number) => string,
): Promise<(n: number) => number> {
  const [few, many] = [8, 40];
  const count = async (nWords: number) => {
    const request = { prompt: promptOf(nWords), nPrompt: nWords, maxTokens: 1 };
    const { error, nPrompt } = await served.send(request, performance.now());
    if (error !== undefined) throw new BenchError(`The first short request failed: ${error}`);
    return nPrompt;
  };
  const [a, b] = [await count(few), await count(many)];
  // If the server does not count tokens: English takes about 4/3 tokens per word.
  const perWord = b > a ? (b - a) / (many - few) : 4 / 3;
  const before = b > a ? Math.max(0, a - few * perWord) : 1; // BOS and other tokens in front of the text
  return (nTokens) => Math.max(0, Math.round((nTokens - before) / perWord));
}
