// How one response looks, whole and as a stream of named events.
import { randomBytes } from 'node:crypto';
import type { ServerError } from '../errors.ts';
import type { Answer, End } from '../generation/collect.ts';
import type { StreamSerializer } from '../generation/stream.ts';
import type { PlaceLogprobs, TextEvent, TokenLogprob, ToolCall, Usage } from '../text-generation.ts';
import type { ResponsesRequest } from './responses-request.ts';

type Item = MessageItem | CallItem;

interface MessageItem {
  readonly type: 'message';
  readonly id: string;
  readonly status: 'in_progress' | 'completed' | 'incomplete';
  readonly role: 'assistant';
  readonly content: readonly object[];
}

/** A message that is being written. */
interface OpenMessage {
  readonly id: string;
  readonly place: number;
  text: string;
  readonly logprobs: PlaceLogprobs[];
}

interface CallItem {
  readonly type: 'function_call';
  readonly id: string;
  readonly status: 'in_progress' | 'completed' | 'incomplete';
  readonly call_id: string;
  readonly name: string;
  readonly arguments: string;
}

/** The body of a whole response. */
export function wholeResponse(request: ResponsesRequest, model: string, answer: Answer): object {
  const response = new ResponseHead(request, model);
  const { text, toolCalls, finishReason, usage, logprobs } = answer;
  const status = finishReason === 'length' ? 'incomplete' : 'completed';
  const calls = toolCalls.map((call) => callItem(call, status));
  const messages =
    text === '' && calls.length > 0 ? [] : [messageItem(makeId('msg'), status, [textPart(text, logprobs)])];
  return response.body(status, [...messages, ...calls], usage);
}

/** What all bodies of one response have in common. */
class ResponseHead {
  readonly #head: object;

  constructor({ sent, inputs: [input] }: ResponsesRequest, model: string) {
    const { instructions = null, metadata, tools, tool_choice: choice, text, parallel_tool_calls: parallel } = sent;
    this.#head = {
      id: makeId('resp'),
      object: 'response',
      created_at: Math.floor(Date.now() / 1000),
      model,
      instructions,
      metadata: metadata ?? {},
      tools: tools ?? [],
      tool_choice: choice ?? 'auto',
      parallel_tool_calls: parallel ?? true,
      text: text ?? { format: { type: 'text' } },
      temperature: input?.sampling.temperature ?? null,
      top_p: input?.sampling.topP ?? 1,
      max_output_tokens: sent.max_output_tokens ?? null,
      previous_response_id: null,
      background: false,
      store: false,
      truncation: 'disabled',
      reasoning: { effort: null, summary: null },
    };
  }

  body(status: string, output: readonly Item[], usage: Usage | null, error: object | null = null): object {
    return {
      ...this.#head,
      status,
      error,
      incomplete_details: status === 'incomplete' ? { reason: 'max_output_tokens' } : null,
      output,
      usage: usage && describeUsage(usage),
    };
  }
}

/** Makes the events of one streamed response. */
export class ResponseEvents implements StreamSerializer {
  readonly isNamed = true;
  readonly #response: ResponseHead;
  readonly #items: Item[] = [];
  readonly #callPlaces = new Map<number, number>(); // index of a call -> place among the items
  #message: OpenMessage | undefined;
  #nEvents = 0;

  constructor(request: ResponsesRequest, model: string) {
    this.#response = new ResponseHead(request, model);
  }

  *first(): Generator<object> {
    const response = this.#response.body('in_progress', [], null);
    yield this.#event('response.created', { response });
    yield this.#event('response.in_progress', { response });
  }

  *frames(event: TextEvent): Generator<object> {
    if (event.type === 'text') yield* this.#addText(event.text, event.logprobs ?? []);
    else if (event.type === 'toolCallDelta') yield* this.#addArguments(event.index, event.name, event.arguments);
    else if (event.type === 'end') yield* this.#end(event);
  }

  *last([end]: readonly End[]): Generator<object> {
    const isCut = end?.finishReason === 'length';
    const response = this.#response.body(isCut ? 'incomplete' : 'completed', this.#items, end?.usage ?? null);
    yield this.#event(isCut ? 'response.incomplete' : 'response.completed', { response });
  }

  *failed({ message, row }: ServerError): Generator<object> {
    const error = { code: row.openAi.code ?? 'server_error', message };
    yield this.#event('error', { ...error, param: null });
    yield this.#event('response.failed', { response: this.#response.body('failed', this.#items, null, error) });
  }

