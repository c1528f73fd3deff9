// The access log: one line for each request, which says why it was refused, and never what a client wrote.
import { expect, it } from 'vitest';
import { apiToken, authorization, model, saying, startServer, type TestServer, until } from './harness.ts';

async function linesOf(server: TestServer, n: number): Promise<Record<string, unknown>[]> {
  await until(() => server.log.length >= n, `${n} lines are logged`);
  return server.log;
}

it('says why a request was refused, by code and reason, without the text of the request', async () => {
  const server = await startServer(saying(''));
  const chat = (body: object) =>
    fetch(`${server.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization },
      body: JSON.stringify(body),
    });
  await server.run({ prompt: 5 });
  await server.run('{"prompt": wrong cat}');
  await server.run('{"prompt":"a cat sat", }');
  await chat({ model, messages: [{ role: 'user', content: 'a cat' }], top_p: 7 });
  await chat({ model: 'no-such', messages: [] });
  await fetch(`${server.url}/nowhere`);
  const lines = await linesOf(server, 6);
  expect(lines.map(({ status, error }) => [status, error])).toEqual([
    [400, expect.stringMatching(/^5006: Error: oneOf at '\/' not met.* Type mismatch of '\/prompt', 'string'/)],
    [400, expect.stringMatching(/^5006: Error: the body is not JSON/)],
    [400, expect.stringMatching(/^5006: Error: the body is not JSON (in JSON )?at position/)],
    [400, "5006: Error: '/top_p' must be <= 1"],
    [404, expect.stringContaining('No such model no-such')],
    [404, '7001: There is nothing at this path'],
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/\bcat\b/);
});

it('names the model that the path names, whatever became of the request', async () => {
  const server = await startServer(saying('Lily'));
  const run = (name: string, headers = {}) => fetch(`${server.accountUrl}/ai/run/${name}`, { method: 'POST', headers });
  await run('@cf/nobody/nothing', { authorization });
  await run(encodeURIComponent(model)); // no token
  await run(`${model}//`);
  await fetch(`${server.url}/v1/models/some/model`, { headers: { authorization } });
  await server.run({ prompt: 'x' });
  await fetch(`${server.accountUrl}/ai/models/search`, { headers: { authorization } });
  const lines = await linesOf(server, 6);
  expect(lines.map((line) => line.model)).toEqual(['@cf/nobody/nothing', model, model, 'some/model', model, undefined]);
  for (const line of lines) expect(line).not.toHaveProperty('model', null);
  // Names that clients invent must not become series of metrics.
  const metrics = await fetch(`${server.url}/metrics`, { headers: { authorization } });
  expect(await metrics.text()).not.toContain('nobody');
});

it('leaves probes out unless they are refused, or unless it is asked for them', async () => {
  const probe = async (logProbes: boolean) => {
    const server = await startServer(saying(''), { logProbes });
    for (const path of ['/healthz', '/readyz', '/metrics']) {
      await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${apiToken}` } });
    }
    await fetch(`${server.url}/metrics`);
    await fetch(`${server.url}/v1/models`, { headers: { authorization } });
    await until(() => server.log.some(({ path }) => path === '/v1/models'), 'logged');
    return server.log.map(({ path, status }) => `${path} ${status}`);
  };
  expect(await probe(false)).toEqual(['/metrics 401', '/v1/models 200']);
  expect(await probe(true)).toEqual(['/healthz 200', '/readyz 200', '/metrics 200', '/metrics 401', '/v1/models 200']);
});

it('cuts what clients can make long', async () => {
  const server = await startServer(saying(''));
  await fetch(`${server.url}/v1/models/${'m'.repeat(2000)}`, { headers: { authorization } });
  const [line] = await linesOf(server, 1);
  expect(JSON.stringify(line).length).toBeLessThan(1600);
});
