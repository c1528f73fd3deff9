// npm openai, OpenAI's own client, with only its base URL changed: chats and completions, whole and streamed, helpers
// for tools, schemas and streams, models, error classes, abort.
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { accountId, apiToken, Endless, model, startServer, until } from '../http/harness.ts';
import { longStory, rejection, story, storyBegins, useLiveServer } from './live-server.ts';
import { scripted } from './scripted.ts';

const server = useLiveServer();

function client(options: ConstructorParameters<typeof OpenAI>[0] = {}): OpenAI {
  return new OpenAI({ apiKey: apiToken, baseURL: server.openAiUrl, maxRetries: 0, ...options });
}

const messages = [{ role: 'user' as const, content: 'Once upon a time' }];
const chat = { model, messages, temperature: 0, max_tokens: 20 };
const { prompt } = story;
const text = { model, prompt, temperature: 0, max_tokens: 40 };

describe('chat completions', () => {
  it('answer, with usage and the reason for the end', async () => {
    const answer = await client().chat.completions.create(chat);
    expect(answer).toMatchObject({ object: 'chat.completion', model, id: expect.stringMatching(/^id-\d{25}$/) });
    expect(Math.abs(answer.created - Date.now() / 1000)).toBeLessThan(60);
    expect(answer.choices).toMatchObject([{ index: 0, message: { role: 'assistant' }, finish_reason: 'length' }]);
    expect(answer.choices[0]?.message.content).not.toBe('');
    expect(answer.usage?.completion_tokens).toBe(20);
    expect(answer.usage?.total_tokens).toBe((answer.usage?.prompt_tokens ?? 0) + 20);
    expect(answer._request_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('stream the same text, one id in all chunks, and the usage where it is asked for', async () => {
    const whole = await client().chat.completions.create(chat);
    const stream = await client().chat.completions.create({
      ...chat,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(
      whole.choices[0]?.message.content,
    );
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('length');
    expect(chunks.length).toBeGreaterThan(10);
  });

  it('are put together by the helper of the client', async () => {
    const whole = await client().chat.completions.create(chat);
    const stream = client().chat.completions.stream({ ...chat, stream_options: { include_usage: true } });
    let contents = '';
    stream.on('content', (delta) => {
      contents += delta;
    });
    const final = await stream.finalChatCompletion();
    expect(final.choices[0]).toMatchObject({ message: { content: contents }, finish_reason: 'length' });
    expect(contents).toBe(whole.choices[0]?.message.content);
    // Its sum leaves out the details, of which an engine with a cache has some.
    const { completion_tokens, prompt_tokens, total_tokens } = whole.usage ?? {};
    expect(await stream.totalUsage()).toMatchObject({ completion_tokens, prompt_tokens, total_tokens });
  });

  it('know all settings: n, seed, stop, penalties, log probabilities, max_completion_tokens, and unknown ones', async () => {
    const asked = {
      ...chat,
      max_tokens: null,
      max_completion_tokens: 12,
      n: 3,
      seed: 7,
      temperature: 1,
      top_p: 0.95,
      frequency_penalty: 0.1,
      presence_penalty: 0.1,
      logprobs: true,
      top_logprobs: 2,
      user: 'somebody',
      metadata: { a: 'b' },
      service_tier: 'auto' as const,
      store: false,
    };
    const first = await client().chat.completions.create(asked);
    expect(first.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    const texts = first.choices.map(({ message }) => message.content);
    expect(new Set(texts).size).toBeGreaterThan(1);
    for (const { logprobs, message } of first.choices) {
      const places = logprobs?.content ?? [];
      expect(places.length).toBeLessThanOrEqual(12);
      expect(
        places
          .map(({ token }) => token)
          .join('')
          .trimStart(),
      ).toContain((message.content ?? '').trimStart());
      for (const place of places) {
        expect(place.top_logprobs).toHaveLength(2);
        expect(place.logprob).toBeLessThanOrEqual(0);
      }
    }
    expect(first.usage?.completion_tokens).toBeLessThanOrEqual(36);
    const again = await client().chat.completions.create(asked);
    expect(again.choices.map(({ message }) => message.content)).toEqual(texts);
  });

  it('end before a stop string', async () => {
    const whole = (await client().chat.completions.create(chat)).choices[0]?.message.content ?? '';
    const word = whole.trim().split(' ')[3] ?? '';
    const { choices } = await client().chat.completions.create({ ...chat, stop: [word] });
    expect(choices).toMatchObject([
      { message: { content: whole.slice(0, whole.indexOf(word)) }, finish_reason: 'stop' },
    ]);
  });

  it('hold an answer to a schema', async () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string', maxLength: 8 }, age: { type: 'integer', minimum: 0, maximum: 99 } },
      required: ['name', 'age'],
      additionalProperties: false,
    };
    const answer = await client().chat.completions.create({
      ...chat,
      max_tokens: 120,
      temperature: 1.5,
      response_format: { type: 'json_schema', json_schema: { name: 'person', schema, strict: true } },
    });
    const person: unknown = JSON.parse(answer.choices[0]?.message.content ?? '');
    expect(person).toEqual({ name: expect.any(String), age: expect.any(Number) });
  });

  it('hold an answer to any object', async () => {
    const { choices } = await client().chat.completions.create({
      ...chat,
      max_tokens: 120,
      response_format: { type: 'json_object' },
    });
    const text = choices[0]?.message.content ?? '';
    // No schema bounds it, so the limit may come before its end.
    const isCut = !server.closesAtLimit && choices[0]?.finish_reason === 'length';
    if (isCut) expect(text).toMatch(/^\s*\{\s*"/);
    else expect(JSON.parse(text)).toBeTypeOf('object');
  });
});

describe('tools', () => {
  const sum = {
    type: 'function' as const,
    function: {
      name: 'sum',
      description: 'Adds two numbers.',
      parameters: {
        type: 'object',
        properties: { a: { type: 'number' }, b: { type: 'number' } },
        required: ['a', 'b'],
      },
    },
  };
  const call = '[{"name":"sum","arguments":{"a":1,"b":2}}]';
  const clientOf = (url: string) => client({ baseURL: `${url}/client/v4/accounts/${accountId}/ai/v1` });

  it('are called by the runner of the client, and the answer follows', async () => {
    const { engine, prompts } = scripted(call, 'It is 3.');
    const { url } = await startServer(engine);
    const runner = clientOf(url).chat.completions.runTools({
      ...chat,
      messages: [{ role: 'user', content: '1+2?' }],
      max_tokens: 100,
      tools: [
        {
          ...sum,
          function: {
            ...sum.function,
            parse: JSON.parse,
            function: ({ a, b }: { a: number; b: number }) => String(a + b),
          },
        },
      ],
    } as never);
    expect((await runner.finalContent())?.trim()).toBe('It is 3.');
    expect(runner.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'assistant']);
    expect(runner.messages[1]).toMatchObject({
      content: null,
      tool_calls: [{ type: 'function', id: expect.stringMatching(/./) }],
    });
    expect(prompts[1]).toContain('3');
  });

  it('arrive in a stream too', async () => {
    const { url } = await startServer(scripted(call).engine);
    const stream = clientOf(url).chat.completions.stream({ ...chat, max_tokens: 100, tools: [sum] });
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]?.finish_reason).toBe('tool_calls');
    expect(choices[0]?.message.tool_calls).toMatchObject([
      { type: 'function', function: { name: 'sum', arguments: '{"a":1,"b":2}' } },
    ]);
  });

  it('that must be called are called by any model', async () => {
    // The bundled model likes long numbers, which the limit of other engines than ours may cut.
    const number = { type: 'integer', minimum: 0, maximum: 99 };
    const parameters = { ...sum.function.parameters, properties: { a: number, b: number } };
    const { choices } = await client().chat.completions.create({
      ...chat,
      max_tokens: 100,
      tools: [{ ...sum, function: { ...sum.function, parameters } }],
      tool_choice: { type: 'function', function: { name: 'sum' } },
    });
    expect(choices[0]?.finish_reason).toMatch(/^(tool_calls|length)$/);
    const [made] = choices[0]?.message.tool_calls ?? [];
    if (made?.type !== 'function') return expect.fail('no call of a function');
    expect(made.function.name).toBe('sum');
    expect(JSON.parse(made.function.arguments)).toEqual({ a: expect.any(Number), b: expect.any(Number) });
  });
});

describe('completions', () => {
  it('go on with a text, as it is', async () => {
    const { choices, usage, object } = await client().completions.create(text);
    expect(object).toBe('text_completion');
    expect(choices).toMatchObject([{ index: 0, text: expect.stringMatching(storyBegins), finish_reason: 'length' }]);
    expect(usage?.completion_tokens).toBe(40);
  });

  it('stream it, and begin with the prompt where that is wanted', async () => {
    const whole = await client().completions.create(text);
    const stream = await client().completions.create({ ...text, echo: true, stream: true });
    let joined = '';
    for await (const { choices } of stream) joined += choices[0]?.text ?? '';
    expect(joined).toBe(prompt + whole.choices[0]?.text);
  });

  it('go on with several texts, and tell log probabilities', async () => {
    const { choices } = await client().completions.create({ ...text, prompt: [prompt, 'The cat'], logprobs: 2 });
    expect(choices).toHaveLength(2);
    expect(choices[0]?.text).toMatch(storyBegins);
    expect(choices[0]?.logprobs?.tokens).toHaveLength(40);
    expect(Object.keys(choices[0]?.logprobs?.top_logprobs?.[0] ?? {})).toHaveLength(2);
  });
});

describe('models', () => {
  it.each(['the account’s path', '/v1'])('are listed and found under %s', async (where) => {
    const options = where === '/v1' ? { baseURL: `${server.url}/v1` } : {};
    const ids: string[] = [];
    for await (const one of client(options).models.list()) ids.push(one.id);
    expect(ids).toEqual([model]);
    expect(await client(options).models.retrieve(model)).toMatchObject({ id: model, object: 'model' });
    const { choices } = await client(options).chat.completions.create(chat);
    expect(choices).toHaveLength(1);
  });

  it('that are not there are a NotFoundError', async () => {
    const error = await rejection(client().models.retrieve('@cf/nobody/nothing'));
    expect(error).toBeInstanceOf(OpenAI.NotFoundError);
    expect(error).toMatchObject({ code: 'model_not_found', message: expect.stringContaining('@cf/nobody/nothing') });
  });
});

describe('errors have their class, and OpenAI’s fields', () => {
  const asking = (body: object, options = {}) =>
    rejection(client(options).chat.completions.create({ ...chat, ...body } as never));

  it.each([
    ['no messages', { messages: [] }, { status: 400, param: 'messages' }],
    ['a wrong type', { temperature: 'warm' }, { status: 400, param: 'temperature' }],
    ['a value out of range', { n: 5 }, { status: 400, param: 'n' }],
    [
      'an image',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'a' } }] }] },
      { status: 400 },
    ],
    ['an unknown model', { model: '@cf/nobody/nothing' }, { status: 404, code: 'model_not_found', param: 'model' }],
    [
      'too much',
      { messages: [{ role: 'user', content: 'once '.repeat(1000) }] },
      { status: 400, code: 'context_length_exceeded' },
    ],
  ])('%s', async (_what, body, fields) => {
    const error = await asking(body);
    expect(error).toBeInstanceOf(fields.status === 400 ? OpenAI.BadRequestError : OpenAI.APIError);
    expect(error).toMatchObject({ type: 'invalid_request_error', requestID: expect.any(String), ...fields });
    expect((error as Error).message).not.toContain('no body');
    const streamed = await rejection(client().chat.completions.create({ ...chat, ...body, stream: true } as never));
    expect(streamed).toMatchObject(fields);
  });

  it('a wrong token, another account, a route that is not there', async () => {
    const wrong = await asking({}, { apiKey: 'wrong' });
    expect(wrong).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(wrong).toMatchObject({ code: 'invalid_api_key', message: '401 Authentication error' });
    const baseURL = server.openAiUrl.replace(accountId, 'f'.repeat(32));
    expect(await asking({}, { baseURL })).toBeInstanceOf(OpenAI.PermissionDeniedError);
    const none = await rejection(client().moderations.create({ input: 'a' }));
    expect(none).toBeInstanceOf(OpenAI.BadRequestError);
    expect((none as Error).message).toContain('No route for that URI');
  });

  it('too many at once is a RateLimitError, after it has tried again', async () => {
    const engine = new Endless();
    const { url, log } = await startServer(engine, { maxConcurrentRuns: 1 });
    const busy = client({ baseURL: `${url}/v1`, maxRetries: 1 });
    const leaving = new AbortController();
    const first = busy.chat.completions.create({ ...chat, max_tokens: 1000 }, { signal: leaving.signal });
    first.catch(() => {});
    await until(() => engine.nRunning === 1, 'the first one runs');
    expect(await rejection(busy.chat.completions.create(chat))).toBeInstanceOf(OpenAI.RateLimitError);
    leaving.abort();
    await until(() => log.length === 3, 'two refusals and the one that left');
  });
});

describe('abort', () => {
  const long = { ...text, max_tokens: longStory.max_tokens };

  it('of a whole answer stops the engine', async () => {
    const leaving = new AbortController();
    const run = async () => client().completions.create(long, { signal: leaving.signal });
    expect(await server.expectToStop(run, () => leaving.abort())).toBeInstanceOf(OpenAI.APIUserAbortError);
  });

  it('of a stream stops the engine, and so does leaving the loop', async () => {
    const run = async () => {
      const stream = await client().completions.create({ ...long, stream: true });
      let n = 0;
      for await (const _chunk of stream) if (++n === 10) break;
    };
    await server.expectToStop(run, () => {});
    const controller = new AbortController();
    const read = async () => {
      const stream = await client().completions.create({ ...long, stream: true }, { signal: controller.signal });
      for await (const _chunk of stream);
    };
    await server.expectToStop(read, () => controller.abort());
  });
});