  #event(type: string, fields: object): object {
    return { type, sequence_number: this.#nEvents++, ...fields };
  }

  *#addText(text: string, logprobs: readonly PlaceLogprobs[]): Generator<object> {
    if (!this.#message) {
      const id = makeId('msg');
      this.#message = { id, place: this.#items.length, text: '', logprobs: [] };
      const item = messageItem(id, 'in_progress', []);
      this.#items.push(item);
      yield this.#event('response.output_item.added', { output_index: this.#message.place, item });
      yield this.#event('response.content_part.added', { ...this.#partPlace(), part: textPart('', null) });
    }
    this.#message.text += text;
    this.#message.logprobs.push(...logprobs);
    const told = { delta: text, logprobs: logprobs.map(describePlace) };
    yield this.#event('response.output_text.delta', { ...this.#partPlace(), ...told });
  }

  *#addArguments(index: number, name: string | undefined, delta: string): Generator<object> {
    if (!this.#callPlaces.has(index)) {
      const item = callItem({ name: name ?? '', arguments: {} }, 'in_progress');
      this.#callPlaces.set(index, this.#items.length);
      this.#items.push({ ...item, arguments: '' });
      yield this.#event('response.output_item.added', {
        output_index: this.#items.length - 1,
        item: { ...item, arguments: '' },
      });
    }
    const place = this.#callPlaces.get(index) as number;
    const item = this.#items[place] as CallItem;
    this.#items[place] = { ...item, arguments: item.arguments + delta };
    yield this.#event('response.function_call_arguments.delta', { item_id: item.id, output_index: place, delta });
  }

  *#end({ toolCalls, finishReason }: End): Generator<object> {
    const status = finishReason === 'length' ? 'incomplete' : 'completed';
    if (!this.#message && toolCalls.length === 0) yield* this.#addText('', []);
    if (this.#message) yield* this.#endMessage(status);
    for (const [index, call] of toolCalls.entries()) {
      // Calls that nothing held to their form are known only now.
      const isTold = this.#callPlaces.has(index);
      if (!isTold) yield* this.#addArguments(index, call.name, JSON.stringify(call.arguments));
      yield* this.#endCall(index, status);
    }
  }

  *#endMessage(status: 'completed' | 'incomplete'): Generator<object> {
    const { id, place, text, logprobs } = this.#message as OpenMessage;
    const part = textPart(text, logprobs);
    yield this.#event('response.output_text.done', {
      ...this.#partPlace(),
      text,
      logprobs: logprobs.map(describePlace),
    });
    yield this.#event('response.content_part.done', { ...this.#partPlace(), part });
    const item = messageItem(id, status, [part]);
    this.#items[place] = item;
    yield this.#event('response.output_item.done', { output_index: place, item });
  }

  *#endCall(index: number, status: 'completed' | 'incomplete'): Generator<object> {
    const place = this.#callPlaces.get(index) as number;
    const item: CallItem = { ...(this.#items[place] as CallItem), status };
    this.#items[place] = item;
    const { id, name, arguments: args } = item;
    yield this.#event('response.function_call_arguments.done', {
      item_id: id,
      output_index: place,
      name,
      arguments: args,
    });
    yield this.#event('response.output_item.done', { output_index: place, item });
  }

  #partPlace(): object {
    return { item_id: this.#message?.id, output_index: this.#message?.place, content_index: 0 };
  }
}

function messageItem(id: string, status: MessageItem['status'], content: readonly object[]): MessageItem {
  return { type: 'message', id, status, role: 'assistant', content };
}

function callItem({ id, name, arguments: args }: ToolCall, status: CallItem['status']): CallItem {
  return {
    type: 'function_call',
    id: makeId('fc'),
    status,
    call_id: id ?? makeId('call'),
    name,
    arguments: JSON.stringify(args),
  };
}

function textPart(text: string, logprobs: readonly PlaceLogprobs[] | null): object {
  return { type: 'output_text', text, annotations: [], logprobs: (logprobs ?? []).map(describePlace) };
}

function describePlace({ top, ...token }: PlaceLogprobs): object {
  return { ...describeToken(token), top_logprobs: top.map(describeToken) };
}

function describeToken({ text, logprob, bytes }: TokenLogprob): object {
  return { token: text, logprob, bytes };
}

function describeUsage({
  prompt_tokens: input,
  completion_tokens: output,
  prompt_tokens_details: details,
}: Usage): object {
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: details?.cached_tokens ?? 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + output,
  };
}

function makeId(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString('hex')}`;
}
