// GET /openapi.json and the page at /docs: open to everybody, and complete without any other server.
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { spec } from '../../src/generated/spec.gen.ts';
import { sendReference } from '../../src/http/reference.ts';
import { saying, startServer } from './harness.ts';

it('describes itself, with itself as the only server', async () => {
  const server = await startServer(saying(''));
  const response = await fetch(`${server.url}/openapi.json`);
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual({ ...spec, servers: [{ url: '/', description: 'This server.' }] });
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

it('says what to do where it was never built', async () => {
  const app = express();
  app.get('/docs', sendReference('/nowhere'));
  const handle: ErrorRequestHandler = (error, _req, res, _next) =>
    void res.status(error.row.status).send(error.message);
  const server = app.use(handle).listen(0);
  onTestFinished(() => void server.close());
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/docs`);
  expect([response.status, await response.text()]).toEqual([404, 'There is no reference here yet: run npm run build']);
});

it.each([
  '/docs/',
  '/docs/nothing',
  '/docs/../package.json',
  '/docs/%2e%2e/package.json',
  '/docs/..%2f..%2fpackage.json',
])('%s leads nowhere', async (path) => {
  const server = await startServer(saying(''));
  const response = await fetch(`${server.url}${path}`);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ errors: [{ code: 7001 }] });
});
