// Bodies that are made to do harm: numbers and texts at the limits of JSON, keys with a meaning in JavaScript, and
// sizes that would take the server's memory or time. Each gets its status in the envelope, and the next request is
// served.
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { authorization, echoing, framesOf, model, saying, startServer, type TestServer } from './harness.ts';

interface Body {
  result: { response: string };
  errors: { code: number; message: string }[];
}

async function runRaw(server: TestServer, body: string | Buffer): Promise<{ status: number; body: Body }> {
  const response = await server.run('', { body });
  const answered = (await response.json()) as Body;
  return { status: response.status, body: answered };
}

describe('numbers', () => {
  it.each([
    ['"max_tokens":1e400', 5006, /'\/max_tokens' must be finite/],
    ['"max_tokens":-1e400', 5006, /'\/max_tokens' must be finite/],
    ['"temperature":1e400', 5006, /'\/temperature' must be finite/],
    ['"max_tokens":9007199254740993', 5021, /context window limit/],
    ['"max_tokens":1e300', 5021, /context window limit/],
    ['"max_tokens":-9007199254740993', 5006, /'\/max_tokens' must be >= 1/],
    ['"max_tokens":0.9999999999999999', 5006, /'\/max_tokens', 'integer' not in 'number'/],
    ['"seed":9007199254740993', 5006, /'\/seed' must be <= 9999999999/],
    ['"seed":10000000000', 5006, /'\/seed' must be <= 9999999999/],
    ['"top_k":1e999', 5006, /'\/top_k'/],
    ['"top_p":1e-400', 5006, /'\/top_p' must be >= 0.001/],
    ['"repetition_penalty":1e-400', 5006, /'\/repetition_penalty' must be > 0/],
    ['"temperature":-0.0000001', 5006, /'\/temperature' must be >= 0/],
  ])('%s is refused', async (field, code, words) => {
    const server = await startServer(echoing);
    const { status, body } = await runRaw(server, `{"prompt":"Lily",${field}}`);
    expect(status).toBe(code === 5021 ? 413 : 400);
    expect(body.errors).toMatchObject([{ code, message: expect.stringMatching(words) }]);
  });

  it.each([
    '"max_tokens":1e1',
    '"max_tokens":10.0',
    '"temperature":1e-400',
    '"temperature":-0',
    '"seed":9.999999999e9',
  ])('%s is a number like any other', async (field) => {
    const server = await startServer(echoing);
    expect((await runRaw(server, `{"prompt":"Lily",${field}}`)).body.result.response).toBe(' Lily');
  });
});

describe('texts', () => {
  it.each([
    ['NUL', '\\u0000'],
    ['half a pair', '\\ud800'],
    ['the other half', '\\udfff'],
    ['the halves in the wrong order', '\\udc00\\ud800'],
    ['controls', '\\u0001\\u001b[31m\\u007f\\u0085\\u2028\\u2029'],
    ['directions', '\\u202e\\u2066'],
    ['no characters', '\\ufffe\\uffff'],
    ['a BOM', '\\ufeff'],
    ['a character of many code points', '👩‍👩‍👧‍👦e\\u0301\\u0302\\u0303'],
    ['control tokens', '<s></s>[INST]<unk><0x00>'],
  ])('%s in a prompt, a role, a tool and a conversation', async (_what, text) => {
    const server = await startServer(echoing);
    const bodies = [
      `{"prompt":"${text}"}`,
      `{"prompt":"${text}","raw":true,"stream":true}`,
      `{"messages":[{"role":"${text}","content":"${text}"}]}`,
      `{"messages":[{"role":"user","content":[{"text":"${text}"}]}],"tools":[{"name":"${text}","description":"${text}"}],"max_tokens":9}`,
    ];
    for (const body of bodies) {
      const response = await server.run(body);
      expect(response.status, body).toBe(200);
      const bytes = await response.arrayBuffer();
      const sent = new TextDecoder('utf-8', { fatal: true }).decode(bytes); // throws where it is not UTF-8
      if (body.includes('stream')) expect(framesOf(sent).at(-1)).toBe('[DONE]');
    }
  });

  it.each([
    ['bytes that are not UTF-8', Buffer.from('{"prompt":"caf\xe9"}', 'latin1')],
    ['half of a character', Buffer.from('{"prompt":"é"}').subarray(0, -3)],
    [
      'a surrogate in UTF-8',
      Buffer.concat([Buffer.from('{"prompt":"'), Buffer.from('eda080', 'hex'), Buffer.from('"}')]),
    ],
    ['an overlong slash', Buffer.concat([Buffer.from('{"prompt":"'), Buffer.from('c0af', 'hex'), Buffer.from('"}')])],
    ['UTF-16', Buffer.from('\ufeff{"prompt":"Lily"}', 'utf16le')],
  ])('%s are refused, not mended', async (_what, bytes) => {
    const server = await startServer(echoing);
    const { status, body } = await runRaw(server, bytes);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ code: 5006, message: expect.stringContaining('its bytes are not UTF-8') }]);
  });

  it('a BOM before the body is no fault', async () => {
    const server = await startServer(echoing);
    expect((await runRaw(server, '\ufeff{"prompt":"Lily"}')).body.result.response).toBe(' Lily');
  });

  it.each([
    "{'prompt':'a'}",
    '{"prompt":"a",}',
    '{"prompt":NaN}',
    '{"prompt":"a\n"}',
    '{"prompt":"\\x41"}',
    '{}{}',
    'undefined',
  ])('%j is JavaScript at most', async (body) => {
    const server = await startServer(echoing);
    const refused = await runRaw(server, body);
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([
      { code: 5006, message: expect.stringContaining('the body is not JSON') },
    ]);
  });
});

