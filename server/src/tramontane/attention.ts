// POST /tramontane/attention: where one token of a finished answer looked.
import type { RequestHandler, Response } from 'express';
import type { AttentionView } from '../engine/generation.ts';
import { ServerError } from '../errors.ts';
import type { components } from '../generated/openapi.gen.ts';
import { requireKnownFields } from '../generation/fields.ts';
import { holdPlaces, type RunServices } from '../generation/hold-places.ts';
import { propertiesOf, readMessages, refuseMedia } from '../generation/request-messages.ts';
import { readToolUse } from '../generation/tool-choice.ts';
import { contextOf } from '../http/request-context.ts';
import { sendJson } from '../http/send-json.ts';
import { Validator } from '../http/validator.ts';
import { findModel } from '../openai/answer.ts';
import type { ServedModel, ServedModels } from '../served-models.ts';
import type { AttentionInput, TextAttention, TextGenerationInput } from '../text-model.ts';
import { successBody } from '../workers-ai/envelope.ts';

type Body = components['schemas']['AttentionRequest'];

const validator = new Validator('AttentionRequest');
const fields = new Set(validator.properties);
const usualColumns = 128;

/** The weights are computed in a place of the token, like an answer. */
export function tellAttention(models: ServedModels, services: RunServices): RequestHandler {
  return async (req, res) => {
    findModel(res, models, req.body);
    const asked = readRequest(req.body);
    const { generator, name } = contextOf(res).model as ServedModel; // the schema requires one
    if (!generator.attend) {
      throw new ServerError('badInput', `Error: '${name}' runs on another engine, which does not tell its attention`);
    }
    await holdPlaces(res, 1, services, async (signal, { owner }) => {
      const told = await (generator as Required<typeof generator>).attend(asked, { owner, signal });
      countTokens(res, told.view);
      sendJson(res, 200, successBody(resultOf(told, asked.perHead)));
    });
  };
}

function countTokens(res: Response, { position }: AttentionView): void {
  const n = position + 1;
  contextOf(res).usage = { prompt_tokens: n, completion_tokens: 0, total_tokens: n };
}

/** @throws ServerError badInput (5006) */
function readRequest(sent: unknown): AttentionInput {
  refuseMedia(sent);
  validator.require(sent);
  requireKnownFields(propertiesOf(sent), fields);
  const body = sent as Body; // just validated
  return {
    input: readText(body),
    answer: body.answer ?? '',
    position: body.position,
    layers: body.layers,
    perHead: body.per_head ?? false,
    maxColumns: body.max_columns ?? usualColumns,
  };
}

function readText({ messages, prompt, tools, chat_template_kwargs: variables }: Body): TextGenerationInput {
  const sampling = { temperature: 0 };
  if ((messages === undefined) === (prompt === undefined)) {
    throw new ServerError('badInput', "Error: '/messages' or '/prompt' is needed, and not both");
  }
  if (messages === undefined) return { prompt: prompt ?? '', raw: true, sampling };
  const named = messages.map((message) => (message.role === 'developer' ? { ...message, role: 'system' } : message));
  const toolUse = readToolUse({ tools: tools ?? undefined });
  return { prompt: readMessages(named), raw: false, sampling, toolUse, templateVariables: variables ?? undefined };
}

function resultOf(
  { tokens, nPromptTokens, view }: TextAttention,
  perHead: boolean,
): components['schemas']['Attention'] {
  return {
    tokens: [...tokens],
    prompt_tokens: nPromptTokens,
    position: view.position,
    positions_per_column: view.positionsPerColumn,
    n_layers: view.nLayers,
    n_heads: view.nHeads,
    n_kv_heads: view.nKvHeads,
    sliding_window: view.slidingWindow ?? null,
    per_head: perHead,
    layers: view.layers.map(({ layer, rows }) => ({ layer, rows: rows.map((row) => Array.from(row, rounded)) })),
  };
}

/** Float32 has seven digits; six places are more than a picture shows. */
function rounded(weight: number): number {
  return Math.min(1, Math.round(weight * 1e6) / 1e6);
}
