// GET /openapi.json and /docs: they need no token, and load nothing from other servers.
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { spec } from '../../src/generated/spec.gen.ts';
import { sendPage } from '../../src/reference/pages.ts';
import { apiToken, authorization, saying, startServer } from './harness.ts';

const documentOf = async ({ url }: { url: string }, headers: Record<string, string> = { authorization }) => {
  const response = await fetch(`${url}/openapi.json`, { headers });
  expect(response.headers.get('content-type')).toBe('application/json');
  return (await response.json()) as typeof spec;
};

it('describes itself: openapi.yaml, with itself as the only server, its models and its account', async () => {
  const engine = saying('');
  const server = await startServer({ '@cf/me/one': engine, '@cf/me/two': engine }, { accountId: 'a'.repeat(32) });
  const document = await documentOf(server);
  expect(document.servers).toEqual([{ url: '/', description: 'This server.' }]);
  expect(document.components.schemas.ModelName).toEqual({
    type: 'string', // that it can be typed, where others are served under names of their own
    minLength: 1,
    description: "A model's name; this server has `@cf/me/one`, `@cf/me/two`.",
    example: '@cf/me/one',
    examples: ['@cf/me/one', '@cf/me/two'],
  });
  expect(document.components.parameters.AccountId.example).toBe('a'.repeat(32));
  // And the rest is as it stands.
  expect(document.components.responses).toEqual(spec.components.responses);
  expect(Object.keys(document.paths)).toEqual(Object.keys(spec.paths));
});

it('tells an account only to the holder of a token that opens it', async () => {
  const server = await startServer(saying(''), { accountId: 'a'.repeat(32) });
  const seenWith = async (headers: Record<string, string>) =>
    JSON.stringify(await documentOf(server, headers)).includes('a'.repeat(32));
  expect(await seenWith({})).toBe(false);
  expect(await seenWith({ authorization: 'Bearer wrong' })).toBe(false);
  expect(await seenWith({ authorization })).toBe(true);
  expect(await seenWith({ 'x-auth-key': apiToken })).toBe(true);
});

it('speaks to users of the API: no build, no repository, no packages', () => {
  const { info, paths, components, tags } = spec;
  const text = JSON.stringify({ info, paths, components, tags });
  expect(text.match(/.{0,40}(npm run|this repository|packages of|\.yaml|\.ts\b).{0,40}/g)).toBeNull();
});

it('has a page whose parts all come from the server itself', async () => {
  const server = await startServer(saying(''));
  const response = await fetch(`${server.url}/docs`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html']);
  const page = await response.text();
  const parts = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, url = '']) => url);
  expect(parts.filter((url) => !url.startsWith('docs/'))).toEqual(['data:,']);
  const types = { js: 'text/javascript', css: 'text/css' };
  for (const part of parts.filter((url) => url.startsWith('docs/'))) {
    const file = await fetch(`${server.url}/${part}`);
    expect(file.status).toBe(200);
    const type = types[part.split('.').at(-1) as keyof typeof types];
    expect(file.headers.get('content-type')).toContain(type);
    expect((await file.text()).length).toBeGreaterThan(100);
  }
});

it.each([
  { 'if-match': '"z"' },
  { 'if-unmodified-since': 'Sat, 01 Jan 2000 00:00:00 GMT' },
  { range: 'bytes=99999999-' },
  { range: 'bytes=0-3', 'if-range': '"z"' },
])('comes whole whatever is made a condition of it: %j', async (headers) => {
  const server = await startServer(saying(''));
  for (const path of ['/docs', '/docs/swagger-ui.css']) {
    const [asked, plain] = await Promise.all([
      fetch(`${server.url}${path}`, { headers }),
      fetch(`${server.url}${path}`),
    ]);
    expect([asked.status, await asked.text()]).toEqual([200, await plain.text()]);
  }
  expect(server.log.filter(({ level }) => level !== 30)).toEqual([]);
});

it('keeps what a browser has of its parts, and never of the page', async () => {
  const server = await startServer(saying(''));
  const again = async (path: string, headers: Record<string, string>) => {
    const response = await fetch(`${server.url}${path}`, { headers: { 'cache-control': 'max-age=0', ...headers } });
    return response.status;
  };
  const now = new Date().toUTCString();
  expect(await again('/docs/swagger-ui.css', { 'if-modified-since': now })).toBe(304);
  expect(await again('/docs', { 'if-modified-since': now })).toBe(200);
  expect(await again('/docs', { 'if-none-match': '*' })).toBe(200);
});

it('says that it is missing from an installation without its files', async () => {
  const app = express();
  app.get('/docs', sendPage('reference', '/nowhere'));
  const handle: ErrorRequestHandler = (error, _req, res, _next) =>
    void res.status(error.row.status).send(error.message);
  const server = app.use(handle).listen(0);
  onTestFinished(() => void server.close());
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/docs`);
  expect([response.status, await response.text()]).toEqual([
    404,
    'This installation has no page /docs; /openapi.json describes the API',
  ]);
});

it.each(['/docs/nothing', '/docs/../package.json', '/docs/%2e%2e/package.json', '/docs/..%2f..%2fpackage.json'])(
  '%s leads nowhere',
  async (path) => {
    const server = await startServer(saying(''));
    const response = await fetch(`${server.url}${path}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errors: [{ code: 7001 }] });
  },
);

it('is found with a slash at its end, at the address that its links are relative to', async () => {
  const server = await startServer(saying(''));
  const response = await fetch(`${server.url}/docs/`);
  expect([response.status, response.url]).toEqual([200, `${server.url}/docs`]);
});
