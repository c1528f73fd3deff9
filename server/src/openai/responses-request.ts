// Requests of POST .../v1/responses, brought to those of a chat: items become messages, flat tools those of a function,
// `text.format` a response format. Nothing is stored, so what would need an earlier response is refused.
import { refuseField, requireKnownFields } from '../generation/fields.ts';
import { propertiesOf } from '../generation/request-messages.ts';
import { Validator } from '../http/validator.ts';
import { type OpenAiRequest, readChatRequest } from './request.ts';

/** What a response repeats of its request. */
export interface ResponsesRequest extends OpenAiRequest {
  readonly sent: Fields;
}

type Fields = Readonly<Record<string, unknown>>;

const validator = new Validator('ResponsesRequest');

/** Fields that need what this server does not have; with the values that ask for nothing. */
const unserved: readonly (readonly [name: string, off: readonly unknown[], reason: string])[] = [
  ['previous_response_id', [], 'is not supported: responses are not stored; send the whole conversation as input'],
  ['conversation', [], 'is not supported: conversations are not stored; send the whole conversation as input'],
  ['background', [false], 'is not supported: responses are not stored, so nothing could fetch it later'],
  ['prompt', [], 'is not supported: prompts are not stored; send instructions and input'],
  ['context_management', [[]], 'is not supported: send a conversation that fits the context window'],
  ['max_tool_calls', [], 'is not supported: this server has no tools of its own'],
  ['truncation', ['disabled'], "must be 'disabled': nothing of the input is left out here"],
  ['reasoning', [{}], 'is not supported: the models here do not reason'],
];

/** What may be asked for beside the text. Encrypted reasoning does not occur here, so its list is empty. */
const included = ['message.output_text.logprobs', 'reasoning.encrypted_content'];

/** Validates the parsed body; throws 5006. */
export function readResponsesRequest(sent: unknown): ResponsesRequest {
  const body = propertiesOf(sent);
  for (const [name, off, reason] of unserved) refuseUnless(body, name, off, reason);
  validator.require(sent);
  refuseChatFields(body);
  const { include, text, top_logprobs: nTop, max_output_tokens: maxTokens, tools, tool_choice: choice } = body;
  refuseStreamOptions(body.stream_options);
  const wantsLogprobs = readInclude(include);
  const request = readChatRequest({
    ...sharedFields(body),
    messages: messagesOf(body),
    max_tokens: maxTokens,
    tools: toolsOf(tools),
    tool_choice: choiceOf(choice),
    response_format: formatOf(text),
    logprobs: wantsLogprobs || undefined,
    top_logprobs: wantsLogprobs ? (nTop ?? undefined) : undefined,
  });
  return { ...request, sent: body };
}

/** Fields of this operation that are read above; a chat has the others under the same names. */
const own = new Set([
  ...unserved.map(([name]) => name),
  'include',
  'input',
  'instructions',
  'max_output_tokens',
  'stream_options',
  'text',
  'tool_choice',
  'tools',
  'top_logprobs',
]);

function sharedFields(body: Fields): Fields {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !own.has(name)));
}

/** Fields of a chat that have another name here. */
const chatFields: Readonly<Record<string, string>> = {
  messages: "is 'input' here",
  max_tokens: "is 'max_output_tokens' here",
  max_completion_tokens: "is 'max_output_tokens' here",
  response_format: "is 'text.format' here",
  functions: "is 'tools' here",
  function_call: "is 'tool_choice' here",
  logprobs: `is 'include': ['${included[0]}'] here`,
  n: 'is not supported here; a response has one answer',
};

function refuseChatFields(body: Fields): void {
  for (const [name, reason] of Object.entries(chatFields)) {
    if (body[name] !== undefined && body[name] !== null) refuseField(name, reason);
  }
}

function refuseUnless(body: Fields, name: string, off: readonly unknown[], reason: string): void {
  const value = body[name];
  if (value === undefined || value === null) return;
  // Reasoning that is switched off, or has no effort, asks for none.
  const asks =
    name === 'reasoning' ? Object.values(propertiesOf(value)).some((each) => each !== null && !isLow(each)) : true;
  if (!asks || off.some((each) => JSON.stringify(each) === JSON.stringify(value))) return;
  refuseField(name, reason);
}

function isLow(effort: unknown): boolean {
  return effort === 'none' || effort === 'minimal';
}

function refuseStreamOptions(options: unknown): void {
  requireKnownFields(propertiesOf(options), new Set(['include_obfuscation']), 'stream_options.');
}

