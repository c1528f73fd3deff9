// How one response looks, whole and as a stream of named events.
import type { ServerError } from '../errors.ts';
import type { Answer, End } from '../generation/collect.ts';
import type { StreamSerializer } from '../generation/stream.ts';
import type { PlaceLogprobs, TextEvent, Usage } from '../text-generation.ts';
import {
  type CallItem,
  callItem,
  describePlace,
  type Item,
  makeId,
  messageItem,
  reasoningItem,
  textPart,
} from './responses-items.ts';
import type { ResponsesRequest } from './responses-request.ts';

/** A message that is being written. */
interface OpenMessage {
  readonly id: string;
  readonly place: number;
  text: string;
  readonly logprobs: PlaceLogprobs[];
}

/** How a call begins. Its id is the engine's, where that gave one. */
interface CallHead {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/** The body of a whole response. */
export function wholeResponse(request: ResponsesRequest, model: string, answer: Answer): object {
  const response = new ResponseHead(request, model);
  const { text, thoughts: reasoning, toolCalls, finishReason, usage, logprobs } = answer;
  const status = finishReason === 'length' ? 'incomplete' : 'completed';
  const calls = toolCalls.map((call) => callItem(call, status));
  const messages =
    text === '' && calls.length > 0 ? [] : [messageItem(makeId('msg'), status, [textPart(text, logprobs)])];
  const reasonings = reasoning === '' ? [] : [reasoningItem(makeId('rs'), 'completed', reasoning)];
  return response.body(status, [...reasonings, ...messages, ...calls], usage);
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
  #reasoning: { readonly id: string; text: string; isOpen: boolean } | undefined; // the first item, if there is one
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
    if (event.type === 'thoughts') return yield* this.#addReasoning(event.text);
    yield* this.#endReasoning();
    if (event.type === 'text') yield* this.#addText(event.text, event.logprobs ?? []);
    else if (event.type === 'toolCallDelta') yield* this.#addArguments(event.index, event, event.arguments);
    else yield* this.#end(event);
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

  *#addReasoning(text: string): Generator<object> {
    if (!this.#reasoning) {
      if (this.#items.length > 0) return; // thoughts behind the text have no item to go to
      this.#reasoning = { id: makeId('rs'), text: '', isOpen: true };
      const item = reasoningItem(this.#reasoning.id, 'in_progress', undefined);
      this.#items.push(item);
      yield this.#event('response.output_item.added', { output_index: 0, item });
    }
    if (!this.#reasoning.isOpen) return;
    this.#reasoning.text += text;
    yield this.#event('response.reasoning_text.delta', { ...this.#thoughtPlace(), delta: text });
  }

  *#endReasoning(): Generator<object> {
    if (!this.#reasoning?.isOpen) return;
    this.#reasoning.isOpen = false;
    const { id, text } = this.#reasoning;
    yield this.#event('response.reasoning_text.done', { ...this.#thoughtPlace(), text });
    const item = reasoningItem(id, 'completed', text);
    this.#items[0] = item;
    yield this.#event('response.output_item.done', { output_index: 0, item });
  }

  #thoughtPlace(): object {
    return { item_id: this.#reasoning?.id, output_index: 0, content_index: 0 };
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

  *#addArguments(index: number, { id, name = '' }: CallHead, delta: string): Generator<object> {
    if (!this.#callPlaces.has(index)) {
      const item = callItem({ id, name, arguments: {} }, 'in_progress');
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
      if (!isTold) yield* this.#addArguments(index, call, JSON.stringify(call.arguments));
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
