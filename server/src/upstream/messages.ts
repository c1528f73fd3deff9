// Conversations as engines take them: calls and results linked by ids, and, for templates that know no system message or
// want strict turns, folded.
import type { ChatMessage } from '../text/chat-template.ts';
import { linkToolTurns } from '../text/templates/tool-turns.ts';

/** Linked and with turns of one role put together, which no template minds. */
export function conversationOf(messages: readonly ChatMessage[]): ChatMessage[] {
  return mergeTurns(linkToolTurns(messages).map(withKnownRole));
}

/** The same conversation for a template that refuses it: no system message, and the user begins. */
export function foldConversation(messages: readonly ChatMessage[]): ChatMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const others = messages.filter(({ role }) => role !== 'system').map(toolAsUser);
  const [first] = others;
  const begins = first?.role === 'user' ? others : [{ role: 'user', content: '' }, ...others];
  const [opening, ...rest] = begins;
  const content = [...system, opening?.content ?? ''].filter((text) => text !== '').join('\n\n');
  return mergeTurns([{ role: 'user', content }, ...rest]);
}

function toolAsUser(message: ChatMessage): ChatMessage {
  if (message.role === 'tool') return { role: 'user', content: message.content };
  if (!message.toolCalls) return message;
  const calls = message.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args }));
  return { role: 'assistant', content: JSON.stringify(calls) };
}

const knownRoles = ['system', 'user', 'assistant', 'tool'];

/** Engines refuse other roles: a result of no known call, and a message of an unknown role, become the user's. */
function withKnownRole(message: ChatMessage): ChatMessage {
  const isLost = message.role === 'tool' && message.toolCallId === undefined;
  return knownRoles.includes(message.role) && !isLost ? message : { role: 'user', content: message.content };
}

function mergeTurns(messages: readonly ChatMessage[]): ChatMessage[] {
  const merged: ChatMessage[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    const isPlain = !message.toolCalls && !last?.toolCalls && message.role !== 'tool';
    if (last && isPlain && last.role === message.role) {
      merged[merged.length - 1] = { ...last, content: `${last.content}\n\n${message.content}` };
    } else {
      merged.push(message);
    }
  }
  return merged;
}
