// Tools for models that were not trained for them: told in words before the conversation, their calls as the JSON that
// the words ask for, their results as the user's text.
import type { ChatMessage } from '../chat-template.ts';
import type { Tool } from '../tools.ts';

/** The conversation in words that any model can read: tools, calls and results as text. */
export function toolsAsText(messages: readonly ChatMessage[], tools: readonly Tool[]): ChatMessage[] {
  const told = messages.map(({ role, content, prefix, thoughts, toolCalls = [] }) => {
    const calls = toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args }));
    const text = calls.length === 0 ? content : [content, JSON.stringify(calls)].filter(Boolean).join('\n');
    return { role, content: text, prefix, thoughts };
  });
  if (tools.length === 0) return told;
  // One system message: of several some templates keep the last only.
  const [first, ...others] = told;
  return first?.role === 'system'
    ? [{ ...first, content: `${description(tools)}\n\n${first.content}` }, ...others]
    : [{ role: 'system', content: description(tools) }, ...told];
}

function description(tools: readonly Tool[]): string {
  return [
    'You can call these tools:',
    ...tools.map((tool) => JSON.stringify(tool)),
    'To call tools, answer with nothing but a JSON array of calls: [{"name": "the tool", "arguments": {}}]',
    'If no tool helps, answer with text.',
  ].join('\n');
}
