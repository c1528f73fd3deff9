// The first rule that an input breaks, in the words of the API's validator. Only what every input must keep: the other
// rules are a server's business.

/** Of a run: a prompt or messages. */
export function problemOfRun(input: unknown): string | undefined {
  const { prompt, messages } = fieldsOf(input);
  const isPrompt = typeof prompt === 'string' && prompt !== '';
  const isMessages = Array.isArray(messages);
  if (isPrompt && isMessages) return "Error: oneOf at '/' not met, 2 matches";
  if (isPrompt || isMessages) return undefined;
  const reason =
    prompt === undefined
      ? "required properties at '/' are 'prompt'"
      : prompt === ''
        ? "Length of '/prompt' must be >= 1 not met"
        : `Type mismatch of '/prompt', 'string' not in ${typesOf(prompt)}`;
  return `Error: oneOf at '/' not met, 0 matches: ${reason}, required properties at '/' are 'messages'`;
}

/** Of a chat: a model and messages. */
export function problemOfChat(input: unknown): string | undefined {
  const { model, messages } = fieldsOf(input);
  if (typeof model !== 'string' || messages === undefined)
    return "Error: required properties at '/' are 'model,messages'";
  if (!Array.isArray(messages)) return `Error: Type mismatch of '/messages', 'array' not in ${typesOf(messages)}`;
  return undefined;
}

/** Of a text: a model and a prompt, which may be several, or token ids. */
export function problemOfCompletion(input: unknown): string | undefined {
  const { model, prompt } = fieldsOf(input);
  if (typeof model !== 'string' || prompt === undefined) return "Error: required properties at '/' are 'model,prompt'";
  if (typeof prompt === 'string' || Array.isArray(prompt)) return undefined;
  return `Error: Type mismatch of '/prompt', 'string','array' not in ${typesOf(prompt)}`;
}

function fieldsOf(input: unknown): Record<string, unknown> {
  return typeof input === 'object' && input !== null ? { ...input } : {};
}

function typesOf(value: unknown): string {
  if (value === null) return "'null'";
  if (Array.isArray(value)) return "'array'";
  return Number.isInteger(value) ? "'number','integer'" : `'${typeof value}'`;
}