function readInclude(include: unknown): boolean {
  const names: readonly unknown[] = Array.isArray(include) ? include : [];
  const unknown = names.find((name) => !included.includes(String(name)));
  if (unknown !== undefined) refuseField('include', `has '${unknown}'; this server can include ${included[0]}`);
  return names.includes(included[0]);
}

/** `instructions` first, then the input: a text, or items. */
function messagesOf({ input, instructions }: Fields): object[] {
  const first = typeof instructions === 'string' ? [{ role: 'system', content: instructions }] : [];
  if (typeof input === 'string') return [...first, { role: 'user', content: input }];
  const items: readonly unknown[] = Array.isArray(input) ? input : [];
  return [...first, ...mergeCalls(items.flatMap((item, i) => messageOf(propertiesOf(item), i)))];
}

interface Message {
  readonly role: string;
  readonly content?: unknown;
  readonly tool_calls?: readonly object[];
  readonly tool_call_id?: unknown;
}

function messageOf(item: Fields, i: number): Message[] {
  const { type = 'message', role, content } = item;
  switch (type) {
    case 'message':
      return [
        {
          role: String(role),
          content: Array.isArray(content) ? content.map((part, k) => partOf(part, i, k)) : content,
        },
      ];
    case 'function_call': {
      const { call_id: id, name, arguments: args } = item;
      if (typeof name !== 'string') refuseField(`input.${i}`, "is a function call without a 'name'");
      return [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id, type: 'function', function: { name, arguments: args } }],
        },
      ];
    }
    case 'function_call_output':
      return [{ role: 'tool', tool_call_id: item.call_id, content: outputOf(item.output, i) }];
    case 'reasoning':
      return []; // of another model; the models here do not read it
    default:
      return refuseField(`input.${i}`, `is '${type}'; this server takes messages, function calls and their outputs`);
  }
}

function partOf(part: unknown, i: number, k: number): object {
  const { type, text, refusal } = propertiesOf(part);
  if (type === 'input_text' || type === 'output_text' || type === 'text') return { type: 'text', text };
  if (type === 'refusal') return { type: 'text', text: refusal };
  return refuseField(`input.${i}.content.${k}`, `${kindOf(type)}; the models here read texts only`);
}

/** What an object of the body says it is, for refusals. */
function kindOf(type: unknown): string {
  return type === undefined ? "has no 'type'" : `is '${String(type).slice(0, 50)}'`;
}

function outputOf(output: unknown, i: number): unknown {
  return Array.isArray(output) ? output.map((part, k) => partOf(part, i, k)) : output;
}

/** Calls that follow each other are one message of the assistant, as a chat has them. */
function mergeCalls(messages: readonly Message[]): Message[] {
  const merged: Message[] = [];
  for (const message of messages) {
    const last = merged.at(-1);
    if (last?.role === 'assistant' && message.tool_calls) {
      merged[merged.length - 1] = { ...last, tool_calls: [...(last.tool_calls ?? []), ...message.tool_calls] };
    } else merged.push(message);
  }
  return merged;
}

/** Function tools are flat here. Tools that OpenAI runs itself are refused. */
function toolsOf(tools: unknown): object[] | undefined {
  if (!Array.isArray(tools)) return undefined;
  return tools.map((tool: unknown, i) => {
    const { type, name, description, parameters, strict } = propertiesOf(tool);
    if (type !== 'function')
      refuseField(`tools.${i}`, `${kindOf(type)}; this server has no tools of its own, only functions`);
    if (typeof name !== 'string') refuseField(`tools.${i}`, "is a function without a 'name'");
    return {
      type,
      function: { name, description: description ?? undefined, parameters: parameters ?? undefined, strict },
    };
  });
}

function choiceOf(choice: unknown): unknown {
  const { type, name } = propertiesOf(choice);
  return type === 'function' && typeof name === 'string' ? { type, function: { name } } : choice;
}

/** `text: {format}` as a `response_format`. */
function formatOf(text: unknown): object | undefined {
  const { format, verbosity, ...others } = propertiesOf(text);
  requireKnownFields(others, new Set(), 'text.');
  if (verbosity !== undefined && verbosity !== null && verbosity !== 'medium') {
    refuseField('text.verbosity', 'is not supported here; leave it out');
  }
  const { type, schema, name, strict, description } = propertiesOf(format);
  if (type === undefined) return undefined;
  return type === 'json_schema' ? { type, json_schema: { name, schema, strict, description } } : { type };
}
