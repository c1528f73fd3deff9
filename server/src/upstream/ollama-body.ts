// What Ollama's own API is asked: /api/chat, and /api/generate for raw text. It tells a prompt that is too long from one
// that fits only when it is told neither to cut it nor to shift the window.
import { conversationOf, foldConversation } from './messages.ts';
import { type Asked, promptText, refuseField, samplingOf, type UpstreamRequest, withoutBos } from './request.ts';

/** @throws ServerError badInput, naming engine and field, for what the engine cannot do */
export function ollamaRequest({ input, dialect, model, isFolded }: Asked): UpstreamRequest {
  const { prompt, raw, maxTokens, stop = [], format, toolUse } = input;
  if (typeof prompt !== 'string' && 'ids' in prompt) refuseField(dialect, 'prompt', 'as token ids');
  if (input.logprobs !== undefined) refuseField(dialect, 'logprobs');
  if (input.templateVariables) refuseField(dialect, 'chat_template_kwargs');
  if (toolUse?.forced) refuseField(dialect, 'tool_choice');
  if (toolUse && format) refuseField(dialect, 'response_format', 'beside tools');
  if (toolUse && !toolUse.parallel) refuseField(dialect, 'parallel_tool_calls');
  const options = {
    ...dialect.always,
    ...samplingOf(input, dialect),
    num_predict: maxTokens ?? -1, // -1: no limit
    stop: format ? [] : stop,
  };
  const common = {
    model,
    stream: true,
    truncate: false,
    shift: false,
    options,
    format: format?.type === 'json_object' ? 'json' : format?.schema,
  };
  if (raw) {
    const body = { ...common, prompt: withoutBos(promptText(prompt)), raw: true };
    return { path: '/api/generate', isFromRoot: true, body };
  }
  const given = typeof prompt === 'string' ? [{ role: 'user', content: prompt }] : prompt;
  if (given.at(-1)?.prefix) refuseField(dialect, 'messages', 'with a beginning of the answer as the last one');
  const linked = conversationOf(given);
  const messages = (isFolded ? foldConversation(linked) : linked).map(
    ({ role, content, toolCalls, toolCallId, name }) => ({
      role,
      content,
      tool_calls: toolCalls?.map((call) => ({
        id: call.id,
        function: { name: call.name, arguments: call.arguments },
      })),
      tool_call_id: toolCallId,
      tool_name: name,
    }),
  );
  const tools = toolUse?.tools.map(({ name, description, parameters }) => ({
    type: 'function',
    function: { name, description, parameters: parameters ?? { type: 'object', properties: {} } },
  }));
  return { path: '/api/chat', isFromRoot: true, body: { ...common, messages, tools } };
}
