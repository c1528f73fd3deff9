// GET /openapi.json and the page at /docs: open to everybody, and complete without any other server.
import { expect, it } from 'vitest';
import { spec } from '../../src/generated/spec.gen.ts';
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
