// Every example of a request in openapi.yaml, sent to a server that serves the bundled model under all names in the
// examples, and to a server whose document uses its own names. The harness checks each answer against the document.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledModelPath } from '../../src/bundled-model.ts';
import { spec } from '../../src/generated/spec.gen.ts';
import { type LoadedModel, loadModel } from '../../src/load-model.ts';
import { describeServer } from '../../src/reference/served-spec.ts';
import { accountId, authorization, framesOf, model, openServerOf, type TestServer } from './harness.ts';
import { readerOf } from './reader.ts';

type Node = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly example: unknown;
}

interface Example {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

const readers = [
  readerOf('@cf/baai/bge-base-en-v1.5', 'text-embeddings'),
  readerOf('@cf/baai/bge-m3', 'text-embeddings'),
  readerOf('@cf/baai/bge-reranker-base', 'text-classification'),
];

const otherAccount = 'a'.repeat(32);
const otherModels = ['@cf/me/one', '@cf/me/two'];
const documents = [
  { name: 'openapi.yaml', root: spec, account: accountId, models: [model, '@cf/mistral/mistral-7b-instruct-v0.1'] },
  {
    name: '/openapi.json',
    root: describeServer(otherModels, otherAccount) as Node,
    account: otherAccount,
    models: otherModels,
  },
];

function examplesIn(root: Node): Example[] {
  return Object.entries(root.paths as Record<string, Node>).flatMap(([path, item]) =>
    methods.filter((method) => method in item).flatMap((method) => examplesOf(root, path, method, item)),
  );
}

function examplesOf(root: Node, path: string, method: string, item: Node): Example[] {
  const resolve = (node: Node) => resolveIn(root, node);
  const operation = item[method] as Node;
  const parameters = [item, operation].flatMap((one) =>
    ((one.parameters ?? []) as Node[]).map(resolve),
  ) as unknown as Parameter[];
  const asked = bodiesOf(operation, resolve);
  // Each with nothing but what it must have, and with everything that it may have.
  const optional = parameters.filter(({ required, in: place }) => place === 'query' && !required);
  const queries = optional.length > 0 ? [[], optional] : [[]];
  return queries.flatMap((query) =>
    asked.map(([name, body]) => ({
      what: `${operation.operationId}: ${name}${query.length > 0 ? ', with all parameters' : ''}`,
      method: method.toUpperCase(),
      path: pathOf(path, parameters, query),
      headers: Object.fromEntries(
        parameters.filter((one) => one.in === 'header').map((one) => [one.name, String(one.example)]),
      ),
      ...(body !== undefined && { body }),
    })),
  );
}

function bodiesOf({ requestBody }: Node, resolve: (node: Node) => Node): [string, unknown][] {
  if (!requestBody) return [['no body', undefined]];
  const { content } = resolve(requestBody as Node) as { content: { 'application/json': Node } };
  const { examples: named, schema } = content['application/json'];
  if (!named) return [['the example of its schema', resolve(schema as Node).example]];
  return Object.entries(named as Record<string, { value: unknown }>).map(([name, { value }]) => [name, value]);
}

function pathOf(path: string, parameters: readonly Parameter[], optional: readonly Parameter[]): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => {
    return encodeURIComponent(String(parameters.find((one) => one.name === name)?.example));
  });
  const required = parameters.filter((one) => one.in === 'query' && one.required);
  const query = new URLSearchParams(
    [...required, ...optional].map(({ name, example }): [string, string] => [name, String(example)]),
  );
  return query.size > 0 ? `${filled}?${query}` : filled;
}

function resolveIn(root: Node, node: Node): Node {
  if (typeof node.$ref !== 'string') return node;
  return node.$ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (at as Node)[key], root) as Node;
}

describe.each(documents)('every example of a request in $name', ({ root, account, models }) => {
  const examples = examplesIn(root);
  let loaded: LoadedModel;
  let server: TestServer;
  beforeAll(async () => {
    loaded = await loadModel({ name: model, path: bundledModelPath });
    const { path, tokenizer, engine } = loaded;
    const residency = { idleSince: undefined, leavesAt: undefined, leavesWhenIdle: false };
    const resident = { residency: () => residency, leave: async () => {} };
    const writers = models.map((name) => ({ name, path, tokenizer, engine, resident, close: async () => {} }));
    server = await openServerOf([...writers, ...readers], { accountId: account });
  });
  afterAll(async () => {
    await server?.close();
    await loaded?.close();
  });

  it('is looked at', () => {
    expect(examples.length).toBeGreaterThan(25);
  });

  it.each(examples.map((example) => [example.what, example] as const))('%s', async (_, example) => {
    const { method, path, headers, body } = example;
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect(response.status, text).toBe(200);
    const isStream = /"stream":true/.test(JSON.stringify(body) ?? '');
    if (isStream && path.endsWith('/responses'))
      expect(text).toMatch(/event: response\.(completed|incomplete)\n.*\n\n$/);
    else if (isStream) expect(framesOf(text).at(-1)).toBe('[DONE]');
    else if (response.headers.get('content-type') === 'application/json') expect(() => JSON.parse(text)).not.toThrow();
  });
});
