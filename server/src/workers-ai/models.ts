// GET .../ai/models/search: the models of this server, filtered and in pages; tasks and authors to filter by.
import type { RequestHandler } from 'express';
import type { ModelProperty } from '../catalogue.ts';
import { ServerError } from '../errors.ts';
import { queryOf } from '../http/query.ts';
import { sendJson } from '../http/send-json.ts';
import { describeTask, type TaskName } from '../model-task.ts';
import { authorOf, type ServedModel, type ServedModels } from '../served-models.ts';
import { successBody } from './envelope.ts';
import { openRouterModel } from './openrouter.ts';

/** Ignores query parameters that the API does not have. */
export function searchModels(models: ServedModels): RequestHandler {
  return (req, res) => {
    const query = queryOf(req);
    const page = wholeNumber(query, 'page', 1);
    const perPage = wholeNumber(query, 'per_page', 100);
    const found = models.list().filter((model) => matches(model, query));
    const onPage = found.slice((page - 1) * perPage, page * perPage); // empty behind the last page: clients stop there
    if (query.get('format') === 'openrouter') {
      const writers = onPage.filter((model) => taskOf(model) === 'text-generation'); // the form has no other models
      return sendJson(res, 200, { data: writers.map(openRouterModel) });
    }
    sendJson(res, 200, {
      ...successBody(onPage.map(describe)),
      result_info: { count: onPage.length, page, per_page: perPage, total_count: found.length },
    });
  };
}

/** GET .../ai/tasks/search. */
export function searchTasks(models: ServedModels): RequestHandler {
  return (_req, res) => {
    const served = new Set(models.list().map(taskOf));
    sendJson(res, 200, successBody([...served].map(describeTask)));
  };
}

/** A model whose task only its engine knows is listed under the usual one. */
function taskOf({ task }: ServedModel): TaskName {
  return task ?? 'text-generation';
}

/** GET .../ai/authors/search. */
export function searchAuthors(models: ServedModels): RequestHandler {
  return (_req, res) => {
    const names = new Set(models.list().map(authorOf));
    sendJson(res, 200, successBody([...names].map((name) => ({ name }))));
  };
}

function matches(model: ServedModel, query: URLSearchParams): boolean {
  const { name, entry } = model;
  const filter = (key: string) => query.get(key)?.toLowerCase() || null; // `?task=` filters nothing
  const [search, task, author, source] = ['search', 'task', 'author', 'source'].map(filter);
  if (search && !`${name}\n${entry.description}`.toLowerCase().includes(search)) return false;
  if (task && task !== describeTask(taskOf(model)).name.toLowerCase()) return false;
  if (author && author !== authorOf(model).toLowerCase()) return false;
  if (source && Number(source) !== entry.source) return false;
  const isExperimental = entry.properties.some((property) => property.property_id === 'beta');
  return !(isExperimental && filter('hide_experimental') === 'true');
}

function describe(model: ServedModel): Record<string, unknown> {
  const { entry, generator } = model;
  const { contextWindow } = generator;
  const windowProperty: ModelProperty[] =
    contextWindow === null ? [] : [{ property_id: 'context_window', value: String(contextWindow) }];
  return {
    id: entry.id,
    source: entry.source,
    name: entry.name,
    description: entry.description,
    created_at: entry.createdAt,
    task: describeTask(taskOf(model)),
    tags: [],
    // The catalogue describes the real service, which takes LoRA adapters; this server refuses them.
    properties: [...windowProperty, ...entry.properties.filter((property) => property.property_id !== 'lora')],
  };
}

function wholeNumber(query: URLSearchParams, key: string, fallback: number): number {
  const text = query.get(key);
  if (!text) return fallback;
  if (/^\d{1,9}$/.test(text) && Number(text) >= 1) return Number(text);
  throw new ServerError('malformedRequest', `Invalid input: '${key}' is '${text}'; it takes a whole number from 1`);
}
