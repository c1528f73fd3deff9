// Calls of tools and their results, brought together: clients leave out ids, or send a call as the JSON text of an
// assistant's message. What comes out has an id in both places, of the nine letters and digits that Mistral's models
// were trained with.
import { createHash } from 'node:crypto';
import type { ChatMessage } from '../chat-template.ts';
import { parseToolCalls, type ToolCall } from '../tools.ts';

type IdentifiedCall = ToolCall & { readonly id: string };

/** Gives calls and their results common ids. A result that belongs to no call stays without one, and speaks as the user. */
export function linkToolTurns(messages: readonly ChatMessage[]): ChatMessage[] {
  let unanswered: IdentifiedCall[] = [];
  let nCalls = 0;
  return messages.map((message, i) => {
    if (message.role === 'assistant') {
      const calls = message.toolCalls ?? callsInText(message, messages[i + 1]) ?? [];
      unanswered = calls.map((call) => ({ ...call, id: shortId(call.id ?? `call ${nCalls++}`) }));
      return calls.length === 0
        ? message
        : { ...message, content: message.toolCalls ? message.content : '', toolCalls: unanswered };
    }
    if (message.role !== 'tool') return message;
    const asked = message.toolCallId === undefined ? undefined : shortId(message.toolCallId);
    const call =
      unanswered.find(({ id }) => id === asked) ??
      unanswered.find(({ name }) => asked === undefined && name === message.name) ??
      (asked === undefined && message.name === undefined ? unanswered[0] : undefined);
    if (!call) return { role: 'tool', content: message.content };
    unanswered = unanswered.filter((one) => one !== call);
    return { ...message, toolCallId: call.id };
  });
}

/** Workers AI's own helpers send the call back as text; only a result after it says that it was one. */
function callsInText(message: ChatMessage, next: ChatMessage | undefined): ToolCall[] | undefined {
  return next?.role === 'tool' ? parseToolCalls(message.content) : undefined;
}

function shortId(id: string): string {
  if (/^[a-zA-Z0-9]{9}$/.test(id)) return id;
  return createHash('sha256').update(id).digest('hex').slice(0, 9);
}
