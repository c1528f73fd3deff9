// A conversation in the only shape that instruct models were trained on: an optional system text, then user and
// assistant in turns, the user first. Whatever an API's client sends is brought into it; nothing is refused.
import type { ChatMessage } from '../chat-template.ts';
import type { ToolCall } from '../tools.ts';

/** Who can speak in a template. */
export type Speaker = 'system' | 'user' | 'assistant';

/** What one side says until the other does. */
export interface Turn {
  /** `tool` only in conversations for models that were trained for tools. */
  readonly speaker: 'user' | 'assistant' | 'tool';
  readonly content: string;
  /** Of an assistant that asks for tools instead of saying something. */
  readonly calls?: readonly ToolCall[];
  /** Of a tool: the call that this is the result of. */
  readonly callId?: string;
}

/** A conversation in that shape. */
export interface Conversation {
  /** All system messages, wherever they stood; empty where there is none. */
  readonly system: string;
  /** Alternating but for calls and their results, the first the user's; at least one. */
  readonly turns: readonly Turn[];
  /** The last turn is an assistant's that the answer goes on with. */
  readonly isOpen: boolean;
}

/** The role a template knows for a role of the API: a tool's result is the user's text, like any role nobody knows. */
export function speakerOf(role: string): Speaker {
  return role === 'system' || role === 'assistant' ? role : 'user';
}

/** Joins the system messages, merges neighbours of one role with an empty line, and lets the user begin. */
export function readConversation(messages: readonly ChatMessage[]): Conversation {
  const system: string[] = [];
  const turns: (Omit<Turn, 'content'> & { contents: string[] })[] = [];
  for (const { role, content, toolCalls, toolCallId } of messages) {
    const speaker = speakerOf(role);
    const last = turns.at(-1);
    if (speaker === 'system') system.push(content);
    else if (toolCalls) turns.push({ speaker: 'assistant', contents: [''], calls: toolCalls });
    else if (toolCallId !== undefined) turns.push({ speaker: 'tool', contents: [content], callId: toolCallId });
    else if (last?.speaker === speaker && !last.calls) last.contents.push(content);
    else turns.push({ speaker, contents: [content] });
  }
  if (turns[0]?.speaker !== 'user') turns.unshift({ speaker: 'user', contents: [''] });
  const end = messages.at(-1);
  return {
    system: system.join('\n\n'),
    turns: turns.map(({ contents, ...turn }) => ({ ...turn, content: contents.join('\n\n') })),
    isOpen: end?.role === 'assistant' && end.prefix === true,
  };
}
