import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseConfigFile } from '../settings/config-file.ts';
import { find } from '../settings/resolve.ts';
import { upstreamDefaults } from '../upstream/options.ts';
import { readUpstreams, splitModels } from './upstreams.ts';

const folder = mkdtempSync(join(tmpdir(), 'tramontane-upstreams-'));
afterAll(() => rmSync(folder, { recursive: true }));

const read = (text: string) => find('upstreams', { flags: {}, env: {}, file: parseConfigFile(text, 'c.yaml') }).value;
const ofUrl = (url: string) => readUpstreams([{ model: 'm', urls: [url] }], {})[0]?.upstreams[0];

describe('--model NAME=URL', () => {
  it('is told from a file and from a name alone', () => {
    expect(splitModels(['a=http://h:1/v1#b', 'b=/x.gguf', 'c', 'd=HTTPS://h/v1'])).toEqual({
      local: ['b=/x.gguf', 'c'],
      remote: [
        { model: 'a', urls: ['http://h:1/v1#b'] },
        { model: 'd', urls: ['HTTPS://h/v1'] },
      ],
    });
  });

  it('is a base, without a slash at its end, and a name', () => {
    expect(ofUrl('http://h:1/openai/v1/#a%20b')).toEqual({
      ...upstreamDefaults,
      url: 'http://h:1/openai/v1',
      model: 'a b',
    });
    expect(ofUrl('https://h/v1')).toMatchObject({ url: 'https://h/v1', model: null });
  });

  it('given again is a second upstream; an alias becomes its name', () => {
    const { remote } = splitModels([
      '@cf/mistral/mistral-7b-instruct-v0.1-vllm=http://a/v1',
      '@cf/mistral/mistral-7b-instruct-v0.1=http://b/v1',
    ]);
    const [model, ...others] = readUpstreams(remote, {});
    expect(others).toEqual([]);
    expect(model?.name).toBe('@cf/mistral/mistral-7b-instruct-v0.1');
    expect(model?.upstreams.map(({ url }) => url)).toEqual(['http://a/v1', 'http://b/v1']);
  });

  it.each([
    ['http://', /takes a URL/],
    ['http://user:secret@h/v1', /^the upstream at h has credentials/],
    ['http://h/v1?key=secret', /^the upstream at h has a query/],
  ])('cannot be %s', (url, message) => {
    expect(() => ofUrl(url)).toThrow(message);
    try {
      ofUrl(url);
    } catch (error) {
      expect((error as Error).message).not.toContain('secret');
    }
  });

  it('cannot be the same upstream twice', () => {
    const twice = [{ model: 'm', urls: ['http://h/v1', 'http://h/v1/'] }];
    expect(() => readUpstreams(twice, {})).toThrow('the model m has the upstream http://h/v1 twice');
  });
});

describe('the setting upstreams', () => {
  it('is a list of mappings, or one', () => {
    const entry =
      '{ model: m, url: [http://a/v1, http://b/v1#x], dialect: vllm, concurrency: 3, queue: 0, silence-timeout-ms: 9 }';
    const expected = [
      {
        model: 'm',
        urls: ['http://a/v1', 'http://b/v1#x'],
        dialect: 'vllm',
        concurrency: 3,
        queue: 0,
        silenceTimeoutMs: 9,
      },
    ];
    expect(read(`upstreams: [${entry}]`)).toEqual(expected);
    expect(read(`upstreams: ${entry}`)).toEqual(expected);
    const env = { TRAMONTANE_UPSTREAMS: '[{"model":"m","url":"http://a,b/v1"}]' };
    expect(find('upstreams', { flags: {}, env, file: null }).value).toEqual([{ model: 'm', urls: ['http://a,b/v1'] }]);
    expect(readUpstreams(expected, {})[0]?.upstreams[1]).toMatchObject({
      dialect: 'vllm',
      model: 'x',
      concurrency: 3,
      queue: 0,
    });
  });

  it.each([
    ['upstreams: a', /takes mappings/],
    ['upstreams: [{ url: http://a/v1 }]', /upstreams\[0\]: model is not set/],
    ['upstreams: [{ model: m }]', /upstreams\[0\]: url is not set/],
    ['upstreams: [{ model: m, url: http://a/v1, dialekt: vllm }]', /'dialekt' is not a key; the keys are model, url/],
    ['upstreams: [{ model: m, url: http://a/v1, concurrency: 0 }]', /concurrency is 0; it takes a whole number from 1/],
    ['upstreams: [{ model: m, url: [] }]', /url is \[\]; it takes a URL/],
    ['upstreams: [{ model: m, url: http://a/v1, __proto__: 1 }]', /is not a key/],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it('knows its dialects', () => {
    const upstream = [{ model: 'm', urls: ['http://h/v1'], dialect: 'vlm' }];
    expect(() => readUpstreams(upstream, {})).toThrow(/has the dialect 'vlm'; it takes auto, vllm, sglang/);
  });

  it('takes a key from a file or a variable, and says which is missing', () => {
    const file = join(folder, 'key');
    writeFileSync(file, 'sk-of-a-file\n');
    const keyOf = (more: object, env = {}) =>
      readUpstreams([{ model: 'm', urls: ['http://h/v1'], ...more }], env)[0]?.upstreams[0]?.key;
    expect(keyOf({ apiKeyFile: file })).toBe('sk-of-a-file');
    expect(keyOf({ apiKeyVariable: 'KEY' }, { KEY: 'sk-of-a-variable' })).toBe('sk-of-a-variable');
    expect(keyOf({})).toBe(null);
    expect(() => keyOf({ apiKeyVariable: 'KEY' })).toThrow(
      'the key of the upstream at h is missing from the variable KEY',
    );
    expect(() => keyOf({ apiKeyFile: join(folder, 'none') })).toThrow(/cannot be read: ENOENT/);
    writeFileSync(file, 'two words\n');
    expect(() => keyOf({ apiKeyFile: file })).toThrow(/printable ASCII/);
  });
});
