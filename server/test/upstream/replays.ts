// Streams as engines send them, shortened, and what they say of themselves: written by hand after the engines' sources and
// documents (sglang entrypoints/openai/serving_chat.py, ollama server/routes.go and api/types.go), not recorded. vLLM and
// llama-server themselves are asked by `npm run engines`.
import type { FakeEngine } from './fake-engine.ts';
import { data, json } from './fake-engine.ts';

const listOf = (...models: readonly object[]) => json({ object: 'list', data: models });
const ok = json({ status: 'ok' });

/** What each engine answers to a GET. */
export const pages: Record<string, FakeEngine['pages']> = {
  vllm: {
    '/v1/models': listOf({ id: 'm', object: 'model', owned_by: 'vllm', root: 'm', parent: null, max_model_len: 512 }),
    '/health': ok,
  },
  sglang: {
    '/v1/models': listOf({ id: 'm', object: 'model', owned_by: 'sglang', root: 'm', max_model_len: 512 }),
    '/health': ok,
  },
  'llama-server': {
    '/v1/models': listOf({ id: 'm', object: 'model', owned_by: 'llamacpp', meta: { n_ctx_train: 512 } }),
    '/health': ok,
    '/props': json({ default_generation_settings: { n_ctx: 256 }, total_slots: 2 }),
    '/lora-adapters': json([
      { id: 0, path: '/adapters/other.gguf', scale: 0 },
      { id: 1, path: '/adapters/poems.gguf', scale: 0 },
    ]),
  },
  ollama: {
    '/v1/models': listOf({ id: 'm:latest', object: 'model', owned_by: 'library' }),
    '/api/version': json({ version: '0.13.5' }),
  },
  tramontane: {
    '/v1/models': json(
      { object: 'list', data: [{ id: 'm', object: 'model', owned_by: 'x', context_window: 512 }] },
      200,
      {
        'cf-ray': '00112233445566aa-TRM',
      },
    ),
    '/readyz': json({ status: 'ready', models: [] }),
  },
  openai: {
    '/v1/models': listOf({ id: 'm', object: 'model', owned_by: 'someone' }),
  },
};

const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', system_fingerprint: 'f' };
const chunk = (delta: object, finish_reason: string | null = null, more: object = {}) =>
  data({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason }], ...more });
const usage = { prompt_tokens: 5, total_tokens: 8, completion_tokens: 3 };
const done = data('[DONE]');

/** "Hello, world" in three tokens, with its usage. */
export const hello: Record<string, readonly string[]> = {
  vllm: [
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: 'Hello' }),
    chunk({ content: ', ' }),
    chunk({ content: 'world' }, 'stop', { stop_reason: null }),
    data({ ...head, choices: [], usage }),
    done,
  ],
  sglang: [
    chunk({ role: 'assistant', content: '', reasoning_content: null, tool_calls: null }, null, { usage: null }),
    chunk({ role: null, content: 'Hello', tool_calls: null }, null, { usage: null }),
    chunk({ content: ', ' }, null, { usage: null }),
    chunk({ content: 'world' }, null, { usage: null }),
    chunk({ content: null }, 'stop', { matched_stop: 2, usage: null }),
    data({ ...head, choices: [], usage: { ...usage, prompt_tokens_details: null } }),
    done,
  ],
  'llama-server': [
    ':\n\n',
    chunk({ role: 'assistant', content: null }),
    chunk({ content: 'Hello' }),
    ': ping\n\n',
    chunk({ content: ', ' }),
    chunk({ content: 'world' }),
    chunk({}, 'stop'),
    data({ ...head, choices: [], usage, timings: { cache_n: 0, prompt_n: 5 } }),
    done,
  ],
  ollama: [
    '{"model":"m","created_at":"t","message":{"role":"assistant","content":"Hello"},"done":false}\n',
    '{"model":"m","created_at":"t","message":{"role":"assistant","content":", "},"done":false}\n',
    '{"model":"m","created_at":"t","message":{"role":"assistant","content":"world"},"done":false}\n',
    '{"model":"m","created_at":"t","message":{"role":"assistant","content":""},"done_reason":"stop","done":true,"total_duration":1,"prompt_eval_count":5,"eval_count":3}\n',
  ],
  openai: [
    chunk({ role: 'assistant', content: 'Hello' }),
    chunk({ content: ', ' }),
    chunk({ content: 'world' }),
    chunk({}, 'stop', { usage }),
    done,
  ],
};
hello.tramontane = hello.openai as readonly string[];

/** The parts that tests put together to other streams. */
export const parts = { chunk, usage, done, head };
