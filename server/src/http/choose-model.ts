// Which model answers a request, and under which name it was asked for.
import type { Response } from 'express';
import type { ServedModel, ServedModels } from '../served-models.ts';
import { contextOf } from './request-context.ts';

/**
 * Finds the model of this name for the request; the header x-tramontane-model tells which one it is.
 *
 * @throws ServerError 5007 if there is none
 */
export function chooseModel(res: Response, models: ServedModels, name: string): ServedModel {
  const context = contextOf(res);
  context.askedModel = name;
  const model = models.get(name);
  context.model = model;
  res.setHeader('x-tramontane-model', model.name);
  return model;
}