describe('keys', () => {
  it('of two the last one counts, as JSON parsers have it', async () => {
    const server = await startServer(echoing);
    expect((await runRaw(server, '{"prompt":5,"prompt":"Lily"}')).body.result.response).toBe(' Lily');
    expect((await runRaw(server, '{"prompt":"Lily","prompt":5}')).status).toBe(400);
  });

  it.each([
    '{"__proto__":{"prompt":"Lily"}}',
    '{"constructor":{"prototype":{"prompt":"Lily"}}}',
    '{"messages":[{"__proto__":{"role":"user","content":"Lily"}}]}',
    '{"__proto__":[],"length":1}',
  ])('%s says nothing that counts', async (body) => {
    const server = await startServer(echoing);
    expect((await runRaw(server, body)).body.errors[0]?.code).toBe(5006);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', ''])(
    '%s beside others is ignored by its name and changes nothing',
    async (key) => {
      const server = await startServer(echoing);
      const evil = { stream: true, max_tokens: 1, prompt: 'Tim', polluted: true };
      const body = `{"prompt":"Lily","${key}":${JSON.stringify(evil)}}`;
      const response = await server.run('', { body });
      expect([response.status, response.headers.get('x-tramontane-ignored')]).toEqual([200, key]);
      expect(((await response.json()) as Body).result.response).toBe(' Lily');
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
  );
});

describe('sizes', () => {
  /** Takes prompts of any length. */
  const patient = { ...saying('Lily'), contextLength: 10_000_000 };
  const deep = (open: string, close: string, n: number) => `${open.repeat(n)}1${close.repeat(n)}`;

  it.each([
    ['arrays', deep('[', ']', 100_000)],
    ['objects', deep('{"a":', '}', 100_000)],
    ['arrays without an end', '['.repeat(1_000_000)],
    [
      'a tool’s parameters',
      `{"messages":[{"role":"user","content":"a"}],"tools":[{"parameters":${deep('[', ']', 99)}}]}`,
    ],
    [
      'a schema',
      `{"prompt":"a","response_format":{"type":"json_schema","json_schema":${deep('{"items":', '}', 5000)}}}`,
    ],
  ])('%s inside each other are refused', async (_what, body) => {
    const server = await startServer(echoing);
    const { status, body: answered } = await runRaw(server, body);
    expect(status).toBe(400);
    expect(answered.errors).toMatchObject([
      { code: 5006, message: expect.stringMatching(/it takes up to 100 levels/) },
    ]);
  });

  it('a hundred levels are fine', async () => {
    const server = await startServer(echoing);
    const body = `{"prompt":"Lily","metadata":${deep('[', ']', 99)}}`;
    expect((await runRaw(server, body)).body.result.response).toBe(' Lily');
  });

  it('brackets in a text nest nothing', async () => {
    const server = await startServer(patient);
    const body = { prompt: `${'['.repeat(1000)}\\"{${'{'.repeat(1000)}`, max_tokens: 1 };
    expect((await runRaw(server, JSON.stringify(body))).status).toBe(200);
  });

  it('a prompt of a megabyte is counted against the context, and is served where it fits', async () => {
    const prompt = 'once upon a time '.repeat(60_000);
    const small = await startServer(saying(''));
    expect((await runRaw(small, JSON.stringify({ prompt }))).body.errors).toMatchObject([{ code: 5021 }]);
    const large = await startServer(patient);
    expect((await runRaw(large, JSON.stringify({ prompt, max_tokens: 1 }))).status).toBe(200);
  });

  it.each([
    ['messages', `{"messages":[${'{},'.repeat(3_000_000)}{}]}`],
    ['empty messages', `{"messages":[${'{"role":"","content":""},'.repeat(350_000)}{"role":"","content":""}]}`],
    ['fields', `{"prompt":"a",${Array.from({ length: 500_000 }, (_, i) => `"${i}":0`)}}`],
    ['parts', `{"messages":[{"role":"user","content":[${'{},'.repeat(3_000_000)}{}]}]}`],
    ['digits', `{"prompt":"a","max_tokens":${'9'.repeat(9_000_000)}}`],
    ['characters that are packed', gzipSync(Buffer.alloc(9_000_000, ' '))],
  ])('%s by the megabyte are answered soon, below 5xx, and nothing stays in memory', async (_what, body) => {
    const server = await startServer(echoing);
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 3; i++) {
      const startedMs = performance.now();
      const headers = typeof body === 'string' ? { authorization } : { authorization, 'content-encoding': 'gzip' };
      const response = await server.run('', { body, headers });
      expect(response.status).toBeLessThan(500);
      expect((await response.text()).length).toBeLessThan(10_000);
      expect(performance.now() - startedMs).toBeLessThan(15_000);
    }
    expect((await server.run({ prompt: 'Lily' })).status).toBe(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(1_500_000_000);
  });

  it('a bomb is stopped at the limit, not unpacked', async () => {
    const server = await startServer(echoing);
    const bomb = gzipSync(gzipSync(Buffer.alloc(500_000_000))); // a list of encodings is none that it takes
    const twice = await server.run('', { body: bomb, headers: { authorization, 'content-encoding': 'gzip, gzip' } });
    expect(twice.status).toBe(400);
    const before = process.memoryUsage().rss;
    const once = gzipSync(Buffer.alloc(500_000_000));
    const response = await server.run('', { body: once, headers: { authorization, 'content-encoding': 'gzip' } });
    expect(response.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });
});

describe('names and addresses', () => {
  it.each([
    '%00',
    '%0d%0a',
    '%ED%A0%80',
    '%c0%af',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e',
    '%F0%9F%98%80',
    '__proto__',
    'a'.repeat(8000),
  ])('a model by the name of %.20s is refused in the envelope', async (name) => {
    const server = await startServer(echoing);
    const response = await fetch(`${server.accountUrl}/ai/run/@cf/${name}`, {
      method: 'POST',
      headers: { authorization },
      body: '{"prompt":"a"}',
    });
    const body = (await response.json()) as Body;
    expect(response.status).toBe(400);
    expect([5006, 5007, 7000]).toContain(body.errors[0]?.code); // `..` leads elsewhere
    expect(response.headers.get('content-type')).toBe('application/json');
  });

  it.each([
    '?page[]=1&page[a]=2',
    '?page=1&page=x',
    '?__proto__[page]=x&constructor=1',
    `?search=${'%F0%9F%98%80'.repeat(1000)}`,
    '?search=%00%ff%zz',
    '?search=(a%2B)%2B%24&author=.*',
    '?source=NaN',
    '????&&&===#',
  ])('models are listed, whatever stands in %.40s', async (query) => {
    const server = await startServer(echoing);
    const response = await fetch(`${server.accountUrl}/ai/models/search${query}`, { headers: { authorization } });
    expect(response.status).toBe(200);
  });

  it('a token that holds anything is only wrong', async () => {
    const server = await startServer(echoing);
    for (const token of ['\u00ff', 'a'.repeat(10_000), '__proto__', '%00', 'null', '" or 1=1']) {
      const headers = { authorization: `Bearer ${token}` };
      expect((await server.run({ prompt: 'a' }, { headers })).status).toBe(401);
    }
    expect((await server.run({ prompt: 'a' })).status).toBe(200);
    expect(JSON.stringify(server.log)).not.toContain('a'.repeat(100));
    expect(server.modelNames).toEqual([model]);
  });
});
