// Messages, tools and calls as clients send them, in Workers AI's form or in OpenAI's, brought into ours. The schema
// has been checked; what it leaves open is read leniently, since clients of both kinds mix the forms.
import { ServerError } from '../errors.ts';
import { type ChatMessage, parseRecord, type Tool, type ToolCall, type ToolUse } from '../text-generation.ts';

/** A message of either API. */
export interface WireMessage {
  role: string;
  content?: string | readonly { text?: string }[] | null;
  name?: unknown;
  tool_calls?: unknown;
  tool_call_id?: unknown;
}

/** The messages in our form; throws 5006 where there is nothing to answer to. */
export function readMessages(wire: readonly WireMessage[]): ChatMessage[] {
  // Workers AI's schema lets it pass; a model has nothing to answer to.
  if (wire.length === 0) throw new ServerError('badInput', `Error: '/messages' must hold at least one message`);
  return wire.map((message) => {
    const toolCalls = readToolCalls(message.tool_calls);
    const { tool_call_id: toolCallId, name } = message;
    return {
      role: message.role,
      content: textOf(message.content),
      ...(message.role === 'assistant' && toolCalls.length > 0 && { toolCalls }),
      ...(message.role === 'tool' && typeof toolCallId === 'string' && { toolCallId }),
      ...(message.role === 'tool' && typeof name === 'string' && { name }),
    };
  });
}

function textOf(content: WireMessage['content']): string {
  if (typeof content === 'string') return content;
  return (content ?? []).map(({ text = '' }) => text).join('');
}

/** Flat `{name, arguments}` or `{id, type, function: {name, arguments}}`, arguments as an object or as its JSON. */
function readToolCalls(wire: unknown): ToolCall[] {
  if (!Array.isArray(wire)) return [];
  return wire.flatMap((one: unknown) => {
    const call = fields(one);
    const { name, arguments: given } = fields(call.function ?? call);
    if (typeof name !== 'string') return [];
    const args = typeof given === 'string' ? (parseRecord(given) ?? {}) : fields(given);
    return [{ ...(typeof call.id === 'string' && { id: call.id }), name, arguments: args }];
  });
}

/** What may be called. Undefined where nothing may. Throws 5006 for a choice that is none, or of a tool that is not there. */
export function readToolUse(wire: {
  tools?: readonly unknown[] | null | undefined;
  tool_choice?: unknown;
  parallel_tool_calls?: boolean | null | undefined;
}): ToolUse | undefined {
  const tools = (wire.tools ?? []).flatMap(readTool);
  const choice = readToolChoice(wire.tool_choice);
  const parallel = wire.parallel_tool_calls ?? true;
  if (choice.mode === 'none') return undefined;
  const forced = choice.mode === 'required';
  const chosen = choice.names?.map((name) => find(tools, name)) ?? tools;
  if (forced && chosen.length === 0) {
    throw new ServerError('badInput', `Error: '/tool_choice' asks for a call, but '/tools' has no tool`, toolChoice);
  }
  return chosen.length === 0 ? undefined : { tools: chosen, forced, parallel };
}

function find(tools: readonly Tool[], name: string): Tool {
  const tool = tools.find((one) => one.name === name);
  if (tool) return tool;
  const known = tools.map((one) => `'${one.name}'`).join(', ') || 'none';
  throw new ServerError('badInput', `Error: '/tool_choice' names '${name}', the tools are ${known}`, toolChoice);
}

const toolChoice = { param: 'tool_choice' };

interface ToolChoice {
  readonly mode: 'auto' | 'none' | 'required';
  /** The tools that it is among; absent: all. */
  readonly names?: readonly string[];
}

/** A word, one tool, or some; in the forms of OpenAI's two APIs, and `any` as Mistral's has it. */
function readToolChoice(wire: unknown): ToolChoice {
  if (wire === undefined || wire === null || wire === 'auto') return { mode: 'auto' };
  if (wire === 'none') return { mode: 'none' };
  if (wire === 'required' || wire === 'any') return { mode: 'required' };
  const { type = 'function', allowed_tools: allowed } = fields(wire);
  const name = toolName(wire);
  if (type === 'function' && name !== undefined) return { mode: 'required', names: [name] };
  if (type === 'allowed_tools') {
    const { mode, tools } = fields(allowed ?? wire);
    const names = Array.isArray(tools) ? tools.map(toolName) : [];
    if ((mode === 'auto' || mode === 'required') && names.length > 0 && names.every((one) => one !== undefined)) {
      return { mode, names };
    }
  }
  throw new ServerError(
    'badInput',
    "Error: '/tool_choice' takes 'auto', 'none', 'required', an object {type: function, function: {name}} or " +
      `{type: allowed_tools, allowed_tools: {mode: auto or required, tools}}; found was ${JSON.stringify(wire).slice(0, 100)}`,
    toolChoice,
  );
}

function toolName(wire: unknown): string | undefined {
  const outer = fields(wire);
  const { name } = fields(outer.function ?? outer);
  return typeof name === 'string' ? name : undefined;
}

/** Flat or in OpenAI's form; Workers AI lets anything else pass, and makes nothing of it. */
function readTool(wire: unknown): Tool[] {
  const outer = fields(wire);
  const { name, description, parameters } = fields(outer.function ?? outer);
  if (typeof name !== 'string') return [];
  const schema = fields(parameters);
  return [
    {
      name,
      ...(typeof description === 'string' && { description }),
      ...(Object.keys(schema).length > 0 && { parameters: schema }),
    },
  ];
}

/**
 * The body as the schema wants it: a message with calls may lack its content, which is what clients of OpenAI's API
 * send for it.
 */
export function withoutNullContent(body: unknown): unknown {
  const { messages } = fields(body);
  if (!Array.isArray(messages) || !messages.some(lacksContent)) return body;
  const mended = messages.map((one: unknown) => (lacksContent(one) ? { ...fields(one), content: '' } : one));
  return { ...fields(body), messages: mended };
}

function lacksContent(message: unknown): boolean {
  const { content, tool_calls: calls } = fields(message);
  return (content === null || content === undefined) && Array.isArray(calls) && calls.length > 0;
}

/** The properties of an object; none of anything else. */
export function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
