// POST .../v1/chat/completions: how answers to a conversation look.
import { randomBytes } from 'node:crypto';
import type { Answer, End } from '../generation/collect.ts';
import type { PlaceLogprobs, TextEvent, TokenLogprob, ToolCall } from '../text-generation.ts';
import type { OpenAiSerializer } from './chunks.ts';
import type { OpenAiRequest } from './request.ts';

/** The serializer of one request. */
export function chatSerializer({ inputs: [input], hasFunctions }: OpenAiRequest): OpenAiSerializer {
  const withLogprobs = input?.logprobs !== undefined;
  const answers = new Map<number, AnswerDeltas>(); // by index, in a stream
  return {
    object: 'chat.completion',
    chunkObject: 'chat.completion.chunk',
    choice: ({ text, thoughts, toolCalls, finishReason, logprobs }: Answer, index) => ({
      index,
      message: {
        role: 'assistant',
        content: text === '' && toolCalls.length > 0 ? null : text,
        reasoning_content: thoughts === '' ? undefined : thoughts,
        ...callsOf(toolCalls, hasFunctions),
      },
      logprobs: withLogprobs ? describeLogprobs(logprobs ?? []) : null,
      finish_reason: finishReasonOf(finishReason, hasFunctions),
    }),
    *deltas(event: TextEvent, index, _echo, isFirst) {
      const answer = answers.get(index) ?? new AnswerDeltas(hasFunctions);
      answers.set(index, answer);
      // OpenAI's own stream reader expects the role once.
      const role = isFirst ? 'assistant' : undefined;
      if (event.type === 'text') {
        const logprobs = withLogprobs ? describeLogprobs(event.logprobs ?? []) : undefined;
        yield { index, delta: { role, content: event.text }, logprobs, finish_reason: null };
        return;
      }
      if (event.type === 'thoughts') {
        yield { index, delta: { role, reasoning_content: event.text }, finish_reason: null };
        return;
      }
      const calls = event.type === 'end' ? answer.rest(event) : answer.piece(event.index, event.name, event.arguments);
      if (calls) yield { index, delta: { role, ...calls }, finish_reason: null };
      if (event.type !== 'end') return;
      const delta = isFirst && !calls ? { role, content: '' } : {};
      yield { index, delta, finish_reason: finishReasonOf(event.finishReason, hasFunctions) };
    },
  };
}

/** The calls of one answer as deltas. Those that came in pieces are not repeated at the end. */
class AnswerDeltas {
  readonly #hasFunctions: boolean;
  readonly #ids: string[] = [];

  constructor(hasFunctions: boolean) {
    this.#hasFunctions = hasFunctions;
  }

  piece(index: number, name: string | undefined, text: string): object | undefined {
    const isFirst = this.#ids[index] === undefined;
    if (this.#hasFunctions) {
      if (index > 0) return undefined; // the old form has one call
      this.#ids[index] = 'told';
      return { function_call: { name: isFirst ? name : undefined, arguments: text } };
    }
    if (!isFirst) return { tool_calls: [{ index, function: { arguments: text } }] };
    const id = makeCallId();
    this.#ids[index] = id;
    return { tool_calls: [{ index, id, type: 'function', function: { name, arguments: text } }] };
  }

  rest({ toolCalls }: End): object | undefined {
    const calls = toolCalls.flatMap((call, index) =>
      this.#ids[index] === undefined ? [{ index, ...describeCall(call) }] : [],
    );
    if (calls.length === 0) return undefined;
    return this.#hasFunctions ? { function_call: calls[0]?.function } : { tool_calls: calls };
  }
}

function callsOf(toolCalls: readonly ToolCall[], hasFunctions: boolean): object {
  const calls = toolCalls.map(describeCall);
  if (calls.length === 0) return {};
  return hasFunctions ? { function_call: calls[0]?.function } : { tool_calls: calls };
}

function finishReasonOf(reason: End['finishReason'], hasFunctions: boolean): string {
  return reason === 'tool_calls' && hasFunctions ? 'function_call' : reason;
}

function describeCall({ id = makeCallId(), name, arguments: args }: ToolCall) {
  return { id, type: 'function', function: { name, arguments: JSON.stringify(args) } };
}

function makeCallId(): string {
  return `call_${randomBytes(12).toString('hex')}`;
}

function describeLogprobs(places: readonly PlaceLogprobs[]): object {
  const content = places.map(({ top, ...token }) => ({
    ...describeToken(token),
    top_logprobs: top.map(describeToken),
  }));
  return { content, refusal: null };
}

function describeToken({ text, logprob, bytes }: TokenLogprob): object {
  return { token: text, logprob, bytes };
}
