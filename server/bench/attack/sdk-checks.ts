// Servers that mean harm to the SDK: redirects, answers and frames without end, errors that are made to be something else.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Tried } from './table.ts';

const longest = 400 * 1024 ** 2;

/** Writes the same bytes until there are very many, or the client has left. */
function flood(type: string, begin: string): RequestListener {
  return (_req, res) => {
    res.writeHead(200, { 'content-type': type }).write(begin);
    const chunk = Buffer.alloc(1024 ** 2, 'a');
    let nBytes = 0;
    const more = () => {
      while (!res.destroyed && nBytes < longest) {
        nBytes += chunk.length;
        if (!res.write(chunk)) return void res.once('drain', more);
      }
      res.end();
    };
    more();
  };
}

const answering =
  (body: string, type = 'application/json', status = 200): RequestListener =>
  (_req, res) =>
    void res.writeHead(status, { 'content-type': type }).end(body);

/** @param bin the SDK is the one built beside it */
export async function sdkChecks(bin: string): Promise<Tried> {
  let stolen = '';
  const thief = await listening(async (req, res) => {
    for await (const bytes of req) stolen += bytes;
    res.end('{}');
  });
  const servers: readonly (readonly [string, RequestListener])[] = [
    ['a redirect', (_req, res) => void res.writeHead(307, { location: thief.url }).end()],
    ['an answer without end', flood('application/json', '{"response":"')],
    ['a frame without end', flood('text/event-stream', 'data: {"response":"')],
    [
      'an error of getters',
      answering('{"errors":[{"code":{"toString":1},"message":{"toString":null}}]}', undefined, 400),
    ],
    ['an error of 20,000 levels', answering(`{"error":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, undefined, 500)],
    ['a web page', answering('<html>Sign in</html>', 'text/html')],
  ];
  const tried: [string, boolean][] = [];
  for (const [what, listener] of servers) {
    const server = await listening(listener);
    tried.push([
      what,
      await isRefused(join(dirname(bin), '../../sdk/dist/index.js'), server.url, what.includes('frame')),
    ]);
    server.close();
  }
  thief.close();
  return [...tried, ['no prompt goes elsewhere', !stolen.includes('secret')]];
}

async function listening(listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

/** Whether a client gets an AiError, within 15 seconds and 400 MiB. */
async function isRefused(sdk: string, url: string, isStream: boolean): Promise<boolean> {
  const client = fork(new URL('./sdk-client.mjs', import.meta.url), [sdk, url, String(isStream)], {
    execArgv: ['--max-old-space-size=400'],
    stdio: 'ignore',
  });
  const exit = once(client, 'exit').then(([code]) => code === 0);
  const isGood = await Promise.race([exit, sleep(15_000, false)]);
  client.kill('SIGKILL');
  return isGood;
}
