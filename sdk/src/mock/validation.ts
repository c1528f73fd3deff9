// The first rule that an input breaks, in the words of the API's validator. The mocks know only the rules that hold for
// every model; the others are a server's business.

/** What is wrong with an input. */
export interface Problem {
  message: string;
  /** The field of the body, for clients of OpenAI's API. */
  param?: string | undefined;
}

/** Of a run: a prompt or messages. */
export function problemOfRun(input: unknown): Problem | undefined {
  const { prompt, messages } = fieldsOf(input);
  const isPrompt = typeof prompt === 'string' && prompt !== '';
  const isMessages = Array.isArray(messages);
  if (isPrompt && isMessages) return { message: "Error: oneOf at '/' not met, 2 matches" };
  if (isPrompt || isMessages) return undefined;
  const reason =
    prompt === undefined
      ? "required properties at '/' are 'prompt'"
      : prompt === ''
        ? "Length of '/prompt' must be >= 1 not met"
        : `Type mismatch of '/prompt', 'string' not in ${typesOf(prompt)}`;
  const message = `Error: oneOf at '/' not met, 0 matches: ${reason}, required properties at '/' are 'messages'`;
  return { message };
}

/** Of a chat: a model and messages. */
export function problemOfChat(input: unknown): Problem | undefined {
  const { messages } = fieldsOf(input);
  const missing = missingProperty(input, ['model', 'messages']);
  if (missing || Array.isArray(messages)) return missing;
  return { message: `Error: Type mismatch of '/messages', 'array' not in ${typesOf(messages)}`, param: 'messages' };
}

/** Of a text: a model and a prompt, which may be several, or token ids. */
export function problemOfCompletion(input: unknown): Problem | undefined {
  const { prompt } = fieldsOf(input);
  const missing = missingProperty(input, ['model', 'prompt']);
  if (missing || typeof prompt === 'string' || Array.isArray(prompt)) return missing;
  return {
    message: `Error: Type mismatch of '/prompt', 'string','array' not in ${typesOf(prompt)}`,
    param: 'prompt',
  };
}

function missingProperty(input: unknown, required: readonly string[]): Problem | undefined {
  const fields = fieldsOf(input);
  const param = required.find(
    (name) => fields[name] === undefined || (name === 'model' && typeof fields[name] !== 'string'),
  );
  return param === undefined
    ? undefined
    : { message: `Error: required properties at '/' are '${required.join()}'`, param };
}

function fieldsOf(input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null ? { ...input } : {};
}

function typesOf(value: unknown): string {
  if (value === null) return "'null'";
  if (Array.isArray(value)) return "'array'";
  return Number.isInteger(value) ? "'number','integer'" : `'${typeof value}'`;
}
