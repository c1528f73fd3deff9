// Stands where local tools expect Cloudflare: what the runtime's own env.AI sends arrives here, wrapped in headers of
// the local tools, and goes on to a live server as the runtime meant it.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LiveServer } from './live-server.ts';

/** The address for the tools, and how to stop listening there. */
export async function startRuntimeProxy(server: LiveServer): Promise<{ address: URL; stop(): void }> {
  const proxy = createServer((incoming, answer) => {
    const meant = incoming.headers['mf-url'];
    if (typeof meant !== 'string') return answer.writeHead(404).end(); // the tools' own calls; not needed for run()
    const { pathname, search } = new URL(meant);
    const headers = { ...unwrap(incoming.headers), authorization: `Bearer ${server.apiToken}` };
    const outgoing = request(new URL(pathname + search, server.url), { method: incoming.method, headers }, (given) => {
      answer.writeHead(given.statusCode ?? 502, given.headers);
      given.pipe(answer);
    });
    outgoing.once('error', () => answer.destroy());
    answer.once('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return {
    address: new URL(`http://127.0.0.1:${port}/`),
    stop() {
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}

function unwrap(headers: IncomingHttpHeaders): Record<string, string> {
  const prefix = 'mf-header-';
  const wrapped = Object.entries(headers).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(wrapped.map(([name, value]) => [name.slice(prefix.length), String(value)]));
}
