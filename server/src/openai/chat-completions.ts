// POST .../v1/chat/completions: how answers to a conversation look.
import { randomBytes } from 'node:crypto';
import type { Answer } from '../generation/collect.ts';
import type { PlaceLogprobs, TextEvent, TokenLogprob, ToolCall } from '../text-generation.ts';
import type { OpenAiSerializer } from './chunks.ts';
import type { OpenAiRequest } from './request.ts';

/** The serializer of one request. */
export function chatSerializer({ inputs: [input] }: OpenAiRequest): OpenAiSerializer {
  const withLogprobs = input?.logprobs !== undefined;
  return {
    object: 'chat.completion',
    chunkObject: 'chat.completion.chunk',
    choice: ({ text, toolCalls, finishReason, logprobs }: Answer, index) => ({
      index,
      message: {
        role: 'assistant',
        content: text === '' && toolCalls.length > 0 ? null : text,
        tool_calls: toolCalls.length > 0 ? toolCalls.map(describeCall) : undefined,
      },
      logprobs: withLogprobs ? describeLogprobs(logprobs ?? []) : null,
      finish_reason: finishReason,
    }),
    *deltas(event: TextEvent, index, _echo, isFirst) {
      // OpenAI's own stream reader expects the role once.
      const role = isFirst ? 'assistant' : undefined;
      if (event.type === 'text') {
        const logprobs = withLogprobs ? describeLogprobs(event.logprobs ?? []) : undefined;
        yield { index, delta: { role, content: event.text }, logprobs, finish_reason: null };
        return;
      }
      const calls = event.toolCalls.map((call, i) => ({ index: i, ...describeCall(call) }));
      if (calls.length > 0) yield { index, delta: { role, tool_calls: calls }, finish_reason: null };
      const delta = isFirst && calls.length === 0 ? { role, content: '' } : {};
      yield { index, delta, finish_reason: event.finishReason };
    },
  };
}

function describeCall({ id, name, arguments: args }: ToolCall): object {
  const callId = id ?? `call_${randomBytes(12).toString('hex')}`;
  return { id: callId, type: 'function', function: { name, arguments: JSON.stringify(args) } };
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
