// From a request of OpenAI's API to its answer, whole or streamed: what chat completions and completions share.
import { randomInt } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { ServerError } from '../errors.ts';
import { collectAnswers, usageOf } from '../generation/collect.ts';
import type { RunServices } from '../generation/hold-places.ts';
import { acceptAll, runGenerations } from '../generation/run-generations.ts';
import { streamAnswers } from '../generation/stream.ts';
import { chooseModel } from '../http/choose-model.ts';
import { contextOf } from '../http/request-context.ts';
import { sendJson } from '../http/send-json.ts';
import { notAStringText } from '../http/validation-messages.ts';
import type { ServedModel, ServedModels } from '../served-models.ts';
import type { TextGenerationInput, TextModel } from '../text-model.ts';
import { ChunkSerializer, type OpenAiSerializer } from './chunks.ts';
import type { OpenAiRequest } from './request.ts';

/** One operation: how it reads bodies and writes answers. */
export interface OpenAiOperation {
  /** Throws 5006. */
  readonly read: (body: unknown) => OpenAiRequest;
  readonly serializerOf: (request: OpenAiRequest) => OpenAiSerializer;
}

/** Answers requests of one operation. An unknown model is refused before anything else that is wrong. */
export function answerOpenAi(models: ServedModels, services: RunServices, operation: OpenAiOperation): RequestHandler {
  return async (req, res) => {
    const body: unknown = req.body;
    findModel(res, models, body);
    const request = operation.read(body);
    const { generator, name } = contextOf(res).model as ServedModel; // the schema requires one
    const prompts = await acceptAll(res, request.inputs);
    const texts = request.echo ? request.inputs.map((input) => promptText(input, generator)) : [];
    const echoOf = (i: number) => texts[Math.floor(i / request.nPerPrompt)] ?? '';
    const serializer = operation.serializerOf(request);
    const now = Date.now();
    const id = `id-${now}${String(randomInt(1e12)).padStart(12, '0')}`;
    const head = (object: string) => ({ id, object, created: Math.floor(now / 1000), model: name });
    await runGenerations(res, { prompts, nPerPrompt: request.nPerPrompt }, services, async (running) => {
      if (request.stream) {
        const chunks = new ChunkSerializer(serializer, head(serializer.chunkObject), request, echoOf);
        const isForced = request.inputs.some(({ toolUse }) => toolUse?.forced);
        return streamAnswers(res, running, chunks, isForced);
      }
      const answers = await collectAnswers(res, running);
      const choices = answers.map((answer, i) => serializer.choice(answer, i, echoOf(i)));
      sendJson(res, 200, { ...head(serializer.object), choices, usage: usageOf(answers, request.nPerPrompt) });
    });
  };
}

/** Puts the body's model into the context; throws 5007 for an unknown one. */
export function findModel(res: Response, models: ServedModels, body: unknown): void {
  const name = typeof body === 'object' && body !== null && 'model' in body ? body.model : undefined;
  if (name === undefined) return; // the schema refuses it, together with everything else that is wrong
  // The schema would list every model name that exists, served here or not.
  if (typeof name !== 'string') throw new ServerError('badInput', notAStringText('model', name), { param: 'model' });
  chooseModel(res, models, name);
}

function promptText({ prompt }: TextGenerationInput, generator: TextModel): string {
  if (typeof prompt === 'string') return prompt;
  return 'ids' in prompt ? generator.textOf(prompt.ids) : '';
}
