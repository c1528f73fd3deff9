// The items that a response is made of: reasoning, messages and calls of functions.
import { randomBytes } from 'node:crypto';
import type { PlaceLogprobs, TokenLogprob, ToolCall } from '../text-generation.ts';

/** One item of a response's output. */
export type Item = ReasoningItem | MessageItem | CallItem;

type Status = 'in_progress' | 'completed' | 'incomplete';

/** What the model thought before it spoke. */
export interface ReasoningItem {
  readonly type: 'reasoning';
  readonly id: string;
  readonly status: Status;
  readonly summary: readonly [];
  readonly content: readonly object[];
}

/** A text. */
export interface MessageItem {
  readonly type: 'message';
  readonly id: string;
  readonly status: Status;
  readonly role: 'assistant';
  readonly content: readonly object[];
}

/** A call of a function. */
export interface CallItem {
  readonly type: 'function_call';
  readonly id: string;
  readonly status: Status;
  readonly call_id: string;
  readonly name: string;
  readonly arguments: string;
}

/** @param text undefined while nothing of it is there */
export function reasoningItem(id: string, status: Status, text: string | undefined): ReasoningItem {
  const content = text === undefined ? [] : [{ type: 'reasoning_text', text }];
  return { type: 'reasoning', id, status, summary: [], content };
}

/** @param content one part with the text, or none yet */
export function messageItem(id: string, status: Status, content: readonly object[]): MessageItem {
  return { type: 'message', id, status, role: 'assistant', content };
}

/** A call, its arguments as JSON. */
export function callItem({ id, name, arguments: args }: ToolCall, status: Status): CallItem {
  return {
    type: 'function_call',
    id: makeId('fc'),
    status,
    call_id: id ?? makeId('call'),
    name,
    arguments: JSON.stringify(args),
  };
}

/** The part that a message's text is in. */
export function textPart(text: string, logprobs: readonly PlaceLogprobs[] | null): object {
  return { type: 'output_text', text, annotations: [], logprobs: (logprobs ?? []).map(describePlace) };
}

/** A token of the text, and what else was likely. */
export function describePlace({ top, ...token }: PlaceLogprobs): object {
  return { ...describeToken(token), top_logprobs: top.map(describeToken) };
}

function describeToken({ text, logprob, bytes }: TokenLogprob): object {
  return { token: text, logprob, bytes };
}

/** An id that says what it is of. */
export function makeId(prefix: string): string {
  return `${prefix}_${randomBytes(24).toString('hex')}`;
}
