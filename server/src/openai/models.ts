// GET .../v1/models and .../v1/models/{model}: the models of this server, in the form of OpenAI's API.
import type { RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import { sendJson } from '../http/send-json.ts';
import { authorOf, type ServedModel, type ServedModels } from '../served-models.ts';

/** All models. */
export function listModels(models: ServedModels): RequestHandler {
  return (_req, res) => sendJson(res, 200, { object: 'list', data: models.list().map(describe) });
}

/** One model. An unknown one is 404 here; only running it is 400, as Workers AI answers. */
export function retrieveModel(models: ServedModels): RequestHandler<{ account_id: string; model: string[] }> {
  return (req, res) => {
    const name = req.params.model.join('/');
    const found = models.find(name);
    if (found) return sendJson(res, 200, describe(found));
    const known = models.list().map((model) => `'${model.name}'`);
    throw new ServerError('noSuchModelId', `No such model '${name}'; this server has ${known.join(', ')}`);
  };
}

function describe(model: ServedModel): object {
  const { name, generator, createdAt } = model;
  return {
    id: name,
    object: 'model',
    created: Math.floor(createdAt.getTime() / 1000),
    owned_by: authorOf(model),
    context_window: generator.contextWindow ?? undefined,
  };
}
