// The mocked API besides runs: lists of models in all their forms, tokens, health.

import * as errorCode from '../error-code.gen.ts';
import type { Model, ModelSearch } from '../model.ts';
import type { components, operations } from '../openapi.gen.ts';
import { json, lastOfPath, refusal, success } from './envelope.ts';
import type { Shape } from './errors.ts';
import { searchModels } from './models.ts';
import { openAiModel } from './openai.ts';

/** The JSON of an operation's success in openapi.yaml. */
type Answer<Id extends keyof operations> = operations[Id] extends {
  responses: { 200: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

/** Answers about these models. */
export class MockLists {
  readonly #models: readonly Model[];

  constructor(models: readonly Model[]) {
    this.#models = models;
  }

  search = (request: Request): Response => this.#search(request, 'envelope');

  searchForBinding = (request: Request): Response => this.#search(request, 'flat');

  #search(request: Request, shape: Shape): Response {
    const query = new URL(request.url).searchParams;
    for (const name of ['page', 'per_page']) {
      const text = query.get(name) || '1';
      if (/^[1-9]\d{0,8}$/.test(text)) continue;
      const message = `Invalid input: '${name}' is '${text}'; it takes a whole number from 1`;
      return refusal({ code: errorCode.malformedRequest, message }, shape, null);
    }
    const { result, result_info } = searchModels(this.#models, searchOf(query));
    return json({ ...success(result), result_info } satisfies Answer<'workers-ai-search-model'>);
  }

  authors = (): Response => {
    const names = this.#models.map(({ name }) => name.split('/').at(-2) ?? name);
    return json(success([...new Set(names)].map((name) => ({ name }))));
  };

  tasks = (): Response => {
    const byId = new Map(this.#models.map(({ task }) => [task.id, task]));
    return json(success([...byId.values()]));
  };

  /** The schemas of a text generation model, reduced to what all inputs have in common. */
  schema = (request: Request): Response => {
    const model = new URL(request.url).searchParams.get('model');
    if (!this.#models.some(({ name }) => name === model)) {
      return refusal({ code: errorCode.noSuchModel, message: `No such model ${model} or task` }, 'envelope');
    }
    return json(success(schemas), 200, { 'cf-ai-req-id': crypto.randomUUID() });
  };

  finetunes = (): Response => json(success([]));

  openAiModels = (): Response => {
    const data = this.#models.map(openAiModel);
    return json({ object: 'list', data } satisfies Answer<'openai-list-models'>);
  };

  openAiModel = (request: Request): Response => {
    const name = lastOfPath(request, '/v1/models/');
    const found = this.#models.find((model) => model.name === name);
    if (!found) return refusal({ code: errorCode.noSuchModelId, message: `No such model '${name}'` }, 'openai');
    return json(openAiModel(found) satisfies Answer<'openai-retrieve-model'>);
  };

  token = (): Response => {
    const messages = [{ code: errorCode.authentication, message: 'This API Token is valid and active', type: null }];
    const result: components['schemas']['Token'] = { id: 'ed17574386854bf78a67040be0a770b0', status: 'active' };
    return json({ ...success(result), messages } satisfies Answer<'user-api-tokens-verify-token'>);
  };

  health = (): Response => json({ status: 'ok' } satisfies Answer<'health'>);

  readiness = (): Response => {
    const how = { status: 'ready', restarts: 0, last_failure_at: null } as const;
    const models = this.#models.map(({ name }) => ({ name, ...how }));
    return json({ status: 'ready', models } satisfies Answer<'readiness'>);
  };

  metrics = (): Response => {
    const lines = this.#models.map(({ name }) => `tramontane_engine_up{model="${name}"} 1\n`);
    const text = ['# TYPE tramontane_engine_up gauge\n', ...lines].join('');
    return new Response(text, { headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' } });
  };

  /** The head of the API's document, without its paths. */
  document = (): Response => json({ openapi: '3.1.0', info: { title: 'Tramontane, mocked', version: '0' }, paths: {} });

  /** What the root of a server says: a page to browsers, a text to others. */
  service = ({ headers }: Request): Response => {
    const isBrowser = headers.get('accept')?.includes('text/html') ?? false;
    const text = "Tramontane, mocked: the Workers AI API and OpenAI's API.\n";
    const type = isBrowser ? 'text/html' : 'text/plain';
    const body = isBrowser ? `<!doctype html><title>Tramontane, mocked</title><p>${text}` : text;
    return new Response(body, { headers: { 'content-type': `${type}; charset=utf-8` } });
  };

  reference = (): Response => {
    const page = '<!doctype html><title>Tramontane, mocked</title><p>The reference is at a real server.';
    return new Response(page, { headers: { 'content-type': 'text/html; charset=utf-8' } });
  };
}

const role = { role: { type: 'string' }, content: { oneOf: [{ type: 'string' }, { type: 'array' }] } };
const schemas = {
  input: {
    type: 'object',
    oneOf: [
      { title: 'Prompt', properties: { prompt: { type: 'string', minLength: 1 } }, required: ['prompt'] },
      {
        title: 'Messages',
        properties: { messages: { type: 'array', items: { type: 'object', properties: role, required: ['role'] } } },
        required: ['messages'],
      },
    ],
  },
  output: {
    oneOf: [
      {
        type: 'object',
        contentType: 'application/json',
        properties: { response: { type: 'string' } },
        required: ['response'],
      },
      { type: 'string', contentType: 'text/event-stream', format: 'binary' },
    ],
  },
};

function searchOf(query: URLSearchParams): ModelSearch {
  const numbers = new Set(['source', 'page', 'per_page']);
  const value = (name: string, text: string) => (numbers.has(name) ? Number(text) : text === 'true' || text);
  // `?task=` and `?hide_experimental=false` filter nothing.
  const asked = [...query].filter(([, text]) => text !== '' && text !== 'false');
  return Object.fromEntries(asked.map(([name, text]) => [name, value(name, text)]));
}
