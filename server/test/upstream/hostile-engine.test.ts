// Engines elsewhere that mean harm, or are none: what they answer is bounded, and ends the request that it is an answer to.
import { expect, it } from 'vitest';
import { optionsOf, startModel } from './asking.ts';
import { type FakeEngine, startFakeEngine } from './fake-engine.ts';
import { pages } from './replays.ts';

const mostTaken = 16 * 1024 ** 2;

/** Writes past HTTP, over and over, for as long as somebody takes it. @returns how many bytes have left */
function flooding(begin: string, again: string): { answer: FakeEngine['answer']; nWritten: () => number } {
  let nWritten = 0;
  const chunk = Buffer.from(again.repeat(Math.ceil(65_536 / again.length)));
  const answer: FakeEngine['answer'] = (_req, { socket }) => {
    if (!socket) return;
    socket.on('error', () => undefined).write(begin);
    const more = () => {
      nWritten = socket.bytesWritten;
      while (!socket.destroyed && nWritten < 64 * 1024 ** 2) {
        if (!socket.write(chunk)) return void socket.once('drain', more);
        nWritten = socket.bytesWritten;
      }
    };
    more();
  };
  return { answer, nWritten: () => nWritten };
}

const ok = 'HTTP/1.1 200 OK\r\n';
const streamed = `${ok}content-type: text/event-stream\r\n\r\n`;

it.each([
  ['headers without end', ok, 'x-more: of them\r\n'],
  ['a header line without end', `${ok}x-more: `, 'a'],
  ['a frame without a line end', `${streamed}data: {"choices":[`, 'a'],
  ['a frame of lines without end', streamed, 'data: a\n'],
  ['a comment without end', `${streamed}:`, 'a'],
  ['one value without end', `${streamed}{"choices":[`, ' '],
])('%s ends the request', async (_what, begin, again) => {
  const { answer, nWritten } = flooding(begin, again);
  const engine = await startFakeEngine(answer, pages.vllm ?? {});
  const { ask } = await startModel(optionsOf(engine));
  await expect(ask()).rejects.toMatchObject({ kind: 'engineLost' });
  expect(nWritten()).toBeLessThan(mostTaken);
});

it('vectors that are larger than those that were asked for can be end the request', async () => {
  const { answer, nWritten } = flooding(
    `${ok}content-type: application/json\r\n\r\n{"data":[{"embedding":[0`,
    ',0.123456',
  );
  const engine = await startFakeEngine(answer, pages.vllm ?? {});
  const { model } = await startModel(optionsOf(engine));
  const embedding = model.embed({ texts: ['a'] }, {}, new AbortController().signal);
  await expect(embedding).rejects.toThrow();
  expect(nWritten()).toBeLessThan(mostTaken);
});
