// Which name fits which alias, and what is no alias.
import { describe, expect, it } from 'vitest';
import { ConfigError } from './config.ts';
import { ModelAliases } from './model-aliases.ts';

const served = ['@cf/tinystories/stories-260k', '@cf/mistral/mistral-7b-instruct-v0.1'];
const [small = '', large = ''] = served;

describe('an alias', () => {
  it.each([
    ['@cf/meta/llama-3.1-8b-instruct', ['@cf/meta/llama-3.1-8b-instruct'], true],
    ['@cf/meta/llama-3.1-8b-instruct', ['@cf/meta/llama-3.1-8b'], false],
    ['@cf/meta/llama-3.1-8b-instruct', ['@cf/*'], true],
    ['@hf/meta/llama', ['@cf/*'], false],
    ['anything', ['*'], true],
    ['@cf/meta/llama-3.1-8b-instruct', ['*/llama-*-instruct'], true],
    ['@cf/meta/llama-3.1-8b', ['*/llama-*-instruct'], false],
    ['abc', ['abc*abc'], false],
    ['abcabc', ['abc*abc'], true],
    ['a.c', ['a?c', 'a.+c'], false],
    ['aXbYbZ', ['a*b*b*'], true],
    ['aXbYZ', ['a*b*b*'], false],
  ])('%s fits %j: %s', (name, patterns, isFit) => {
    const aliases = new ModelAliases(
      patterns.map((pattern) => `${pattern}=${small}`),
      served,
    );
    expect(aliases.find(name)).toBe(isFit ? small : undefined);
  });

  it('that is a name comes before a pattern; among patterns the first one counts', () => {
    const aliases = new ModelAliases([`*=${small}`, `@cf/*=${large}`, `@cf/a/b=${large}`], served);
    expect([aliases.find('@cf/a/b'), aliases.find('@cf/a/c')]).toEqual([large, small]);
  });

  it('needs no name where only one model is served', () => {
    expect(new ModelAliases(['@cf/*'], [small]).find('@cf/a/b')).toBe(small);
    expect(() => new ModelAliases(['@cf/*'], served)).toThrow(
      /without a model; it takes '@cf\/\*=NAME' with one of '@cf\/tiny/,
    );
  });

  it.each([['=x'], [''], [' '], ['@cf/*=@cf/a/b'], ['a=']])('is not %j', (text) => {
    expect(() => new ModelAliases([text], served)).toThrow(ConfigError);
  });

  it('with many stars takes no time', () => {
    const aliases = new ModelAliases([`${'*a'.repeat(200)}b=${small}`], served);
    const startedMs = performance.now();
    expect(aliases.find('a'.repeat(100_000))).toBeUndefined();
    expect(performance.now() - startedMs).toBeLessThan(1000);
  });
});
