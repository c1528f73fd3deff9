// Which model a run request is for, where its path or its headers name it.
import type { RequestHandler } from 'express';
import { ServerError } from '../errors.ts';
import { chooseModel } from '../http/choose-model.ts';
import { queryOf } from '../http/query.ts';
import type { ServedModels } from '../served-models.ts';

/** The model in the path of the run route. */
export function modelFromPath(models: ServedModels): RequestHandler<{ account_id: string; model_name: string[] }> {
  return (req, res, next) => {
    const name = req.params.model_name.join('/');
    if (name === '') throw new ServerError('noRoute');
    chooseModel(res, models, name);
    next();
  };
}

/** The model in the headers of a Worker's binding; refuses bindings that are too old to be served. */
export function modelFromHeader(models: ServedModels): RequestHandler {
  return (req, res, next) => {
    const version = queryOf(req).get('version');
    if (version !== '2' && version !== '3') {
      throw new ServerError(
        'oldClient',
        `Deprecated SDK version: /run is served for ?version=2 and ?version=3, asked was '${version}'`,
      );
    }
    // `prefix:@cf/author/model`, where the prefix is routing of the real service.
    const name = req.get('cf-consn-model-id')?.replace(/^[^@]*:(?=@)/, '');
    if (!name) throw new ServerError('noSuchModel', 'No such model or task: the header cf-consn-model-id is missing');
    chooseModel(res, models, name);
    next();
  };
}
