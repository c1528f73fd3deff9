// Every row of the table of errors, provoked on a server and on the mock of the SDK: the same status, the same bytes.
import { describe, expect, it } from 'vitest';
import { readSpec } from '../../../scripts/spec.ts';
import { type MockWorkersAi, mockWorkersAi } from '../../../sdk/src/msw.ts';
import type { Config } from '../../src/config.ts';
import type { TokenGenerator } from '../../src/engine/generation.ts';
import { type ErrorKind, errorTable, ServerError } from '../../src/errors.ts';
import { accountId, apiToken, authorization, Endless, engineOf, model, saying, startServer, until } from './harness.ts';
import { RawSocket } from './raw-socket.ts';

/** How to get an error out of a server, and out of the mock where that takes another request. */
interface Provocation {
  /** Under which of the three forms a run can be asked for it. */
  readonly forms?: readonly Form[];
  readonly request?: Partial<Asked>;
  readonly settings?: Partial<Config>;
  readonly engine?: () => TokenGenerator;
  /** A request that comes before. */
  readonly before?: 'answered' | 'running';
}

type Form = 'envelope' | 'flat' | 'openai';

/** A run, and what is to be wrong with it. */
interface Asked {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly account: string;
  readonly model: string;
  readonly input: object;
  readonly version: string;
}

const forms: readonly Form[] = ['envelope', 'flat', 'openai'];
const failing = (error: () => Error) => () =>
  engineOf(async function* () {
    yield* [];
    throw error();
  });
const account = `/client/v4/accounts/${accountId}`;

const provocations: Readonly<Record<ErrorKind, Provocation>> = {
  authentication: { request: { headers: {} } },
  otherAccount: { forms: ['envelope', 'openai'], request: { account: accountId.replace('0', '1') } },
  invalidToken: { forms: ['envelope'], request: { headers: {}, method: 'GET', path: `${account}/tokens/verify` } },
  noRoute: { forms: ['envelope'], request: { path: '/client/v4/nothing' } },
  notFound: { forms: ['envelope'], request: { path: '/nothing' } },
  malformedIdentifier: { forms: ['envelope', 'openai'], request: { account: 'me' } },
  malformedRequest: { forms: ['envelope', 'flat'], request: { method: 'GET', path: '/ai/models/search?page=0' } },
  headersTooLarge: { forms: ['envelope'], request: { headers: { authorization, 'x-long': 'a'.repeat(20_000) } } },
  requestTimeout: { forms: ['envelope'], settings: { headersTimeoutMs: 50 } },
  noLora: { forms: ['envelope', 'flat'], request: { input: { prompt: 'a', lora: 'b' } } },
  badInput: { request: { input: {} } },
  noSuchModel: { request: { model: '@cf/a/b' } },
  noSuchModelId: { forms: ['openai'], request: { method: 'GET', path: '/v1/models/@cf/a/b' } },
  oldClient: { forms: ['flat'], request: { version: '1' } },
  contextExceeded: { request: { input: { prompt: 'once '.repeat(600) } } },
  tooLarge: { settings: { maxBodyBytes: 20 }, request: { input: { prompt: 'a'.repeat(50) } } },
  timeout: { settings: { requestTimeoutMs: 20 }, engine: () => new Endless() },
  // A client that aborts its request reads no answer, so only the engine can show this one.
  aborted: { engine: failing(() => new ServerError('aborted')) },
  rateLimited: { settings: { requestsPerMinute: 1 }, before: 'answered' },
  noCapacity: { settings: { maxConcurrentRuns: 1 }, engine: () => new Endless(), before: 'running' },
  internal: { engine: failing(() => new TypeError('a pointer')) },
  engineLost: { engine: failing(() => new ServerError('engineLost')) },
};

