// What OpenAI's API at an upstream is asked: the same input for every engine, in each one's words.
import { createHash } from 'node:crypto';
import { ServerError } from '../errors.ts';
import type { ChatMessage } from '../text/chat-template.ts';
import type { TextGenerationInput } from '../text-model.ts';
import type { Dialect } from './dialects.ts';
import { conversationOf, foldConversation } from './messages.ts';
import { type Asked, promptText, refuseField, samplingOf, type UpstreamRequest, withoutBos } from './request.ts';

/** @throws ServerError badInput, naming engine and field, for what the engine cannot do */
export function openAiRequest(asked: Asked): UpstreamRequest {
  const { input, dialect } = asked;
  const { logprobs } = input;
  if (logprobs !== undefined && !dialect.tellsLogprobs) refuseField(dialect, 'logprobs');
  const common = {
    model: asked.model,
    stream: true,
    stream_options: { include_usage: true },
    n: 1,
    ...dialect.always,
    ...samplingOf(input, dialect),
    max_tokens: input.maxTokens,
    // A format is kept to its end; a text that stops in its middle would be no JSON.
    stop: input.format || input.stop?.length === 0 ? undefined : input.stop,
    ...responseFormat(input, dialect),
    ...asked.extra,
  };
  const isText = input.raw || isIds(input.prompt);
  if (isText) {
    const body = { ...common, prompt: rawPrompt(input, dialect), logprobs };
    return { path: '/completions', isFromRoot: false, body };
  }
  const messages = typeof input.prompt === 'string' ? [{ role: 'user', content: input.prompt }] : input.prompt;
  const body = {
    ...common,
    messages: chatMessages(messages as readonly ChatMessage[], asked),
    ...toolFields(input, dialect),
    chat_template_kwargs: input.templateVariables,
    logprobs: logprobs === undefined ? undefined : true,
    top_logprobs: logprobs,
  };
  return { path: '/chat/completions', isFromRoot: false, body };
}

function isIds(prompt: TextGenerationInput['prompt']): boolean {
  return typeof prompt !== 'string' && 'ids' in prompt;
}

function rawPrompt({ prompt }: TextGenerationInput, dialect: Dialect): string | readonly number[] {
  if (typeof prompt !== 'string' && 'ids' in prompt) {
    if (!dialect.takesTokenIds) refuseField(dialect, 'prompt', 'as token ids');
    return prompt.ids;
  }
  return withoutBos(promptText(prompt));
}

function chatMessages(given: readonly ChatMessage[], { isFolded, dialect }: Asked): object[] {
  if (given.at(-1)?.prefix) refuseField(dialect, 'messages', 'with a beginning of the answer as the last one');
  const linked = conversationOf(given);
  const messages = isFolded ? foldConversation(linked) : linked;
  return messages.map(({ role, content, toolCalls, toolCallId, name }) => ({
    role,
    content,
    tool_calls: toolCalls?.map((call) => ({
      id: call.id,
      type: 'function',
      function: { name: call.name, arguments: JSON.stringify(call.arguments) },
    })),
    tool_call_id: toolCallId,
    name,
  }));
}

/** Whether the call that must be made comes as the JSON of an answer. A schema with references cannot be put into another. */
export function asksCallAsJson({ toolUse }: TextGenerationInput, { forcesCalls }: Dialect): boolean {
  if (forcesCalls !== 'as JSON' || !toolUse?.forced) return false;
  return !toolUse.tools.some(({ parameters }) => JSON.stringify(parameters ?? {}).includes('"$ref"'));
}

function callSchema({ tools }: NonNullable<TextGenerationInput['toolUse']>): object {
  const calls = tools.map(({ name, parameters }) => ({
    type: 'object',
    properties: { name: { enum: [name] }, arguments: parameters ?? noParameters },
    required: ['name', 'arguments'],
    additionalProperties: false,
  }));
  return calls.length === 1 ? (calls[0] as object) : { anyOf: calls };
}

const noParameters = { type: 'object', properties: {} };

/** Calls that must be made go before a format, and a format before calls that may be made: as on our own engine. */
function toolFields(input: TextGenerationInput, dialect: Dialect) {
  const { toolUse, format } = input;
  const { choosesTools, limitsCalls } = dialect;
  if (!toolUse) return {};
  const { tools, forced, parallel } = toolUse;
  const isNamed = tools.length === 1 && dialect.forcesCalls !== 'as JSON';
  const isAsked = forced && !asksCallAsJson(input, dialect);
  const wanted = isAsked ? (isNamed ? named(tools[0]?.name) : 'required') : format && !forced ? 'none' : 'auto';
  if (wanted !== 'auto' && !choosesTools)
    refuseField(dialect, forced ? 'tool_choice' : 'response_format', 'beside tools');
  if (!parallel && !limitsCalls) refuseField(dialect, 'parallel_tool_calls');
  return {
    tools: tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: {
        name,
        description,
        parameters: parameters ?? noParameters,
        strict: forced && dialect.forcesCalls === 'strict' ? true : undefined,
      },
    })),
    tool_choice: choosesTools ? wanted : undefined,
    parallel_tool_calls: parallel ? undefined : false,
  };
}

function named(name: string | undefined): object {
  return { type: 'function', function: { name } };
}

function responseFormat(input: TextGenerationInput, dialect: Dialect): object {
  const { format, toolUse } = input;
  if (toolUse && asksCallAsJson(input, dialect)) {
    return { response_format: { type: 'json_schema', json_schema: { name: 'call', schema: callSchema(toolUse) } } };
  }
  if (!format || toolUse?.forced) return {};
  const isAnyObject = format.type === 'json_object';
  if (isAnyObject && !dialect.jsonNeedsSchema) return { response_format: { type: 'json_object' } };
  const schema = isAnyObject ? { type: 'object' } : format.schema;
  // Engines keep a schema by its name; the same schema has the same one.
  const name = `schema_${createHash('sha256')
    .update(JSON.stringify(schema) ?? '')
    .digest('hex')
    .slice(0, 12)}`;
  if (typeof schema === 'boolean') {
    if (!schema) throw new ServerError('badInput', "JSON Mode couldn't be met: the schema allows nothing");
    return { response_format: { type: 'json_schema', json_schema: { name, schema: {}, strict: true } } };
  }
  return { response_format: { type: 'json_schema', json_schema: { name, schema, strict: true } } };
}
