// The snippets of the README do what it says of them: each compiles against the built package, and runs against what it
// speaks of, a real server or the mocks.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type * as Package from '../../src/index.ts';
import type * as Mock from '../../src/mock.ts';
import type * as Msw from '../../src/msw.ts';
import { projectOf } from './project.ts';
import { type Example, packageDir } from './public-names.ts';

const { Ai, AiCapacityError, AiError } = (await import('tramontane' as string)) as typeof Package;
const { mockAi } = (await import('tramontane/mock' as string)) as typeof Mock;
const example = (path: string) => readFile(join(packageDir, '../examples', path), 'utf8');

const manifest = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'));
const readme = await readFile(join(packageDir, 'README.md'), 'utf8');
const snippets = readme.split(/^## /m).flatMap((section) => {
  const found = [...section.matchAll(/```(ts|js|jsonc)\n(.*?)```/gs)];
  return found.map(([, language, code = ''], i) => ({ of: `${section.split('\n')[0]} ${i + 1}`, language, code }));
});
const examples: Example[] = snippets
  .filter(({ language }) => language !== 'jsonc')
  .map(({ of, code }) => ({
    of,
    caption: '',
    // The one of Mock Service Worker begins something that has to be ended.
    code: code.includes('server.listen()') ? `${code}\nreturn { server, workersAi };` : code,
  }));
const codeOf = (of: string) => examples.find((each) => each.of === of)?.code ?? '';
const workerTs = { 'worker.ts': codeOf('In a Worker 1') };
const project = await projectOf(examples, {
  ...workerTs,
  'env.ts': `interface Env { AI: import('tramontane').AiBinding }`,
});
afterAll(() => project.remove());

interface Module {
  example?: () => Promise<unknown>;
  default?: { fetch(request: Request, env: object): Promise<Response> };
}
const told = new Set<string>();
async function moduleOf(of: string): Promise<Module> {
  told.add(of);
  return import(project.files[examples.findIndex((each) => each.of === of)] ?? `no snippet "${of}"`);
}
const run = async (of: string) => (await moduleOf(of)).example?.();
const speakOf = (globals: Record<string, unknown>) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
};

const { url, accountId, apiToken } = inject('server');
const model = '@cf/tinystories/stories-260k';
const story = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 20 } as const;
const live = () => new Ai({ accountId, apiToken, baseUrl: `${url}/client/v4` });
const printed: string[] = [];