/** A request of this form with a run in it, unless `asked` says something else. */
function requestOf(form: Form, base: string, asked: Partial<Asked> = {}): Request {
  const { method = 'POST', account: id = accountId, model: name = model, input = { prompt: 'Tim' } } = asked;
  const { headers = { authorization }, version = '3' } = asked;
  const paths = {
    envelope: `/client/v4/accounts/${id}/ai/run/${name}`,
    flat: `/run?version=${version}`,
    openai: id === accountId ? '/v1/completions' : `/client/v4/accounts/${id}/ai/v1/completions`,
  };
  const bodies = { envelope: input, flat: { inputs: input, options: {} }, openai: { model: name, ...input } };
  const lists = { envelope: account, flat: '/ai-api', openai: '' };
  const path = asked.path?.replace(/^\/ai\//, `${lists[form]}${form === 'envelope' ? '/ai/' : '/'}`) ?? paths[form];
  const all = { ...headers, ...(form === 'flat' && { 'cf-consn-model-id': name }) };
  return new Request(base + path, {
    method,
    headers: all,
    body: method === 'GET' ? null : JSON.stringify(bodies[form]),
  });
}

/** What of an answer must be the same: ids and the exact words of the description are not. */
async function readAnswer(response: Response, form: Form) {
  const text = await response.text();
  const id = response.headers.get('cf-ai-req-id');
  const body = JSON.parse(text);
  const told: string = form === 'flat' ? body.description : body.errors[0].message;
  const description = told.replace(/^AiError: [^:]+: /, '').replace(` (${id})`, '');
  const escaped = JSON.stringify(description).slice(1, -1);
  return {
    description,
    answer: {
      status: response.status,
      contentType: response.headers.get('content-type'),
      headers: ['cf-ai-req-id', 'x-request-id', 'retry-after', 'cf-ray'].filter((name) => response.headers.has(name)),
      body: (id === null ? text : text.replaceAll(id, 'ID')).replaceAll(escaped, 'TEXT'),
    },
  };
}

describe.each(Object.entries(provocations) as [ErrorKind, Provocation][])('%s', (kind, provocation) => {
  const { code, status, text, openAi } = errorTable[kind];

  it.each(provocation.forms ?? forms)('is the same from the server and the mock: %s', async (form) => {
    const { request, settings, engine = () => saying('Lily'), before } = provocation;
    const generator = engine();
    const server = await startServer(generator, settings);
    if (before === 'answered') await fetch(requestOf(form, server.url, request));
    const running = new AbortController();
    if (before === 'running') {
      const run = fetch(requestOf(form, server.url, request), { signal: running.signal });
      run.catch(() => {}); // aborted below
      await until(() => (generator as Endless).nRunning === 1, 'running');
    }
    const response =
      kind === 'requestTimeout' ? await slowRequest(server.url) : await fetch(requestOf(form, server.url, request));
    const ours = await readAnswer(response, form);
    running.abort();
    expect(ours.answer.status).toBe(form === 'openai' ? openAi.status : status);
    expect(ours.answer.body).toContain(String(code));
    if (ours.description !== text) expect(ours.answer.body).toContain('TEXT');

    const base = 'http://mock.test';
    const mock = mockWorkersAi({ baseUrl: `${base}/client/v4`, apiToken });
    const retryAfter = Number(response.headers.get('retry-after'));
    const refusal = {
      code,
      status,
      message: ours.description,
      ...(retryAfter > 0 && { retryAfterSeconds: retryAfter }),
    };
    mock.reply(refusal, refusal); // one of them for the question whether there is a route
    const isThere = (await answerOf(mock, requestOf(form, base, request))) !== undefined;
    // What the mock has no route for is provoked where it has one.
    const asked = requestOf(form, base, isThere ? request : {});
    const mocked = await readAnswer((await answerOf(mock, asked)) as Response, form);
    expect(mocked.answer).toEqual(ours.answer);
  });
});

describe('rows of the mock alone', () => {
  const { errors } = readSpec();
  const only = errors.filter(({ sentBy }) => sentBy === 'cloudflare');

  it('are those that no server of ours sends', () => {
    const ours = Object.values(errorTable).map(({ code, status }) => `${code}/${status}`);
    expect(only.length).toBeGreaterThan(15);
    expect(only.filter((row) => ours.includes(`${row.code}/${row.status}`))).toEqual([]);
  });

  it.each(only)('$code: $text', async ({ code, status, form, name, text, openai }) => {
    const base = 'http://mock.test';
    const mock = mockWorkersAi({ baseUrl: `${base}/client/v4` });
    for (const shape of forms) {
      mock.reply({ code });
      const response = (await answerOf(mock, requestOf(shape, base))) as Response;
      const { answer, description } = await readAnswer(response, shape);
      const expected = shape === 'openai' ? (openai.status ?? status) : status;
      expect([answer.status, description]).toEqual([expected, text]);
      expect(answer.body).toContain(form === 'model' || shape === 'flat' ? `AiError: ${name ?? 'Ai'}: TEXT` : 'TEXT');
      if (shape === 'openai') {
        const { type, code: word = null, param = null } = openai;
        expect(answer.body).toContain(JSON.stringify({ message: 'TEXT', type, param, code: word }));
      }
    }
  });
});

/** What the mock answers; undefined where it has no route. */
async function answerOf({ handlers }: MockWorkersAi, request: Request): Promise<Response | undefined> {
  for (const handler of handlers) {
    const result = await handler.run({ request, requestId: '' });
    if (result?.response) return result.response;
  }
  return undefined;
}

/** A request whose headers do not come to an end. */
async function slowRequest(url: string): Promise<Response> {
  const raw = await RawSocket.open(url);
  raw.write('POST /run HTTP/1.1\r\nhost: localhost\r\n');
  const [answer] = await raw.toTheEnd();
  return new Response(answer?.body, { status: answer?.status ?? 0, headers: answer?.headers ?? {} });
}
