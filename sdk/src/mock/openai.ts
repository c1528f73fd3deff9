// Mocked answers in the form of OpenAI's API: chats, texts, the list of models. Of `n` answers only the first is given.
import type { Model } from '../model.ts';
import type { components } from '../openapi.gen.ts';
import type { MockCall } from './answers.ts';
import type { CompleteAnswer, Serializer } from './text.ts';

type Schemas = components['schemas'];
type Chunk = Schemas['ChatCompletionChunk'];

/** A chat's answer. */
export function chatSerializer(call: MockCall): Serializer<Schemas['ChatCompletion']> {
  const head = headOf(call);
  const chunk = (delta: Chunk['choices'][0]['delta'], finish_reason: Chunk['choices'][0]['finish_reason'] = null) =>
    ({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] }) satisfies Chunk;
  return {
    whole({ response, toolCalls, usage, finishReason }) {
      const calls = toolCalls.map(callOf);
      const content = response === '' && calls.length > 0 ? null : textOf(response);
      const message = { role: 'assistant' as const, content, tool_calls: calls.length > 0 ? calls : undefined };
      const choice = { index: 0, message, logprobs: null, finish_reason: finishReason };
      return { ...head, object: 'chat.completion', choices: [choice], usage };
    },
    piece: (content, i) => ({ ...chunk(i === 0 ? { role: 'assistant', content } : { content }), ...beforeUsage(call) }),
    end({ toolCalls, usage, finishReason }, nPieces) {
      const role = nPieces === 0 ? { role: 'assistant' as const } : {};
      const calls = toolCalls.map((each, index) => ({ index, ...callOf(each) }));
      const frames = calls.length > 0 ? [{ ...chunk({ ...role, tool_calls: calls }), ...beforeUsage(call) }] : [];
      return [...frames, ...withUsage(call, chunk(calls.length > 0 ? {} : role, finishReason), usage)];
    },
  };
}

/** A text's continuation. */
export function completionSerializer(call: MockCall): Serializer<Schemas['Completion']> {
  const head = { ...headOf(call), object: 'text_completion' } as const;
  const before = call.input.echo === true && typeof call.input.prompt === 'string' ? call.input.prompt : '';
  const choice = (text: string, finish_reason: Schemas['CompletionChoice']['finish_reason'] = null) => ({
    ...head,
    choices: [{ index: 0, text, logprobs: null, finish_reason }],
  });
  return {
    whole: ({ response, usage, finishReason }) => ({ ...choice(before + textOf(response), finishReason), usage }),
    piece: (text, i) => ({ ...choice(i === 0 ? before + text : text), ...beforeUsage(call) }),
    end: ({ usage, finishReason }, nPieces) =>
      withUsage(call, choice(nPieces === 0 ? before : '', finishReason), usage),
  };
}

/** A model, as OpenAI's API lists it. */
export function openAiModel({ name, created_at, properties }: Model): Schemas['OpenAiModel'] {
  const window = properties.find(({ property_id }) => property_id === 'context_window')?.value;
  return {
    id: name,
    object: 'model',
    created: Math.floor(Date.parse(`${created_at ?? '2024-01-01 00:00:00'}Z`) / 1000),
    owned_by: name.split('/').at(-2) ?? name,
    context_window: Number(window ?? 4096),
  };
}

function headOf({ model }: MockCall) {
  const now = Date.now();
  return { id: `id-${now}`, created: Math.floor(now / 1000), model };
}

function callOf({ name = '', arguments: values = {} }: CompleteAnswer['toolCalls'][0]): Schemas['ChatToolCall'] {
  const id = `call_${crypto.randomUUID().replaceAll('-', '').slice(0, 24)}`;
  return { id, type: 'function', function: { name, arguments: JSON.stringify(values) } };
}

/** The text of an answer: a value as its JSON. */
export function textOf(response: string | object): string {
  return typeof response === 'string' ? response : JSON.stringify(response);
}

/** Whether the request asks for the usage in a chunk of its own; undefined if it does not say. */
function includesUsage({ input }: MockCall): boolean | undefined {
  const options = input.stream_options as { include_usage?: boolean | null } | null | undefined;
  return options?.include_usage ?? undefined;
}

/** Where the usage has a chunk of its own, all other chunks have `usage: null`. */
function beforeUsage(call: MockCall): { usage?: null } {
  return includesUsage(call) ? { usage: null } : {};
}

function withUsage<Last extends object>(call: MockCall, last: Last, usage: CompleteAnswer['usage']): object[] {
  const included = includesUsage(call);
  if (included)
    return [
      { ...last, usage: null },
      { ...last, choices: [], usage },
    ];
  return [included === false ? last : { ...last, usage }];
}