beforeEach(() => {
  printed.length = 0;
  const print = (...words: unknown[]) => void printed.push(words.join(' '));
  for (const method of ['log', 'warn'] as const) vi.spyOn(console, method).mockImplementation(print);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

it('the snippets compile', async () => expect(await project.compile()).toBe(''), 60_000);

// As `wrangler types` makes a project: no DOM, and an Env with the native Ai, which the mock has to fit.
it('the Worker and its test compile with the types of the runtime', async () => {
  const test = examples.filter(({ of }) => of === 'Tests without a model 1');
  const others = { ...workerTs, 'env.ts': 'interface Env { AI: Ai }' };
  const options = { lib: ['es2023'], types: ['@cloudflare/workers-types'] };
  const ofWorker = await projectOf(test, others, options);
  expect(await ofWorker.compile()).toBe('');
  await ofWorker.remove();
}, 60_000);

it('a Worker is tested in ten lines', () => {
  expect(codeOf('Tests without a model 1').trim().split('\n').length).toBeLessThanOrEqual(10);
});

describe('in a Worker', () => {
  it('answers with the text', async () => {
    const { default: worker } = await moduleOf('In a Worker 1');
    const AI = mockAi('Heads share keys.');
    const response = await worker?.fetch(new Request('http://worker.test/'), { AI });
    expect(await response?.text()).toBe('Heads share keys.');
    expect(AI.calls[0]?.input).toMatchObject({ max_tokens: 512 });
  });
});

describe('in Node', () => {
  it('asks a server of your own', async () => {
    vi.stubEnv('TRAMONTANE_ACCOUNT_ID', accountId);
    vi.stubEnv('TRAMONTANE_API_TOKEN', apiToken);
    const answers: Response[] = [];
    const { fetch } = globalThis;
    vi.stubGlobal('fetch', async (request: Request) => {
      const answer = await fetch(new Request(request.url.replace('http://127.0.0.1:8787', url), request));
      answers.push(answer.clone());
      return answer;
    });
    await run('In Node 1');
    expect(await answers[0]?.json()).toMatchObject({
      success: true,
      result: { response: expect.stringMatching(/\w/) },
    });
  });
});

describe('streaming', () => {
  it('sends the bytes on', async () => {
    speakOf({ ai: live(), model });
    const response = (await run('Streaming 1')) as Response;
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toMatch(/^data: \{"response":.*\n\ndata: \[DONE\]\n\n$/s);
  });

  it('reads chunk by chunk, and hears that the text was cut off', async () => {
    const whole = await live().run(model, story);
    speakOf({ stream: await live().run(model, { ...story, stream: true }) });
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await run('Streaming 2');
    expect(write.mock.calls.map(([text]) => text).join('')).toBe(whole.response);
    write.mockRestore();
    expect(printed).toEqual(['20', 'cut off by max_tokens']);
  });
});

describe('JSON mode and tools', () => {
  it('has the value', async () => {
    const AI = mockAi({ response: { name: 'Tramontane' } });
    speakOf({ ai: new Ai(AI), model });
    await run('JSON mode and tools 1');
    expect(AI.calls[0]?.input).toMatchObject({ response_format: { type: 'json_schema' } });
  });

  it('goes twice to the model, with the tool in between', async () => {
    const toolCalls = [{ name: 'weather', arguments: { place: 'Marseille' } }];
    const AI = mockAi([{ response: '', toolCalls }, 'No.']);
    const look = vi.fn(async () => ({ celsius: 24 }));
    speakOf({ ai: new Ai(AI), model, look });
    await run('JSON mode and tools 2');
    expect(look).toHaveBeenCalledWith({ place: 'Marseille' });
    expect(AI.calls[1]?.input.messages).toMatchObject([
      { role: 'user' },
      { role: 'assistant', content: JSON.stringify(toolCalls[0]) },
      { role: 'tool', name: 'weather', content: '{"celsius":24}' },
    ]);
  });
});

describe('time, retries and errors', () => {
  it('takes the options', async () => {
    speakOf({ ai: live(), model, input: story, signal: new AbortController().signal });
    await run('Time, retries, and other options 1');
  });

  it('forgets the oldest turn when the context is full', async () => {
    const messages = ['system', 'user', 'assistant', 'user'].map((role) => ({ role, content: 'word '.repeat(900) }));
    speakOf({ ai: live(), model, messages });
    await run('Errors 1');
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
  });

  it('warns of what may succeed later, and throws the rest', async () => {
    const AI = mockAi();
    speakOf({
      ai: { run: (...call: [string, Record<string, unknown>]) => new Ai(AI).run(...call, { maxRetries: 0 }) },
      model,
    });
    speakOf({ messages: [] });
    AI.reply({ code: 3040 }, { code: 10000 });
    await run('Errors 1');
    expect(printed).toEqual([expect.stringMatching(/^later: 3040: Capacity temporarily exceeded/)]);
    await expect(run('Errors 1')).rejects.toMatchObject({ name: 'AiAuthenticationError' });
    expect(() => new Ai(undefined as never)).toThrow(TypeError);
  });
});

// The snippet is itself a test.
describe('tests without a model', async () => {
  await moduleOf('Tests without a model 1');

  it('has scripts as it says', async () => {
    const ai = new Ai(mockAi(['first', { code: 3040 }, { chunks: ['H', 'i'], chunkDelayMs: 50 }]));
    expect(await ai.run(model, story)).toMatchObject({ response: 'first' });
    await expect(ai.run(model, story, { maxRetries: 0 })).rejects.toBeInstanceOf(AiCapacityError);
    expect(await ai.run(model, story)).toMatchObject({ response: 'Hi' });
  });
});

describe('mock service worker', () => {
  let begun: { server: ReturnType<typeof setupServer>; workersAi: Msw.MockWorkersAi };
  beforeAll(async () => {
    begun = (await run('Tests without a model 2')) as typeof begun;
  });
  afterAll(() => begun.server.close());

  it('refuses once, and answers then', async () => {
    const ai = new Ai({ accountId, apiToken });
    const error = await ai.run(model, story, { maxRetries: 0 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AiError);
    expect(error).toMatchObject({ code: 3040, retryAfterMs: 2_000 });
    expect(await ai.run(model, story)).toMatchObject({ response: 'Hello' });
  });
});

it('the configuration of env.AI offline is that of its example, and of the package', async () => {
  const [configuration, ...more] = snippets.filter(({ language }) => language === 'jsonc');
  expect(more).toEqual([]);
  const parse = (text = '') => JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, ''));
  const { services, compatibility_flags } = parse(configuration?.code);
  const inExample = parse(await example('offline-env-ai/wrangler.offline.jsonc'));
  expect(inExample).toMatchObject({ services, compatibility_flags });
  const { name, main, env } = parse(await readFile(join(packageDir, 'offline.jsonc'), 'utf8'));
  expect([name, env.offline.name]).toEqual(Array(2).fill(services[0].service));
  expect(Object.values(manifest.exports['./offline'])).toContain(`./${main}`);
});

it('no snippet was left out', () => expect([...told].sort()).toEqual(examples.map(({ of }) => of).sort()));
