// The request that is being written, or the last one, as code: curl, the SDK in Node, a Worker, and OpenAI's client.
import { calculatorTool, requestOf, type Settings, sampling, type Turn, withoutUndefined } from './conversation.ts';

export const languages = ['curl', 'SDK', 'Worker', 'OpenAI'] as const;
export type Language = (typeof languages)[number];

/** @param origin of this server, for example http://127.0.0.1:8787. @throws SyntaxError if the schema is not JSON */
export function codeSample(language: Language, settings: Settings, turns: readonly Turn[], origin: string): string {
  const input = runInput(settings, turns);
  const writers = { curl: curlSample, SDK: sdkSample, Worker: workerSample, OpenAI: openAiSample };
  return writers[language]({ settings, turns, origin, input });
}

interface Sample {
  readonly settings: Settings;
  readonly turns: readonly Turn[];
  readonly origin: string;
  /** Of a run over the Workers AI API. */
  readonly input: object;
}

/** The same request as the input of a run. */
function runInput(settings: Settings, turns: readonly Turn[]): object {
  const { body } = requestOf(settings, turns);
  if (settings.mode === 'raw') return { prompt: body.prompt, raw: true, ...sampling(settings) };
  const format = settings.format === 'schema' ? schemaFormat(settings) : body.response_format;
  return withoutUndefined({
    messages: (body.messages as object[]).map(runMessage),
    ...sampling(settings),
    response_format: format,
    tools: settings.calculator ? [calculatorTool] : undefined,
  });
}

function schemaFormat({ schema }: Settings): object {
  return { type: 'json_schema', json_schema: JSON.parse(schema) };
}

/** A message of OpenAI's API as Workers AI takes it: a call is the JSON text of an assistant's message. */
function runMessage(message: object): object {
  const {
    role,
    content,
    tool_calls: calls,
  } = message as {
    role: string;
    content: string;
    tool_calls?: { function: { name: string; arguments: string } }[];
  };
  if (role === 'tool') return { role, name: calculatorTool.name, content };
  if (!calls) return { role, content };
  const [call] = calls.map(({ function: { name, arguments: text } }) => ({ name, arguments: parsed(text) }));
  return { role, content: JSON.stringify(call) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function curlSample({ settings, origin, input }: Sample): string {
  const path = `${origin}/client/v4/accounts/$TRAMONTANE_ACCOUNT_ID/ai/run/${settings.model}`;
  const body = JSON.stringify({ ...input, stream: true }, null, 2).replaceAll("'", "'\\''");
  return `curl -N "${path}" \\
  -H "Authorization: Bearer $TRAMONTANE_API_TOKEN" \\
  -H 'content-type: application/json' \\
  -d '${body}'`;
}

function sdkSample({ settings, origin, input }: Sample): string {
  return `import { Ai, events } from 'tramontane';

const ai = new Ai({
  accountId: process.env.TRAMONTANE_ACCOUNT_ID,
  apiToken: process.env.TRAMONTANE_API_TOKEN,
  baseUrl: '${origin}/client/v4',
});
const stream = await ai.run('${settings.model}', ${literal({ ...input, stream: true })});
for await (const { response } of events(stream)) process.stdout.write(response);`;
}

function workerSample({ settings, input }: Sample): string {
  return `export default {
  async fetch(request, env) {
    const stream = await env.AI.run('${settings.model}', ${indent(literal({ ...input, stream: true }), 4)});
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  },
};`;
}

function openAiSample({ settings, turns, origin }: Sample): string {
  const { path, body } = requestOf(settings, turns);
  const method = path === '/v1/completions' ? 'completions' : 'chat.completions';
  const piece = path === '/v1/completions' ? 'choices[0]?.text' : 'choices[0]?.delta.content';
  return `import OpenAI from 'openai';

const client = new OpenAI({ apiKey: process.env.TRAMONTANE_API_TOKEN, baseURL: '${origin}/v1' });
const stream = await client.${method}.create(${literal({ ...body, stream: true })});
for await (const { choices } of stream) process.stdout.write(${piece} ?? '');`;
}

/** JSON as people write it in JavaScript: keys without quotes, texts in single ones. */
function literal(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(/^(\s*)"([A-Za-z_$][\w$]*)":/gm, '$1$2:')
    .replace(/^(\s*(?:[\w$]+: |"(?:[^"\\]|\\.)*": )?)"((?:[^"\\]|\\.)*)"(,?)$/gm, singleQuoted);
}

function singleQuoted(_all: string, before: string, text: string, comma: string): string {
  return `${before}'${text.replaceAll('\\"', '"').replaceAll("'", "\\'")}'${comma}`;
}

function indent(text: string, nSpaces: number): string {
  return text.replaceAll('\n', `\n${' '.repeat(nSpaces)}`);
}
