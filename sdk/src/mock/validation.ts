// The first rule that an input breaks, in the words of the API's validator. The mocks know only the rules that hold for
// every model; the others are a server's business.
import { inputProperties } from './input-properties.gen.ts';
import { isReading } from './reading.ts';

/** What is wrong with an input. */
export interface Problem {
  message: string;
  /** The field of the body, for clients of OpenAI's API. */
  param?: string | undefined;
}

/** A property whose name is almost that of a known one. The API would ignore it, and hide the mistake from the test. */
export function misspelling(input: unknown, kind: keyof typeof inputProperties): Problem | undefined {
  const known: readonly string[] = inputProperties[kind];
  for (const name of Object.keys(fieldsOf(input))) {
    if (known.includes(name) || name.length < 5 || otherProperties.includes(name)) continue;
    const meant = known.find((one) => one.length > 4 && areAlike(name, one));
    if (meant) return { message: `Error: unknown property '/${name}', did you mean '/${meant}'?`, param: name };
  }
  return undefined;
}

/** Properties of other models that look like a misspelling. */
const otherProperties = ['min_tokens', 'top_a', 'top_n'];

/** Whether one change of a letter makes one of the other, or two in longer names. */
function areAlike(a: string, b: string): boolean {
  const most = Math.min(a.length, b.length) > 6 ? 2 : 1;
  if (Math.abs(a.length - b.length) > most) return false;
  let before = Array.from({ length: b.length + 1 }, (_, j) => j);
  let beforeThat = before;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      const at = (cells: number[], k: number) => cells[k] ?? Number.POSITIVE_INFINITY;
      let cost = Math.min(at(row, j - 1) + 1, at(before, j) + 1, at(before, j - 1) + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) cost = Math.min(cost, at(beforeThat, j - 2) + 1);
      row.push(cost);
    }
    beforeThat = before;
    before = row;
  }
  return (before[b.length] ?? most + 1) <= most;
}

/** Checks a run: it has a prompt or messages; or texts, for a model that reads. */
export function problemOfRun(input: unknown): Problem | undefined {
  const misspelt = misspelling(input, 'run');
  if (misspelt) return misspelt;
  const { prompt, messages, text, contexts } = fieldsOf(input);
  if (isReading({ prompt, messages, text, contexts })) return problemOfTexts(text, contexts);
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

/** Checks the texts of a model that reads. */
function problemOfTexts(text: unknown, contexts: unknown): Problem | undefined {
  if (contexts === undefined) {
    if (text === '') return { message: "Error: Length of '/text' must be >= 1 not met" };
    if (typeof text === 'string' || (Array.isArray(text) && text.length > 0)) return undefined;
    return { message: `Error: Type mismatch of '/text', 'string','array' not in ${typesOf(text)}` };
  }
  if (!Array.isArray(contexts)) return { message: "Error: required properties at '/' are 'contexts'" };
  const bad = contexts.findIndex((one) => typeof fieldsOf(one).text !== 'string');
  return bad === -1 ? undefined : { message: `Error: required properties at '/contexts/${bad}' are 'text'` };
}

/** Checks a request to embed: it has a model and an input, which may be several, or token ids. */
export function problemOfEmbedding(input: unknown): Problem | undefined {
  const { input: texts } = fieldsOf(input);
  const missing = misspelling(input, 'embedding') ?? missingProperty(input, ['model', 'input']);
  if (missing || (typeof texts === 'string' && texts !== '') || (Array.isArray(texts) && texts.length > 0)) {
    return missing;
  }
  return { message: `Error: Type mismatch of '/input', 'string','array' not in ${typesOf(texts)}`, param: 'input' };
}

/** Checks a chat: it has a model and messages. */
export function problemOfChat(input: unknown): Problem | undefined {
  const { messages } = fieldsOf(input);
  const missing = misspelling(input, 'chat') ?? missingProperty(input, ['model', 'messages']);
  if (missing || Array.isArray(messages)) return missing;
  return { message: `Error: Type mismatch of '/messages', 'array' not in ${typesOf(messages)}`, param: 'messages' };
}

/** What needs a store of responses, with the words of a server. */
const notStored: Readonly<Record<string, string>> = {
  previous_response_id: 'responses are not stored; send the whole conversation as input',
  conversation: 'conversations are not stored; send the whole conversation as input',
  background: 'responses are not stored, so nothing could fetch it later',
};

/** Checks a request for a response: it has a model and an input, a text or items, and nothing that needs a store. */
export function problemOfResponse(body: unknown): Problem | undefined {
  const fields = fieldsOf(body);
  const stored = Object.keys(notStored).find((name) => (fields[name] ?? false) !== false);
  if (stored) {
    return { message: `Error: '/${stored}' is not supported: ${notStored[stored]}`, param: stored };
  }
  const missing = misspelling(body, 'response') ?? missingProperty(body, ['model', 'input']);
  const { input } = fields;
  if (missing || typeof input === 'string' || (Array.isArray(input) && input.length > 0)) return missing;
  return { message: `Error: Type mismatch of '/input', 'string','array' not in ${typesOf(input)}`, param: 'input' };
}

/** Checks a completion: it has a model and a prompt, which may be several, or token ids. */
export function problemOfCompletion(input: unknown): Problem | undefined {
  const { prompt } = fieldsOf(input);
  const missing = misspelling(input, 'completion') ?? missingProperty(input, ['model', 'prompt']);
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
