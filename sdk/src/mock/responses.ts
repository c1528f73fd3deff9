// Mocked answers of OpenAI's Responses API: whole, and as a stream of named events.
import type { components } from '../openapi.gen.ts';
import type { MockCall } from './answers.ts';
import { textOf } from './openai.ts';
import type { CompleteAnswer, Serializer } from './text.ts';

type Schemas = components['schemas'];
type Response = Schemas['Response'];
type CallItem = ReturnType<typeof callItem>;
type Item = MessageItem | CallItem;
type MessageItem = ReturnType<typeof messageItem>;
type NewEvent = (type: Schemas['ResponseEvent']['type'], fields: object) => object;
type Status = 'in_progress' | 'completed' | 'incomplete';

/** A response. As a stream it counts its events, so each call has a serializer of its own. */
export function responseSerializer(call: MockCall): Serializer<Response> {
  const head = headOf(call);
  const messageId = makeId('msg');
  const place = { item_id: messageId, output_index: 0, content_index: 0 };
  let nEvents = 0;
  let text = '';
  const event: NewEvent = (type, fields) => ({ type, sequence_number: nEvents++, ...fields });
  const running = () => ({ response: { ...head, ...progress('in_progress', []) } });
  const messageBegins = () => [
    event('response.output_item.added', { output_index: 0, item: messageItem(messageId, 'in_progress') }),
    event('response.content_part.added', { ...place, part: textPart('') }),
  ];
  const messageEnds = (status: Status) => [
    event('response.output_text.done', { ...place, text, logprobs: [] }),
    event('response.content_part.done', { ...place, part: textPart(text) }),
    event('response.output_item.done', { output_index: 0, item: messageItem(messageId, status, text) }),
  ];
  const delta = (piece: string) => event('response.output_text.delta', { ...place, delta: piece, logprobs: [] });
  return {
    isNamed: true,
    whole(answer) {
      const status = statusOf(answer);
      return { ...head, ...progress(status, itemsOf(answer, messageId)), usage: usageOf(answer) };
    },
    first: () => [event('response.created', running()), event('response.in_progress', running())],
    piece(piece, i) {
      text += piece;
      return i === 0 ? [...messageBegins(), delta(piece)] : delta(piece);
    },
    end(answer, nPieces) {
      const status = statusOf(answer);
      const items = itemsOf(answer, messageId);
      const isEmpty = nPieces === 0 && answer.toolCalls.length === 0;
      const frames = isEmpty ? [...messageBegins(), delta('')] : [];
      if (nPieces > 0 || isEmpty) frames.push(...messageEnds(status));
      for (const [i, item] of items.entries()) {
        if (item.type === 'function_call') frames.push(...callEvents(item, i, event));
      }
      const response = { ...head, ...progress(status, items), usage: usageOf(answer) };
      return [...frames, event(status === 'incomplete' ? 'response.incomplete' : 'response.completed', { response })];
    },
    failed({ code, message }) {
      const error = { code: code ?? 'server_error', message };
      const response = { ...head, ...progress('failed', []), error };
      return [event('error', { ...error, param: null }), event('response.failed', { response })];
    },
  };
}

/** What all bodies of one response have in common: mostly, what its request said. */
function headOf({ model, input }: MockCall) {
  return {
    id: makeId('resp'),
    object: 'response' as const,
    created_at: Math.floor(Date.now() / 1000),
    model,
    instructions: (input.instructions ?? null) as string | null,
    metadata: (input.metadata ?? {}) as Record<string, unknown>,
    tools: (input.tools ?? []) as Record<string, unknown>[],
    tool_choice: input.tool_choice ?? 'auto',
    parallel_tool_calls: (input.parallel_tool_calls ?? true) as boolean,
    text: (input.text ?? { format: { type: 'text' } }) as Record<string, unknown>,
    temperature: (input.temperature ?? null) as number | null,
    top_p: (input.top_p ?? 1) as number,
    max_output_tokens: (input.max_output_tokens ?? null) as number | null,
    previous_response_id: null,
    background: false as const,
    store: false as const,
    truncation: 'disabled' as const,
    reasoning: { effort: null, summary: null },
  };
}

function progress(status: Response['status'], output: Item[]) {
  const incomplete_details = status === 'incomplete' ? { reason: 'max_output_tokens' } : null;
  return { status, error: null, incomplete_details, output, usage: null };
}

function statusOf({ finishReason }: CompleteAnswer): 'completed' | 'incomplete' {
  return finishReason === 'length' ? 'incomplete' : 'completed';
}

/** The message, unless there are only calls, and the calls. */
function itemsOf(answer: CompleteAnswer, messageId: string): Item[] {
  const status = statusOf(answer);
  const text = textOf(answer.response);
  const calls = answer.toolCalls.map((call) => callItem(call, status));
  return text === '' && calls.length > 0 ? calls : [messageItem(messageId, status, text), ...calls];
}

function callEvents(item: CallItem, output_index: number, event: NewEvent): object[] {
  const { id: item_id, name, arguments: args } = item;
  return [
    event('response.output_item.added', { output_index, item: { ...item, status: 'in_progress', arguments: '' } }),
    event('response.function_call_arguments.delta', { item_id, output_index, delta: args }),
    event('response.function_call_arguments.done', { item_id, output_index, name, arguments: args }),
    event('response.output_item.done', { output_index, item }),
  ];
}

function callItem({ name = '', arguments: values = {} }: CompleteAnswer['toolCalls'][0], status: Status) {
  const type = 'function_call' as const;
  return { type, id: makeId('fc'), status, call_id: makeId('call'), name, arguments: JSON.stringify(values) };
}

/** The message: with its text, or as it begins. */
function messageItem(id: string, status: Status, text?: string) {
  return {
    type: 'message' as const,
    id,
    status,
    role: 'assistant' as const,
    content: text === undefined ? [] : [textPart(text)],
  };
}

function textPart(text: string): Schemas['ResponseTextPart'] {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

function usageOf({ usage }: CompleteAnswer): NonNullable<Response['usage']> {
  const { prompt_tokens: asked, completion_tokens: written } = usage;
  return {
    input_tokens: asked,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: written,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: asked + written,
  };
}

function makeId(prefix: string): string {
  return `${prefix}_${crypto.randomUUID().replaceAll('-', '')}`;
}
