// npm @cloudflare/ai-utils: function calling in a Worker. It sends tools, calls those that the model calls, and sends
// the results.
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TokenGenerator } from '../../src/engine/generation.ts';
import { Endless, engineOf, framesOf, model, startServer, until } from '../http/harness.ts';
import { AskingWorker } from './asking-worker.ts';
import { scripted } from './scripted.ts';

const messages = [{ role: 'user', content: '1+2?' }];
const call = '[{"name":"sum","arguments":{"a":1,"b":2}}]';

/** A server that says these texts in turn, and a Worker that asks it. */
async function start(...texts: string[]) {
  const { engine, prompts } = scripted(...texts);
  return { ask: await askerOf(engine), prompts };
}

async function askerOf(engine: TokenGenerator) {
  const server = await startServer(engine);
  const worker = new AskingWorker();
  await worker.start(server.url);
  onTestFinished(() => worker.close());
  return (options: object = {}, input: object = { messages }) =>
    worker.ask({ client: 'ai-utils', model, input, options });
}

describe('runWithTools()', () => {
  it('calls the tool with an object of arguments, and the model hears the result', async () => {
    const { ask, prompts } = await start(call, 'It is 3.');
    expect(await (await ask()).json()).toMatchObject({ response: ' It is 3.', tool_calls: [] });
    expect(prompts).toHaveLength(2);
    expect(prompts[0]).toContain('Adds two numbers.');
    expect(prompts[1]).toContain('"sum"');
    expect(prompts[1]).toContain('"3"'); // the tool's result as JSON, as it sends it
  });

  it('streams the last answer', async () => {
    const { ask } = await start(call, 'It is 3.');
    const frames = framesOf(await (await ask({ streamFinalResponse: true })).text());
    expect(frames.pop()).toBe('[DONE]');
    expect(frames.map((data) => JSON.parse(data).response).join('')).toBe(' It is 3.');
  });

  it('goes on as long as the model calls, up to the limit', async () => {
    const { ask, prompts } = await start(call, call, 'It is 3.', 'It is 3, really.');
    expect(await (await ask({ maxRecursiveToolRuns: 2 })).json()).toMatchObject({ response: ' It is 3, really.' });
    expect(prompts).toHaveLength(4);
  });

  it('validates arguments strictly where it is told to', async () => {
    const { ask, prompts } = await start('[{"name":"sum","arguments":{"a":"x"}}]', 'Sorry.');
    expect(await (await ask({ strictValidation: true })).json()).toMatchObject({ response: ' Sorry.' });
    expect(prompts[1]).not.toContain('undefined'); // what the tool would have given
  });

  it('a model that calls nothing is an answer too', async () => {
    const { ask } = await start('No idea.', 'No idea at all.');
    expect(await (await ask()).json()).toMatchObject({ response: ' No idea at all.', tool_calls: [] });
  });

  it('a stream that nobody reads any more stops the engine', async () => {
    const endless = new Endless();
    const { engine: first } = scripted('No idea.');
    let nAsked = 0;
    const turns = engineOf((...asked) => (nAsked++ === 0 ? first : endless).generate(...asked), 4096);
    const ask = await askerOf(turns);
    const reader = (await ask({ streamFinalResponse: true })).body?.getReader();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toMatch(/^data: \{"response":/);
    expect([nAsked, endless.nRunning]).toEqual([2, 1]);
    await reader?.cancel();
    await until(() => endless.nRunning === 0, 'the engine rests');
  });

  it('a refusal is an error with the code in its words', async () => {
    const { ask } = await start();
    const error = await (await ask({}, { messages: [{ role: 'user' }] })).json();
    expect(error).toMatchObject({ message: expect.stringContaining("5006: Error: oneOf at '/' not met") });
  });
});
