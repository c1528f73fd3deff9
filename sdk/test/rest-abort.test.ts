// Aborts, disconnects and dead connections, against a real HTTP server: what counts is what the other side sees.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Ai, AiAbortError, AiConnectionError, AiStreamError, AiTimeoutError, events } from '../src/index.ts';
import { frames, rejection } from './sse.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
let server: Server | undefined;
const patience = 10_000; // ms; a busy machine may take its time to close a socket

/** An Ai whose server answers with this handler; `closed` is called when a request ends before its answer is complete. */
async function serve(handle: (res: ServerResponse, req: IncomingMessage) => void) {
  const closed = vi.fn();
  server = createServer((req, res) => {
    res.once('close', () => res.writableFinished || closed());
    req.resume().once('end', () => handle(res, req));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { ai: new Ai({ accountId: 'a', apiToken: 't', baseUrl: `http://127.0.0.1:${port}/client/v4` }), closed };
}

/** Begins a stream and never ends it. */
function streamForever(res: ServerResponse): void {
  res.writeHead(200, { 'content-type': 'text/event-stream' });
  const timer = setInterval(() => res.write(frames({ response: 'x' })), 2);
  res.once('close', () => clearInterval(timer));
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

describe('over REST, for real', () => {
  it('does not send a request whose signal is aborted already', async () => {
    const handle = vi.fn();
    const { ai } = await serve(handle);
    const reason = new Error('too late');
    const error = await rejection(ai.run(model, { prompt: 'a' }, { signal: AbortSignal.abort(reason) }));
    expect(error).toBeInstanceOf(AiAbortError);
    expect(error).toMatchObject({ name: 'AbortError', cause: reason, retryable: false });
    expect(handle).not.toHaveBeenCalled();
  });

  it('hangs up when the signal aborts before the answer', async () => {
    const controller = new AbortController();
    const reason = new Error('the user left');
    const { ai, closed } = await serve(() => controller.abort(reason));
    const error = await rejection(ai.run(model, { prompt: 'a' }, { signal: controller.signal }));
    expect(error).toBeInstanceOf(AiAbortError);
    expect(error).toMatchObject({ cause: reason });
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), patience);
  });

  it('gives up when the time is over', async () => {
    const { ai } = await serve(() => {});
    const error = await rejection(ai.run(model, { prompt: 'a' }, { signal: AbortSignal.timeout(50) }));
    expect(error).toBeInstanceOf(AiTimeoutError);
    expect(error).toMatchObject({ name: 'TimeoutError', retryable: true });
  });

  it('hangs up when the signal aborts in the middle of the answer', async () => {
    const controller = new AbortController();
    const reason = new Error('the user left');
    const { ai, closed } = await serve((res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).write('{"result":');
      setTimeout(() => controller.abort(reason), 30);
    });
    const error = await rejection(ai.run(model, { prompt: 'a' }, { signal: controller.signal }));
    expect(error).toBeInstanceOf(AiAbortError);
    expect(error).toMatchObject({ cause: reason });
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), patience);
  });

  it('hangs up when the signal aborts in the middle of a stream', async () => {
    const { ai, closed } = await serve(streamForever);
    const controller = new AbortController();
    const stream = await ai.run(model, { prompt: 'a', stream: true }, { signal: controller.signal });
    let chunks = 0;
    const reading = (async () => {
      for await (const _ of events(stream)) if (++chunks === 3) controller.abort();
    })();
    expect(await rejection(reading)).toMatchObject({ name: 'AbortError' });
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), patience);
  });

  it('hangs up when the loop over events() is left', async () => {
    const { ai, closed } = await serve(streamForever);
    for await (const { response } of events(await ai.run(model, { prompt: 'a', stream: true }))) {
      expect(response).toBe('x');
      break;
    }
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), patience);
  });

  it('hangs up when the stream of bytes is cancelled', async () => {
    const { ai, closed } = await serve(streamForever);
    const stream = await ai.run(model, { prompt: 'a', stream: true });
    await stream.cancel();
    await vi.waitFor(() => expect(closed).toHaveBeenCalledOnce(), patience);
  });

  it('types a server that is not there', async () => {
    const { ai } = await serve(() => {});
    await new Promise((resolve) => server?.close(resolve));
    const error = await rejection(ai.run(model, { prompt: 'a' }));
    expect(error).toBeInstanceOf(AiConnectionError);
    expect(error).toMatchObject({ retryable: true, status: undefined });
    expect((error as Error).message).toMatch(
      /^The connection to http:\/\/127\.0\.0\.1:\d+ failed: connect ECONNREFUSED/,
    );
  });

  it('types a connection that breaks before, in and after the head of the answer', async () => {
    const before = await serve((res) => res.destroy());
    expect(await rejection(before.ai.run(model, { prompt: 'a' }))).toBeInstanceOf(AiConnectionError);
    server?.close();

    const body = await serve((res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).write('{"result":', () => res.destroy());
    });
    expect(await rejection(body.ai.run(model, { prompt: 'a' }))).toBeInstanceOf(AiConnectionError);
    server?.close();

    const refusal = await serve((res) => {
      res.writeHead(500, { 'content-type': 'application/json' }).write('{"errors":', () => res.destroy());
    });
    expect(await rejection(refusal.ai.run(model, { prompt: 'a' }))).toBeInstanceOf(AiConnectionError);
    server?.close();

    const streamed = await serve((res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(frames({ response: 'Hi' }), () => res.destroy());
    });
    const seen: string[] = [];
    const stream = await streamed.ai.run(model, { prompt: 'a', stream: true });
    const reading = (async () => {
      for await (const { response } of events(stream)) seen.push(response);
    })();
    expect(await rejection(reading)).toBeInstanceOf(AiStreamError);
    expect(seen).toEqual(['Hi']);
  });

  it('leaves the mistake of a header that cannot be sent to the caller', async () => {
    const { ai } = await serve(() => {});
    const error = await rejection(ai.run(model, { prompt: 'a' }, { extraHeaders: { 'not a name': 'x' } }));
    expect(error).toBeInstanceOf(TypeError);
  });
});
