// GET .../ai/models/search: the models this server really has, filtered and in pages; and what can be filtered by.
import type { RequestHandler } from 'express';
import { type ModelProperty, textGenerationTask } from '../catalogue.ts';
import { ServerError } from '../errors.ts';
import { sendJson } from '../http/send-json.ts';
import { authorOf, type ServedModel, type ServedModels } from '../served-models.ts';
import { successBody } from './envelope.ts';
import { openRouterModel } from './openrouter.ts';

/** See above. Parameters that the API does not have are ignored. */
export function searchModels(models: ServedModels): RequestHandler {
  return (req, res) => {
    const query = new URLSearchParams(req.url.split('?')[1]);
    const page = wholeNumber(query, 'page', 1);
    const perPage = wholeNumber(query, 'per_page', 100);
    const found = models.list().filter((model) => matches(model, query));
    const onPage = found.slice((page - 1) * perPage, page * perPage); // past the end: empty, where clients stop asking
    if (query.get('format') === 'openrouter') return sendJson(res, 200, { data: onPage.map(openRouterModel) });
    sendJson(res, 200, {
      ...successBody(onPage.map(describe)),
      result_info: { count: onPage.length, page, per_page: perPage, total_count: found.length },
    });
  };
}

/** GET .../ai/tasks/search. */
export const searchTasks: RequestHandler = (_req, res) => sendJson(res, 200, successBody([textGenerationTask]));

/** GET .../ai/authors/search. */
export function searchAuthors(models: ServedModels): RequestHandler {
  return (_req, res) => {
    const names = new Set(models.list().map(authorOf));
    sendJson(res, 200, successBody([...names].map((name) => ({ name }))));
  };
}

function matches(model: ServedModel, query: URLSearchParams): boolean {
  const { name, entry } = model;
  const asked = (key: string) => query.get(key)?.toLowerCase() || null; // `?task=` asks for nothing
  const search = asked('search');
  const task = asked('task');
  const author = asked('author');
  const source = asked('source');
  if (search && !`${name}\n${entry.description}`.toLowerCase().includes(search)) return false;
  if (task && task !== textGenerationTask.name.toLowerCase()) return false;
  if (author && author !== authorOf(model).toLowerCase()) return false;
  if (source && Number(source) !== entry.source) return false;
  if (asked('hide_experimental') === 'true' && entry.properties.some((one) => one.property_id === 'beta')) return false;
  return true;
}

function describe({ entry, generator }: ServedModel): Record<string, unknown> {
  const contextWindow: ModelProperty = { property_id: 'context_window', value: String(generator.contextWindow) };
  return {
    id: entry.id,
    source: entry.source,
    name: entry.name,
    description: entry.description,
    ...(entry.createdAt === undefined ? {} : { created_at: entry.createdAt }),
    task: textGenerationTask,
    tags: [],
    // The catalogue's words on LoRA are about the real service: this server takes no adapter, and refuses whoever tries.
    properties: [contextWindow, ...entry.properties.filter((one) => one.property_id !== 'lora')],
  };
}

function wholeNumber(query: URLSearchParams, key: string, fallback: number): number {
  const text = query.get(key);
  if (!text) return fallback;
  if (/^\d{1,9}$/.test(text) && Number(text) >= 1) return Number(text);
  throw new ServerError('malformedRequest', `Invalid input: '${key}' is '${text}'; it takes a whole number from 1`);
}
