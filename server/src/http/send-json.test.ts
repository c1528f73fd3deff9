// Answers in slices are those of JSON.stringify(), and vectors are arrays of numbers.
import type { Response } from 'express';
import { expect, it } from 'vitest';
import { sendJsonInSlices } from './send-json.ts';

/** What is sent, and how many turns of the event loop pass meanwhile. */
async function sent(body: unknown): Promise<{ text: string; nTurns: number }> {
  let text = '';
  let nTurns = 0;
  let isOver = false;
  const count = () => {
    nTurns++;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const end = (bytes: Buffer) => {
    text = bytes.toString();
  };
  const res = { writeHead() {}, end } as unknown as Response;
  await sendJsonInSlices(res, 200, body);
  isOver = true;
  return { text, nTurns };
}

it.each([
  [{}],
  [{ a: undefined, b: null, 'c"': [1, 'é', null, [2, [], {}]], d: { e: [{ f: 1 }, null, 'x'], g: [] } }],
  [[[], [undefined], [{}]]],
  ['text'],
  [JSON.parse('{"__proto__":{"a":[-0,1e300]}}')],
])('%j', async (body) => {
  expect((await sent(body)).text).toBe(JSON.stringify(body));
});

it('vectors, the only one too, in full precision', async () => {
  const vector = Float32Array.of(0.1, -0, 1e-30, 3);
  expect((await sent({ data: [vector] })).text).toBe(JSON.stringify({ data: [[...vector]] }));
  expect((await sent([{ embedding: vector }, { embedding: vector }])).text).toContain(
    '},{"embedding":[0.10000000149011612,0,',
  );
});

it('other work goes on while thousands of vectors are written', async () => {
  const vectors = Array.from({ length: 1500 }, (_, i) =>
    Float32Array.from({ length: 500 }, (__, k) => Math.sin(i * k)),
  );
  const { text, nTurns } = await sent({ data: vectors });
  expect(text.length).toBeGreaterThan(5_000_000);
  expect(nTurns).toBeGreaterThan(5);
});
