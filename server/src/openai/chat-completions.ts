// POST .../v1/chat/completions: how answers to a conversation look for clients of OpenAI's API.
import { randomBytes } from 'node:crypto';
import type { Answer } from '../generation/answer.ts';
import type { PlaceLogprobs, TextEvent, TokenLogprob, ToolCall } from '../text-generation.ts';
import type { OpenAiSerializer } from './answer.ts';
import type { OpenAiRequest } from './request.ts';

/** See above. */
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
        ...(toolCalls.length > 0 && { tool_calls: toolCalls.map(callOf) }),
      },
      logprobs: withLogprobs ? chatLogprobs(logprobs ?? []) : null,
      finish_reason: finishReason,
    }),
    *deltas(event: TextEvent, index, _before, isFirst) {
      // OpenAI's own reader of streams wants to be told once who speaks.
      const role = isFirst ? { role: 'assistant' } : {};
      if (event.type === 'text') {
        const logprobs = withLogprobs ? { logprobs: chatLogprobs(event.logprobs ?? []) } : {};
        yield { index, delta: { ...role, content: event.text }, ...logprobs, finish_reason: null };
        return;
      }
      const calls = event.toolCalls.map((call, i) => ({ index: i, ...callOf(call) }));
      if (calls.length > 0) yield { index, delta: { ...role, tool_calls: calls }, finish_reason: null };
      const nothing = isFirst && calls.length === 0 ? { ...role, content: '' } : {};
      yield { index, delta: nothing, finish_reason: event.finishReason };
    },
  };
}

function callOf({ id, name, arguments: args }: ToolCall): object {
  const callId = id ?? `call_${randomBytes(12).toString('hex')}`;
  return { id: callId, type: 'function', function: { name, arguments: JSON.stringify(args) } };
}

function chatLogprobs(places: readonly PlaceLogprobs[]): object {
  const content = places.map(({ top, ...token }) => ({ ...wireToken(token), top_logprobs: top.map(wireToken) }));
  return { content, refusal: null };
}

function wireToken({ text, logprob, bytes }: TokenLogprob): object {
  return { token: text, logprob, bytes };
}
