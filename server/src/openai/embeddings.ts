// POST .../v1/embeddings: texts as vectors, in the form of OpenAI's API.
import type { RequestHandler } from 'express';
import type { EmbeddingInput } from '../encoder-model.ts';
import type { components } from '../generated/openapi.gen.ts';
import { runEncoding } from '../generation/encode.ts';
import { requireKnownFields } from '../generation/fields.ts';
import type { RunServices } from '../generation/hold-places.ts';
import { propertiesOf } from '../generation/request-messages.ts';
import { contextOf } from '../http/request-context.ts';
import { sendJsonInSlices } from '../http/send-json.ts';
import { Validator } from '../http/validator.ts';
import type { ServedModel, ServedModels } from '../served-models.ts';
import { findModel } from './answer.ts';

type EmbeddingRequest = components['schemas']['EmbeddingRequest'];

const schema = new Validator('EmbeddingRequest');
const fields = new Set(schema.properties);

/** An unknown model is refused before anything else that is wrong. */
export function createEmbedding(models: ServedModels, services: RunServices): RequestHandler {
  return async (req, res) => {
    const { body: sent } = req;
    findModel(res, models, sent);
    schema.require(sent);
    requireKnownFields(propertiesOf(sent), fields);
    const request = sent as EmbeddingRequest; // just validated
    const { name } = contextOf(res).model as ServedModel; // the schema requires one
    const input = readInput(request);
    await runEncoding(
      res,
      services,
      (encoder, options, signal) => encoder.embed(input, options, signal),
      ({ vectors, nTokens = 0 }) => {
        const encode = request.encoding_format === 'base64' ? base64Of : (vector: Float32Array) => vector;
        return sendJsonInSlices(res, 200, {
          object: 'list',
          data: vectors.map((vector, index) => ({ object: 'embedding', index, embedding: encode(vector) })),
          model: name,
          usage: { prompt_tokens: nTokens, total_tokens: nTokens },
        });
      },
    );
  };
}

function readInput({ input, dimensions, options }: EmbeddingRequest): EmbeddingInput {
  return { texts: textsOf(input), dimensions: dimensions ?? undefined, rejectIfBusy: options?.rejectIfBusy };
}

/** One text, as it is or as ids, or several. */
function textsOf(input: EmbeddingRequest['input']): EmbeddingInput['texts'] {
  if (typeof input === 'string') return [input];
  return typeof input[0] === 'number' ? [input as number[]] : (input as string[] | number[][]);
}

/** Little-endian, as every machine is that this runs on. */
function base64Of({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}
