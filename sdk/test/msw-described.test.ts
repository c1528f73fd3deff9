// The handlers against openapi.yaml: every operation that it has is answered, each of its examples, whole and streamed and
// refused, with what its schemas allow.
import { readFile } from 'node:fs/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { getResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type MockAnswer, mockWorkersAi } from '../src/msw.ts';

interface Content {
  schema: { $ref?: string; contentSchema?: object; example?: unknown };
  examples?: Record<string, { value: unknown }>;
}
interface Described {
  $ref?: string;
  content?: Record<string, Content>;
}
interface Parameter {
  $ref?: string;
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  example?: string;
}
interface Operation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: Described;
  responses: Record<string, Described>;
}
type Path = { parameters?: Parameter[] } & Partial<Record<'get' | 'post' | 'put' | 'delete' | 'patch', Operation>>;

const spec = parse(await readFile(new URL('../../openapi.yaml', import.meta.url), 'utf8')) as {
  paths: Record<string, Path>;
};
const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema(spec, 'api');

/** What a reference stands for. */
function resolved<T extends { $ref?: string }>(value: T): T {
  if (!value.$ref) return value;
  const keys = value.$ref.split('/').slice(1);
  return keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], spec) as T;
}

function expectFits(schema: object, value: unknown): void {
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
  const validate = ajv.compile(absolute);
  expect(validate(value) || `${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`).toBe(true);
}

const origin = 'https://api.cloudflare.com';
const apiToken = 'a-token';

/** Routes that only a server of one's own has: the mocks stand for Cloudflare's. */
const isOfOwnServer = (path: string) => path.startsWith('/tramontane/');

const described = Object.entries(spec.paths).flatMap(([path, item]) =>
  (['get', 'post', 'put', 'delete', 'patch'] as const).flatMap((method) => {
    const operation = item[method];
    if (!operation || isOfOwnServer(path)) return [];
    const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved);
    const inputs = operation.requestBody ? examplesOf(contentOf(operation.requestBody)) : [undefined];
    return inputs.map((body, i) => ({
      name: `${operation.operationId} ${i}`,
      path,
      method,
      operation,
      parameters,
      body,
    }));
  }),
);
type Case = (typeof described)[0];

function contentOf(value: Described, type = 'application/json'): Content {
  const content = resolved(value).content?.[type];
  if (!content) throw new Error(`Nothing is described as ${type}.`);
  return content;
}

function examplesOf({ examples, schema }: Content): unknown[] {
  return examples ? Object.values(examples).map(({ value }) => value) : [resolved(schema).example];
}

function requestOf({ path, method, parameters, body }: Case): Request {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const { example = 'a' } = parameters.find((each) => each.name === name) ?? {};
    return encodeURIComponent(example);
  });
  const required = parameters.filter((each) => each.required);
  const query = required.filter((each) => each.in === 'query').map(({ name, example }) => `${name}=${example}`);
  const headers = new Headers({ authorization: `Bearer ${apiToken}` });
  for (const each of required) if (each.in === 'header') headers.set(each.name, each.example ?? '');
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  return new Request(`${origin}${filled}?${query.join('&')}`, { method: method.toUpperCase(), headers, ...init });
}

/** The answer's body as the description wants it: one value, or those of a stream's frames. */
async function expectDescribed(response: Response, { operation }: Case): Promise<void> {
  const { status } = response;
  const answer = operation.responses[status] ?? operation.responses[`${Math.floor(status / 100)}XX`];
  if (!answer) throw new Error(`${operation.operationId} has no answer with ${status}.`);
  const [type = ''] = response.headers.get('content-type')?.split(';') ?? [];
  const { schema } = contentOf(answer, type);
  const text = await response.text();
  if (type === 'application/json') return expectFits(schema, JSON.parse(text));
  if (type !== 'text/event-stream') return expectFits(schema, text);
  const frames = text.split('\n\n').filter((frame) => frame !== '');
  const isNamed = frames[0]?.startsWith('event: ');
  if (!isNamed) expect(frames.pop()).toBe('data: [DONE]');
  expect(frames).not.toEqual([]);
  for (const [i, frame] of frames.entries()) {
    const [, name, data = ''] = /^(?:event: (.*)\n)?data: (.*)$/.exec(frame) ?? [];
    const body = JSON.parse(data) as { type?: string; sequence_number?: number };
    expectFits(schema.contentSchema ?? { not: {} }, body);
    if (isNamed) expect([name, i]).toEqual([body.type, body.sequence_number]);
  }
}

async function ask(request: Request, ...answers: MockAnswer[]) {
  const workersAi = mockWorkersAi({ apiToken, answers: answers.length > 0 ? answers : 'Heads share keys.' });
  const response = await getResponse(workersAi.handlers, request);
  if (!response) throw new Error(`There is no handler for ${request.method} ${request.url}.`);
  return { response, calls: workersAi.calls };
}

describe('an operation of openapi.yaml is answered as described', () => {
  it.each(described)('$name', async (each) => {
    const { response, calls } = await ask(requestOf(each));
    expect(response.status).toBe(200);
    expect(calls).toHaveLength(each.body === undefined ? 0 : 1);
    await expectDescribed(response, each);
  });
});

const runs = described.filter(({ body }) => body !== undefined);
const called = { toolCalls: [{ name: 'sum', arguments: { a: 1, b: 2 } }] };

describe('a run of openapi.yaml', () => {
  it.each(runs)('calls tools, and is empty: $name', async (each) => {
    await expectDescribed((await ask(requestOf(each), called)).response, each);
    const whole = { ...each, body: withStream(each.body, false) };
    await expectDescribed((await ask(requestOf(whole), { response: '' })).response, whole);
  });

  it.each(runs)('is refused: $name', async (each) => {
    for (const code of [5006, 5007, 5021, 3040, 8008]) {
      const { response } = await ask(requestOf(each), { code });
      expect(response.ok).toBe(false);
      await expectDescribed(response, each);
    }
    const stranger = requestOf(each);
    stranger.headers.set('authorization', 'Bearer other');
    const { response, calls } = await ask(stranger);
    expect([response.status, calls]).toEqual([401, []]);
    await expectDescribed(response, each);
  });

  it.each(runs)('refuses what is none: $name', async (each) => {
    const { response, calls } = await ask(requestOf({ ...each, body: {} }));
    expect([response.status, calls]).toEqual([400, []]);
    await expectDescribed(response, each);
  });
});

function withStream(body: unknown, stream: boolean): unknown {
  const { inputs } = body as { inputs?: object };
  return inputs ? { ...(body as object), inputs: { ...inputs, stream } } : { ...(body as object), stream };
}
