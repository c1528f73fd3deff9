// What the package does, in every place it is made for: Node, workerd and a browser run this very file, against a real
// server and against the handlers of tramontane/msw.
import { getResponse } from 'msw';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import {
  Ai,
  AiAuthenticationError,
  AiBadInputError,
  AiModelNotFoundError,
  AiStreamError,
  collect,
  events,
  text,
} from '../../src/index.ts';
import { mockAi } from '../../src/mock.ts';
import { mockWorkersAi } from '../../src/msw.ts';

const { url, accountId, apiToken } = inject('server');
const model = '@cf/tinystories/stories-260k';
const greedy = { prompt: 'Once upon a time', raw: true, temperature: 0, max_tokens: 40 } as const;

/** What the server says to that, so that the mock says it too. */
const story = `, there was a ${'little girl named Lily. '.repeat(6)}`;

interface Place {
  baseUrl: string;
  /** Puts it in place of the network, where it is no server. */
  install(): void;
}
const places: Record<string, () => Place> = {
  'a server': () => ({ baseUrl: `${url}/client/v4`, install() {} }),
  'the handlers of tramontane/msw': () => {
    const baseUrl = 'http://tramontane.test/client/v4';
    const catalogue = [{ ...described, name: model }];
    const { handlers } = mockWorkersAi({
      baseUrl,
      apiToken,
      models: catalogue,
      answers: ({ model: asked, input }) => {
        if (asked !== model) return { code: 5007, message: `No such model ${asked} or task` };
        if (typeof input.prompt !== 'string')
          return { code: 5006, message: "Error: Type mismatch of '/prompt', 'string' not in 'number'" };
        if (input.response_format) return { response: { calm: true } };
        const isCut = input.max_tokens === greedy.max_tokens;
        const counts = { prompt_tokens: 6, completion_tokens: isCut ? 40 : 9 };
        const usage = { ...counts, total_tokens: counts.prompt_tokens + counts.completion_tokens };
        return { response: story, usage, finishReason: isCut ? 'length' : 'stop', chunkDelayMs: 1 };
      },
    });
    const respond = async (input: RequestInfo | URL, init?: RequestInit) => {
      const request = new Request(input, init);
      request.signal.throwIfAborted();
      return (await getResponse(handlers, request)) ?? Response.error();
    };
    return { baseUrl, install: () => vi.stubGlobal('fetch', respond) };
  },
};
const described = {
  id: '5a9c39d0-1d3b-4c8e-9b62-2f7d3a51c260',
  source: 1,
  description: 'stories',
  task: { id: 'c329a1f9-323d-4e91-b2aa-582dd4188d34', name: 'Text Generation', description: '' },
  tags: [],
  properties: [],
};

afterEach(() => vi.unstubAllGlobals());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe.each(Object.keys(places))('over REST, against %s', (name) => {
  let ai: Ai;
  let place: Place;
  beforeEach(() => {
    place = (places[name] as () => Place)();
    place.install();
    ai = new Ai({ accountId, apiToken, baseUrl: place.baseUrl });
  });

  it('answers, and says that the answer was cut off', async () => {
    const { response, usage, finish_reason } = await ai.run(model, greedy);
    expect(response).toMatch(/^, there was a little girl named Lily\. /);
    expect(usage?.completion_tokens).toBe(40);
    expect(finish_reason).toBe('length');
  });

  it('streams the same text, in pieces, with the same end', async () => {
    const whole = await ai.run(model, greedy);
    const stream = await ai.run(model, { ...greedy, stream: true });
    const pieces: string[] = [];
    let last = {};
    for await (const chunk of events(stream)) {
      if (chunk.response !== '') pieces.push(chunk.response);
      last = chunk;
    }
    expect(pieces.join('')).toBe(whole.response);
    expect(pieces.length).toBeGreaterThan(10);
    expect(last).toMatchObject({ usage: whole.usage, finishReason: 'length' });
    expect((await collect(await ai.run(model, { ...greedy, stream: true }))).response).toBe(whole.response);
  });

  it('answers with a value in JSON mode', async () => {
    const schema = {
      type: 'object',
      properties: { calm: { type: 'boolean' } },
      required: ['calm'],
      additionalProperties: false,
    };
    const { response } = await ai.run(model, {
      ...greedy,
      response_format: { type: 'json_schema', json_schema: schema },
    });
    expect(response).toEqual({ calm: expect.any(Boolean) });
  });

  it('gives bytes to send on as they are', async () => {
    const stream = await ai.run(model, { ...greedy, stream: true });
    const sent = new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
    expect(await sent.text()).toMatch(/^data: \{"response":.*\n\ndata: \[DONE\]\n\n$/s);
  });

  it('types what is refused', async () => {
    const unknown = await failure(ai.run('@cf/nobody/nothing', { prompt: 'a' }));
    expect(unknown).toBeInstanceOf(AiModelNotFoundError);
    expect(unknown).toMatchObject({ code: 5007, status: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const malformed = await failure(ai.run(model, { prompt: 5 } as never));
    expect(malformed).toBeInstanceOf(AiBadInputError);
    expect((malformed as AiBadInputError).paths).toEqual(['/prompt']);
    const stranger = new Ai({ accountId, apiToken: 'wrong', baseUrl: place.baseUrl });
    expect(await failure(stranger.run(model, greedy))).toBeInstanceOf(AiAuthenticationError);
  });

  it('stops when it is told to: before, while it waits, and when the loop is left', async () => {
    const abort = new AbortController();
    abort.abort(new Error('never mind'));
    expect(await failure(ai.run(model, greedy, { signal: abort.signal }))).toMatchObject({ name: 'AbortError' });
    for await (const piece of text(await ai.run(model, { ...greedy, stream: true }))) {
      expect(piece).not.toBe('');
      break;
    }
    expect((await ai.run(model, greedy)).response).not.toBe('');
  });

  it('keeps runs at the same time apart', async () => {
    const alone = await ai.run(model, greedy);
    const all = await Promise.all(Array.from({ length: 6 }, () => ai.run(model, greedy)));
    for (const answer of all) expect(answer).toEqual(alone);
  });

  it('lists models, and gives the response itself', async () => {
    expect((await ai.models({ search: 'stories' })).map((each) => each.name)).toEqual([model]);
    expect(await ai.models({ page: 2 })).toEqual([]);
    const raw = await ai.run('@cf/nobody/nothing', { prompt: 'a' }, { returnRawResponse: true });
    expect([raw.status, raw.headers.get('content-type')]).toEqual([400, 'application/json']);
  });
});

describe('over a binding without HTTP', () => {
  it('does the same', async () => {
    const ai = new Ai(mockAi([story, { response: story }, { code: 5007 }, { response: 'a b', cutAfter: 1 }]));
    const whole = await ai.run(model, greedy);
    expect((await collect(await ai.run(model, { ...greedy, stream: true }))).response).toBe(whole.response);
    expect(await failure(ai.run(model, greedy))).toBeInstanceOf(AiModelNotFoundError);
    expect(await failure(collect(await ai.run(model, { ...greedy, stream: true })))).toBeInstanceOf(AiStreamError);
  });
});
