// The server that is put under load: what it is asked over HTTP, and how it is found out what it serves.
import { Agent } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { BenchError } from './compare.ts';
import { type Outcome, streamedRequest, type Target } from './streamed-request.ts';
import type { Asked } from './workload.ts';

/** Whose operations are asked: runs of Workers AI, or completions of OpenAI's API. */
export type Api = 'workers-ai' | 'openai';

export interface ServedOptions {
  /** The server's origin. */
  readonly url: string;
  readonly api: Api;
  /** Of Workers AI. */
  readonly accountId: string;
  /** Null where none is wanted. */
  readonly apiToken: string | null;
  /** Null takes the first one that the server lists. */
  readonly model: string | null;
  readonly timeoutMs: number;
}

/** A server, ready to be asked. */
export interface Served {
  readonly model: string;
  /** Positions for prompt and answer together, where the server says so. */
  readonly contextWindow: number | null;
  send(asked: Asked, dueAt: number, signal?: AbortSignal): Promise<Outcome>;
}

/** Greedy: what is measured should not depend on luck. The text is continued as it stands, without a template. */
const greedy = { temperature: 0, stream: true };

/** @throws BenchError if the server cannot be reached, or has no such model */
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
  const bodyOf = ({ prompt, maxTokens }: Asked) =>
    api === 'openai'
      ? { model, prompt, max_tokens: maxTokens, ...greedy, stream_options: { include_usage: true } }
      : { prompt, raw: true, max_tokens: maxTokens, ...greedy };
  return { ...found, model, send: (asked, dueAt, signal) => streamedRequest(target, bodyOf(asked), dueAt, signal) };
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
 * How many words make so many tokens here: two prompts are sent, and the server's own count is believed.
 *
 * @throws BenchError if it refuses even these
 */
export async function findWordsFor(
  served: Served,
  promptOf: (nWords: number) => string,
): Promise<(n: number) => number> {
  const [few, many] = [8, 40];
  const count = async (nWords: number) => {
    const asked = { prompt: promptOf(nWords), nPrompt: nWords, maxTokens: 1 };
    const { error, nPrompt } = await served.send(asked, performance.now());
    if (error !== undefined) throw new BenchError(`A first, short request failed: ${error}`);
    return nPrompt;
  };
  const [a, b] = [await count(few), await count(many)];
  // A server that does not count: a token and a third a word is what English takes.
  const perWord = b > a ? (b - a) / (many - few) : 4 / 3;
  const before = b > a ? Math.max(0, a - few * perWord) : 1; // BOS, and what else stands in front
  return (nTokens) => Math.max(0, Math.round((nTokens - before) / perWord));
}
