// How new Ai() tells its three bindings apart, and what it says to everything else.
import { describe, expect, it } from 'vitest';
import { Ai, type AiBinding } from '../src/index.ts';

const model = '@cf/mistral/mistral-7b-instruct-v0.1';
const json = (body: unknown) => Response.json(body, { headers: { 'content-type': 'application/json' } });

// As a Workers service binding: inherits fetch, owns nothing, and answers every other property with a function.
class StubParent {
  fetch() {
    return Promise.resolve(json({ response: 'fetched' }));
  }
}
const stub = new Proxy(new StubParent(), {
  get: (target, name) => (name === 'fetch' ? target.fetch : () => Promise.resolve({ response: 'a remote call' })),
  has: () => true,
}) as FetcherLike;
type FetcherLike = { fetch(input: string): Promise<Response> };

// As the runtime's own class: inherits both run and fetch.
class RuntimeAi {
  run() {
    return Promise.resolve({ response: 'ran' });
  }
  fetch() {
    return Promise.reject(new Error('the runtime class must be asked to run, not to fetch'));
  }
}

describe('new Ai()', () => {
  it.each<[string, AiBinding, string]>([
    ['the class of the runtime', new RuntimeAi(), 'ran'],
    ['a subclass of it', new (class extends RuntimeAi {})(), 'ran'],
    ['a plain object with run', { run: () => Promise.resolve({ response: 'ran' }) }, 'ran'],
    [
      'an object without prototype',
      Object.assign(Object.create(null), { run: async () => ({ response: 'ran' }) }),
      'ran',
    ],
    [
      'a proxy that shows run only when asked',
      new Proxy(
        {},
        { get: (_, name) => (name === 'run' ? new RuntimeAi().run : undefined), has: () => true },
      ) as AiBinding,
      'ran',
    ],
    ['a service binding, which answers to every name', stub, 'fetched'],
    ['a plain object with fetch', { fetch: () => Promise.resolve(json({ response: 'fetched' })) }, 'fetched'],
  ])('takes %s', async (_, binding, response) => {
    expect(await new Ai(binding).run(model, { prompt: 'a' })).toEqual({ response });
  });

  it.each([undefined, null])('says in the words of @cloudflare/ai that the binding is %s', (binding) => {
    expect(() => new Ai(binding as never)).toThrow(`Ai binding is ${binding}. Please provide a valid binding`);
  });

  it.each([
    ['an empty object', {}, 'an object with nothing'],
    ['an object of something else', { url: 'x', token: 'secret' }, 'an object with url, token'],
    ['a string', 'AI', 'string'],
    ['a field run that is no function', { run: true }, 'an object with run'],
  ])('refuses %s', (_, binding, found) => {
    expect(() => new Ai(binding as never)).toThrow(`Ai binding is ${found}. Please provide a valid binding: env.AI`);
  });

  it.each([
    ['accountId is not set', { accountId: undefined, apiToken: 't' }, 'accountId must be'],
    ['accountId is empty', { accountId: '', apiToken: 't' }, 'but is empty'],
    ['apiToken is missing', { accountId: 'a' }, 'apiToken must be'],
    [
      'apiToken has a line end',
      { accountId: 'a', apiToken: 'secret\n' },
      'apiToken must be a token, without spaces, but is of type string',
    ],
    [
      'baseUrl is not a URL',
      { accountId: 'a', apiToken: 't', baseUrl: 'localhost/client' },
      'baseUrl must be a whole URL',
    ],
  ])('refuses a configuration whose %s', (_, binding, words) => {
    expect(() => new Ai(binding as never)).toThrow(TypeError);
    expect(() => new Ai(binding as never)).toThrow(words);
  });

  it('does not repeat a token in a message', () => {
    expect(() => new Ai({ accountId: '', apiToken: 'top-secret' })).toThrow(/^(?!.*top-secret)/);
  });
});
