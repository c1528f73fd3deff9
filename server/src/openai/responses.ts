// POST .../v1/responses: OpenAI's newer operation, without anything stored: the whole conversation comes with each
// request.
import type { RequestHandler } from 'express';
import { type Answer, collectAnswers } from '../generation/collect.ts';
import type { RunServices } from '../generation/hold-places.ts';
import { acceptAll, runGenerations } from '../generation/run-generations.ts';
import { streamAnswers } from '../generation/stream.ts';
import { contextOf } from '../http/request-context.ts';
import { sendJson } from '../http/send-json.ts';
import type { ServedModel, ServedModels } from '../served-models.ts';
import { findModel } from './answer.ts';
import { readResponsesRequest } from './responses-request.ts';
import { ResponseEvents, wholeResponse } from './responses-serializer.ts';

/** An unknown model is refused before anything else that is wrong. */
export function createResponse(models: ServedModels, services: RunServices): RequestHandler {
  return async (req, res) => {
    const body: unknown = req.body;
    findModel(res, models, body);
    const request = readResponsesRequest(body);
    const { name } = contextOf(res).model as ServedModel; // the schema requires one
    const prompts = await acceptAll(res, request.inputs);
    await runGenerations(res, { prompts, nPerPrompt: 1 }, services, async (running) => {
      // The first events say nothing of the answer, so they need not wait for it.
      if (request.stream) return streamAnswers(res, running, new ResponseEvents(request, name), true);
      const [answer] = await collectAnswers(res, running);
      sendJson(res, 200, wholeResponse(request, name, answer as Answer));
    });
  };
}
