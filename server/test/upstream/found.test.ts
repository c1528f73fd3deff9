// Where an engine may stand, and how it may list its models: whatever has one plain meaning is understood.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { optionsOf, startModel, textOf } from './asking.ts';
import { data, type FakeEngine, json, startFakeEngine, stream } from './fake-engine.ts';
import { parts } from './replays.ts';

const { chunk, done, usage, head } = parts;
const lily = [chunk({ content: 'Lily' }), chunk({}, 'stop'), data({ ...head, choices: [], usage }), done];

async function answerAt(path: string, list: FakeEngine['answer'], options: { model?: string; at?: string } = {}) {
  const engine = await startFakeEngine(stream(...lily), { [`${path}/models`]: list });
  const url = `${new URL(engine.url).origin}${options.at ?? path}`;
  const { ask } = await startModel(optionsOf({ url }, { model: options.model ?? null }));
  return { text: textOf(await ask()), asked: engine.asked[0] };
}

const openAi = json({ object: 'list', data: [{ id: 'one', object: 'model' }] });

describe('a list of models', () => {
  it.each<[string, FakeEngine['answer']]>([
    ['in the form of OpenAI', openAi],
    ['in the form of Ollama', json({ models: [{ name: 'one', model: 'one', details: {} }] })],
    ['by itself', json([{ id: 'one' }])],
  ])('%s names the only model', async (_what, list) => {
    const { text, asked } = await answerAt('/v1', list);
    expect(text).toBe('Lily');
    expect(asked?.body.model).toBe('one');
  });

  it('of several models needs a name, and takes it', async () => {
    const list = json({ data: [{ id: 'one' }, { id: 'two' }] });
    expect((await answerAt('/v1', list, { model: 'two' })).asked?.body.model).toBe('two');
    await expect(answerAt('/v1', list)).rejects.toMatchObject({
      kind: 'engineLost',
      cause: { message: expect.stringContaining("it lists 'one', 'two'") },
    });
  });

  it('may be absent where the model is named', async () => {
    const absent = json({ detail: 'Not Found' }, 404);
    expect((await answerAt('/v1', absent, { model: 'two' })).asked?.body.model).toBe('two');
    await expect(answerAt('/v1', absent)).rejects.toMatchObject({ kind: 'engineLost' });
  });
});

it('a URL may have a path of its own and a slash at its end', async () => {
  const { asked } = await answerAt('/team/llm/v1', openAi, { at: '/team/llm/v1/' });
  expect(asked?.path).toBe('/team/llm/v1/chat/completions');
});

it('a URL may have an address of IPv6, and its sockets may be closed between two answers', async () => {
  let nConnections = 0;
  const server = createServer(async (req, res) => {
    for await (const _bytes of req);
    if (req.method === 'GET') return void openAi(undefined as never, res);
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    // No word of it in the head: the client learns it from the socket alone.
    res.end(lily.join(''), () => setTimeout(() => req.socket.destroy(), 5));
  }).listen(0, '::1');
  server.on('connection', () => nConnections++);
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { ask } = await startModel(optionsOf({ url: `http://[::1]:${port}/v1` }));
  for (let i = 0; i < 4; i++) {
    expect(textOf(await ask())).toBe('Lily');
    await new Promise((resolve) => setTimeout(resolve, i === 2 ? 0 : 20));
  }
  expect(nConnections).toBeGreaterThan(2);
});
