// An engine on a loopback port that answers what a test says: the other side of upstream/, with its requests kept. What
// is played back here was written down from the engines' sources or from running them; replays.ts says which.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
  /** The client has left before the answer was complete. */
  isAborted: boolean;
}

type Handler = (req: SeenRequest, res: ServerResponse) => void | Promise<void>;

export interface FakeEngine {
  /** Of its OpenAI API. */
  readonly url: string;
  /** POSTs, in order. */
  readonly asked: SeenRequest[];
  /** Connections so far. */
  readonly nConnections: number;
  /** What it does with a POST; may be changed at any time. */
  answer: Handler;
  /** What it does with a GET, by path. */
  readonly pages: Record<string, Handler>;
  close(): Promise<void>;
  /** Breaks every connection. */
  reset(): void;
}

/** Starts one; it ends with the test. */
export async function startFakeEngine(answer: Handler, pages: Record<string, Handler>, port = 0): Promise<FakeEngine> {
  const sockets = new Set<Socket>();
  let nConnections = 0;
  const asked: SeenRequest[] = [];
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const close = async () => {
    reset();
    await new Promise((resolve) => server.close(resolve));
  };
  const engine = {
    url: '',
    asked,
    answer,
    pages: { ...pages },
    close,
    reset,
    get nConnections() {
      return nConnections;
    },
  };
  const server = createServer(async (req, res) => {
    const text = await textOf(req);
    const { method = '', url: path = '', headers } = req;
    const seen: SeenRequest = { method, path, headers, body: text === '' ? null : JSON.parse(text), isAborted: false };
    res.once('close', () => {
      if (!res.writableFinished) seen.isAborted = true;
    });
    if (method === 'POST') asked.push(seen);
    const handler = method === 'POST' ? engine.answer : engine.pages[path];
    if (handler) await handler(seen, res);
    else json({ detail: 'Not Found' }, 404)(seen, res);
  });
  server.on('connection', (socket) => {
    nConnections++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(close);
  engine.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return engine;
}

async function textOf(req: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of req) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

/** Answers with JSON. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Handler {
  return (_req, res) => {
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

/** Answers with these bytes as a stream, each text written by itself. */
export function stream(...texts: readonly string[]): Handler {
  return async (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const text of texts) {
      res.write(text);
      await new Promise((resolve) => setImmediate(resolve));
    }
    res.end();
  };
}

/** A frame. */
export function data(value: unknown): string {
  return `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
}
