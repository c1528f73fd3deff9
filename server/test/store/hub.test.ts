// The description of a file in the forms that different hubs use.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Hub } from '../../src/store/hub.ts';

const file = { repo: 'me/it', file: 'sub/config file.json', revision: 'refs/pr/1' };
const never = new AbortController().signal;
let server: Server;

afterEach(() => new Promise((resolve) => server.close(resolve)));

function hubThat(answer: (path: string, response: ServerResponse) => void, prefix = ''): Promise<Hub> {
  server = createServer((request, response) => {
    // A connection that stayed open would keep the server from closing.
    response.setHeader('connection', 'close');
    answer(request.url ?? '', response);
    response.end();
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve(new Hub({ endpoint: `http://127.0.0.1:${port}${prefix}`, token: null }));
    });
  });
}

describe('a file', () => {
  it('that is small comes from git: no sha256, and perhaps after a redirect within the hub', async () => {
    const paths: string[] = [];
    const hub = await hubThat((path, response) => {
      paths.push(path);
      if (path.startsWith('/cache')) response.writeHead(200, { etag: 'W/"abc"', 'content-length': 12 });
      else response.writeHead(307, { location: '/cache/it' });
    }, '/hf');
    expect(await hub.stat(file, never)).toEqual({ sizeBytes: 12, etag: 'abc', sha256: null, commit: null });
    expect(paths).toEqual(['/hf/me/it/resolve/refs%2Fpr%2F1/sub/config%20file.json', '/cache/it']);
  });

  it('of which neither size nor etag is said cannot be told from another', async () => {
    const hub = await hubThat((_, response) => response.writeHead(200, { 'content-length': 12 }));
    await expect(hub.stat(file, never)).rejects.toThrow(/does not say the size and the etag of me\/it\/sub/);
  });
});

describe('a redirect', () => {
  it('is followed a limited number of times', async () => {
    const hub = await hubThat((_, response) => response.writeHead(302, { location: '/again' }));
    await expect(hub.stat(file, never)).rejects.toThrow('redirects more than 8 times');
  });

  it.each(['ftp://elsewhere/file', 'http://', 'file:///etc/passwd'])('to %s is not followed', async (location) => {
    const hub = await hubThat((_, response) => response.writeHead(302, { location }));
    await expect(hub.stat(file, never)).rejects.toThrow(/not followed|an address that is not valid/);
  });
});

describe('a range', () => {
  const remote = { sizeBytes: 10, etag: 'e', sha256: null, commit: null };

  it.each(['bytes 4-9/10', 'bytes 5-9/11', 'nothing'])(
    'that differs from the requested one is refused: %s',
    async (range) => {
      const hub = await hubThat((_, response) => response.writeHead(206, { 'content-range': range }));
      await expect(hub.read(file, remote, { fromByte: 5, bodyEtag: null }, never)).rejects.toThrow(
        `sent the range '${range}'; requested were the bytes from 5 on, of 10`,
      );
    },
  );
});
