// Frames on their way to a client: what is written in one turn of the event loop is one chunk on the wire, in order.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Response } from 'express';
import { expect, it, onTestFinished } from 'vitest';
import { beginStream, FrameWriter, frame } from './sse.ts';

async function bytesOf(write: (writer: FrameWriter) => Promise<void> | void): Promise<string> {
  const server = createServer(async (_req, res) => {
    beginStream(res as Response);
    const writer = new FrameWriter(res as Response, new AbortController().signal);
    await write(writer);
    writer.end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const socket = connect({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  socket.write('GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  let text = '';
  for await (const bytes of socket) text += bytes;
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

const frames = ['a', 'b', 'c'].map((text) => frame(JSON.stringify(text)));
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

it('those of one turn leave in one chunk, with the end', async () => {
  const bytes = await bytesOf((writer) => {
    for (const one of frames) writer.write(one);
  });
  expect(bytes).toBe(chunk(frames.join('')) + chunk(''));
});

it('those of several turns leave each in its own', async () => {
  const bytes = await bytesOf(async (writer) => {
    for (const one of frames) {
      writer.write(one);
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  expect(bytes).toBe(frames.map(chunk).join('') + chunk(''));
});
