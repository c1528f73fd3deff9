// Messages as clients send them, in Workers AI's form or in OpenAI's, in one form. They have been validated; what the
// schema leaves open is read leniently, since clients mix the two forms.
import { ServerError } from '../errors.ts';
import { type ChatMessage, parseRecord, type ToolCall } from '../text-generation.ts';

/** A message of either API. */
export interface RequestMessage {
  role: string;
  /** OpenAI's older form of one tool call. */
  function_call?: unknown;
  /** Mistral's: the answer continues this message. */
  prefix?: unknown;
  content?: string | readonly { text?: string | undefined }[] | null | undefined;
  name?: unknown;
  tool_calls?: unknown;
  tool_call_id?: unknown;
  /** What a model thought before it answered, as it was told to the client. */
  reasoning_content?: unknown;
}

/** Throws 5006 for an empty list, which Workers AI's schema accepts but no model can answer. */
export function readMessages(messages: readonly RequestMessage[]): ChatMessage[] {
  if (messages.length === 0) throw new ServerError('badInput', `Error: '/messages' must hold at least one message`);
  return messages.map(
    (
      { role: sentRole, content, name, tool_calls: calls, function_call: call, tool_call_id: id, prefix, ...sent },
      i,
    ) => {
      const role = sentRole === 'function' ? 'tool' : sentRole;
      const toolCalls = role === 'assistant' ? readToolCalls(calls ?? (call ? [call] : [])) : [];
      const isPrefix = prefix === true && role === 'assistant' && i === messages.length - 1;
      if (prefix === true && !isPrefix) {
        throw new ServerError(
          'badInput',
          `Error: '/messages/${i}/prefix' is for the last message, where the assistant speaks`,
          {
            param: `messages[${i}].prefix`,
          },
        );
      }
      return {
        role,
        prefix: isPrefix || undefined,
        content: textOf(content),
        thoughts:
          role === 'assistant' && typeof sent.reasoning_content === 'string' ? sent.reasoning_content : undefined,
        toolCalls: toolCalls.length > 0 ? toolCalls : undefined,
        toolCallId: role === 'tool' && typeof id === 'string' ? id : undefined,
        name: role === 'tool' && typeof name === 'string' ? name : undefined,
      };
    },
  );
}

const textTypes = ['text', 'refusal', 'input_text', 'output_text'];

/** Throws 5006 for images, sounds and files in messages: leaving them out would answer another question. */
export function refuseMedia(body: unknown): void {
  const { messages } = propertiesOf(body);
  if (!Array.isArray(messages)) return;
  for (const [i, message] of messages.entries()) {
    const { content } = propertiesOf(message);
    if (!Array.isArray(content)) continue;
    for (const [k, part] of content.entries()) {
      const { type, text } = propertiesOf(part);
      const isText = type === undefined ? text !== undefined : textTypes.includes(String(type));
      if (isText || Object.keys(propertiesOf(part)).length === 0) continue;
      const kind = type === undefined ? 'no text' : `'${String(type).slice(0, 50)}'`;
      throw new ServerError(
        'badInput',
        `Error: '/messages/${i}/content/${k}' is ${kind}; the models here read texts only`,
        {
          param: `messages[${i}].content[${k}]${type === undefined ? '' : '.type'}`,
        },
      );
    }
  }
}

function textOf(content: RequestMessage['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text = '' }) => text).join('');
}

/** Flat `{name, arguments}` or `{id, type, function: {name, arguments}}`, arguments as an object or as its JSON. */
function readToolCalls(calls: unknown): ToolCall[] {
  if (!Array.isArray(calls)) return [];
  return calls.flatMap((sent: unknown) => {
    const call = propertiesOf(sent);
    const { name, arguments: given } = propertiesOf(call.function ?? call);
    if (typeof name !== 'string') return [];
    const args = typeof given === 'string' ? (parseRecord(given) ?? {}) : propertiesOf(given);
    return [{ id: typeof call.id === 'string' ? call.id : undefined, name, arguments: args }];
  });
}

/**
 * The body as Workers AI's schema wants it: messages with tool calls get an empty content where clients of OpenAI's API
 * send null or nothing.
 */
export function withoutNullContent(body: unknown): unknown {
  const { messages } = propertiesOf(body);
  if (!Array.isArray(messages) || !messages.some(lacksContent)) return body;
  const mended = messages.map((message: unknown) =>
    lacksContent(message) ? { ...propertiesOf(message), content: '' } : message,
  );
  return { ...propertiesOf(body), messages: mended };
}

function lacksContent(message: unknown): boolean {
  const { content, tool_calls: calls, function_call: call } = propertiesOf(message);
  const hasCalls = (Array.isArray(calls) && calls.length > 0) || (call !== undefined && call !== null);
  return (content === null || content === undefined) && hasCalls;
}

/** The properties of an object; of any other value, an array included, an empty object. */
export function propertiesOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
