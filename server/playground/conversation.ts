// What the playground knows of a conversation: its turns, the settings of the next answer, and the request they make.

/** A call of a tool, as OpenAI's API writes it. `arguments` is JSON text. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** Measured in the browser: both times in milliseconds. */
export interface AnswerStats {
  readonly firstTokenMs: number;
  /** From the first token to the last. */
  readonly writingMs: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly finishReason: string;
}

export type Turn =
  | { readonly role: 'user'; readonly content: string }
  | { readonly role: 'tool'; readonly content: string; readonly callId: string; readonly name: string }
  | {
      readonly role: 'assistant';
      readonly content: string;
      readonly toolCalls: readonly ToolCall[];
      /** What it answers. */
      readonly request?: PlaygroundRequest | undefined;
      readonly stats?: AnswerStats | undefined;
      readonly error?: string | undefined;
    };

export interface Settings {
  readonly model: string;
  /** `raw` continues the text of the last turn, without a chat template. */
  readonly mode: 'chat' | 'raw';
  readonly system: string;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly maxTokens: number | null;
  readonly seed: number | null;
  readonly format: 'text' | 'json' | 'schema';
  /** JSON text; used where `format` is `schema`. */
  readonly schema: string;
  readonly calculator: boolean;
}

export const firstSettings: Settings = {
  model: '',
  mode: 'chat',
  system: '',
  temperature: null,
  topP: null,
  maxTokens: 256,
  seed: null,
  format: 'text',
  schema: JSON.stringify(
    {
      type: 'object',
      properties: { name: { type: 'string' }, direction: { enum: ['north', 'east', 'south', 'west'] } },
      required: ['name', 'direction'],
    },
    null,
    2,
  ),
  calculator: false,
};

export const calculatorTool = {
  name: 'calculator',
  description: 'Computes an arithmetic expression of numbers, + - * / and brackets.',
  parameters: {
    type: 'object',
    properties: { expression: { type: 'string', description: 'For example (2 + 3) * 4' } },
    required: ['expression'],
  },
} as const;

/** A request to OpenAI's API of this server, without the fields that ask for a stream. */
export interface PlaygroundRequest {
  readonly path: '/v1/chat/completions' | '/v1/completions';
  readonly body: Readonly<Record<string, unknown>>;
}

/** The turns of the last request that was sent: all of them but its answer. */
export function lastAsked(turns: readonly Turn[]): readonly Turn[] {
  return turns.slice(0, turns.findLastIndex(({ role }) => role !== 'assistant') + 1);
}

/** The request for the next answer. @throws SyntaxError if the schema is not JSON */
export function requestOf(settings: Settings, turns: readonly Turn[]): PlaygroundRequest {
  if (settings.mode === 'raw') {
    const prompt = turns.map(({ content }) => content).join('');
    return { path: '/v1/completions', body: { model: settings.model, prompt, ...sampling(settings) } };
  }
  const tools = settings.calculator ? [{ type: 'function', function: calculatorTool }] : undefined;
  const body = {
    model: settings.model,
    messages: chatMessages(settings, turns),
    ...sampling(settings),
    response_format: responseFormat(settings),
    tools,
  };
  return { path: '/v1/chat/completions', body: withoutUndefined(body) };
}

/** The fields that both APIs call by the same names. */
export function sampling({ temperature, topP, maxTokens, seed }: Settings): Record<string, number> {
  const fields = { temperature, top_p: topP, max_tokens: maxTokens, seed };
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, number] => field[1] !== null));
}

/** @throws SyntaxError if the schema is not JSON */
function responseFormat({ format, schema }: Settings): object | undefined {
  if (format === 'text') return undefined;
  if (format === 'json') return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name: 'answer', schema: JSON.parse(schema) } };
}

function chatMessages({ system }: Settings, turns: readonly Turn[]): object[] {
  const first = system === '' ? [] : [{ role: 'system', content: system }];
  return [...first, ...turns.filter((turn) => !('error' in turn) || turn.error === undefined).map(messageOf)];
}

function messageOf(turn: Turn): object {
  if (turn.role === 'tool') return { role: 'tool', tool_call_id: turn.callId, content: turn.content };
  if (turn.role === 'user' || turn.toolCalls.length === 0) return { role: turn.role, content: turn.content };
  const calls = turn.toolCalls.map(({ id, name, arguments: text }) => ({
    id,
    type: 'function',
    function: { name, arguments: text },
  }));
  return { role: 'assistant', content: turn.content, tool_calls: calls };
}

export function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
