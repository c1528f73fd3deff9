// Tools that a model may ask to be called, and its calls: what they are, and how a call looks as JSON.

/** A tool, as the request describes it. */
export interface Tool {
  readonly name: string;
  readonly description?: string | undefined;
  /** The JSON schema of its arguments. */
  readonly parameters?: Readonly<Record<string, unknown>> | undefined;
}

/** A call that the model asks for. */
export interface ToolCall {
  /** What its result comes back under; absent where the API's client gave none. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** The calls in a text that is nothing but one call, or an array of them, as JSON; undefined for any other text. */
export function parseToolCalls(text: string): ToolCall[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const values = Array.isArray(value) ? value : [value];
  const calls = values.map(readToolCall);
  return calls.length > 0 && calls.every((call) => call !== undefined) ? calls : undefined;
}

/** `{name, arguments, id?}`; some models write `parameters` for `arguments`, or the arguments as JSON text. */
function readToolCall(value: unknown): ToolCall | undefined {
  if (!isRecord(value) || typeof value.name !== 'string') return undefined;
  const given = value.arguments ?? value.parameters ?? {};
  const args = typeof given === 'string' ? parseRecord(given) : given;
  if (!isRecord(args)) return undefined;
  return { id: typeof value.id === 'string' ? value.id : undefined, name: value.name, arguments: args };
}

/** The object in a JSON text, or undefined. */
export function parseRecord(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
