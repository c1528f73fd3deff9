// models/search: contents, filters and pages.
import { expect, it } from 'vitest';
import { authorization, engineOf, model, saying, startServer } from './harness.ts';

const names = [model, '@hf/mistral/mistral-7b-instruct-v0.2', '@cf/me/mine'];

interface Page {
  result: { name: string; properties: { property_id: string; value: unknown }[]; created_at?: string; id: string }[];
  result_info: object;
}

async function startThree() {
  const server = await startServer({
    [model]: saying(''),
    '@hf/mistralai/mistral-7b-instruct-v0.2': engineOf(async function* () {}, 4096), // an alias
    '@cf/me/mine': saying(''),
  });
  const search = async (query = '') => {
    const response = await fetch(`${server.accountUrl}/ai/models/search${query}`, { headers: { authorization } });
    const body = (await response.json()) as Page;
    return { status: response.status, headers: response.headers, body, names: body.result?.map(({ name }) => name) };
  };
  return { server, search };
}

it('lists what is really served, under its own name', async () => {
  const { search } = await startThree();
  const { headers, body, names: found } = await search();
  expect(found).toEqual(names);
  expect(headers.get('content-type')).toBe('application/json');
  expect(Object.keys(body)).toEqual(['result', 'success', 'errors', 'messages', 'result_info']);
  expect(body.result_info).toEqual({ count: 3, page: 1, per_page: 100, total_count: 3 });
  expect(body.result[1]).toMatchObject({
    id: 'b97d7069-48d9-461c-80dd-445d20a632eb',
    source: 2,
    created_at: '2024-04-02 13:00:59.244',
    task: { id: 'c329a1f9-323d-4e91-b2aa-582dd4188d34', name: 'Text Generation' },
    tags: [],
    properties: [
      { property_id: 'context_window', value: '4096' },
      { property_id: 'beta', value: 'true' }, // and no lora, which is refused here
    ],
  });
});

it.each([
  ['?search=MISTRAL', [names[1]]],
  ['?search=tells%20children', [names[0]]],
  ['?search=nothing', []],
  ['?task=Text%20Generation', names],
  ['?task=Translation', []],
  ['?author=mistral', [names[1]]],
  ['?author=me', [names[2]]],
  ['?source=2', [names[1]]],
  ['?source=1', [names[0], names[2]]],
  ['?hide_experimental=true', [names[0], names[2]]],
  ['?hide_experimental=false', names],
  ['?search=&task=&author=', names],
  ['?include_deprecated=true&format=unknown', names],
  ['?page=1&per_page=2', [names[0], names[1]]],
  ['?page=2&per_page=2', [names[2]]],
  ['?page=3&per_page=2', []],
  ['?page=2', []],
  ['?page=999999999', []],
])('%s finds %j', async (query, expected) => {
  const { search } = await startThree();
  const { status, names: found } = await search(query);
  expect(status).toBe(200);
  expect(found).toEqual(expected);
});

it.each(['?page=0', '?page=-1', '?page=x', '?per_page=1.5', '?per_page=0'])('%s is refused', async (query) => {
  const { search } = await startThree();
  const { status, body } = await search(query);
  expect(status).toBe(400);
  expect(body).toMatchObject({ success: false, errors: [{ code: 8001 }] });
});

it('a model of one’s own runs under its name, and the alias of another too', async () => {
  const { server } = await startThree();
  for (const name of [
    '@cf/me/mine',
    '@hf/mistralai/mistral-7b-instruct-v0.2',
    '@hf/mistral/mistral-7b-instruct-v0.2',
  ]) {
    const init = { method: 'POST', headers: { authorization }, body: '{"prompt":"a","max_tokens":1000000}' };
    expect((await fetch(`${server.accountUrl}/ai/run/${name}`, init)).status).toBe(413);
  }
});

it('needs the token', async () => {
  const { server } = await startThree();
  expect((await fetch(`${server.accountUrl}/ai/models/search`)).status).toBe(401);
});
