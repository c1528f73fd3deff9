// Patterns in Oniguruma's words, and what JavaScript would read otherwise.
import { describe, expect, it } from 'vitest';
import { VocabularyError } from '../vocabulary-error.ts';
import { mergeIds } from './merges.ts';
import { literalPattern, translatePattern } from './pattern.ts';

const matches = (pattern: string, text: string) => text.match(translatePattern(pattern));

describe('a pattern', () => {
  it.each<[string, string, string[] | null]>([
    ['\\s+', 'a\u0085\u2028b\ufeffc', ['\u0085\u2028']],
    ['\\S', '\ufeff', ['\ufeff']],
    ['\\d+|\\w+', '٣٤é_x', ['٣٤', 'é_x']],
    ["(?i:'s|'k)", "'S'ſ'\u212a", ["'S", "'ſ", "'\u212a"]],
    ["'(?i:[sd]|ll)", "'D'lL'LL'e", ["'D", "'lL", "'LL"]],
    ['(?i)ab|c', 'ABabC', ['AB', 'ab', 'C']],
    ['a++a', 'aaa', null],
    ['a+a', 'aaa', ['aaa']],
    ['a?+a', 'a', null],
    ['(?>a|ab)c', 'abc', null],
    ['a{2}+', 'aaaaa', ['aaaa']],
    ['x{,2}y', 'xxxy', ['xxy']],
    ['[\\p{L}&&[^\\p{Han}]]+', 'ab日c', ['ab', 'c']],
    ['[^\\r\\n\\p{L}]?\\p{L}+', '-ab\ncd', ['-ab', 'cd']],
    ['[]a-]+', 'a]-b', ['a]-']],
    ['a$', 'a\na', ['a', 'a']],
    ['.', 'a\n😀', ['a', '😀']],
    ['\\x41\\x{1F600}\\u0042', 'A😀B', ['A😀B']],
    ['(ab)+', 'ababc', ['abab']],
    ['\\bab\\b', 'ab cab ab', ['ab', 'ab']],
  ])('%s in %j', (pattern, text, found) => expect(matches(pattern, text)).toEqual(found));

  it.each([
    ['(?<name>a)', "a group that begins with '(?<n'"],
    ['(a', "a missing ')'"],
    ['a)', "an unmatched ')'"],
    ['*a', "a '*' behind nothing"],
    ['\\Ka', "'\\K'"],
    ['(a)\\1', "'\\1'"],
    ['\\p{Klingon}', "the property 'Klingon'"],
    ['[[:alpha:]]', "a class such as '[:alpha:]'"],
    ['[a', 'an end in the middle'],
  ])('%s is refused by what is not supported', (pattern, what) => {
    expect(() => translatePattern(pattern)).toThrow(VocabularyError);
    expect(() => translatePattern(pattern)).toThrow(what);
  });
});

it('what a damaged file has in place of a pattern or a merge is refused by its size or its kind', () => {
  const long = 'x'.repeat(20_000_000);
  for (const read of [translatePattern, literalPattern]) {
    expect(() => read(long)).toThrow('a pattern of 20000000 characters is not supported; at most 10000 are');
  }
  const deep = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(() => mergeIds([deep], () => 0)).toThrow('merge 0: expected two pieces, found an array');
});
