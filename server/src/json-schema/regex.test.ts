// Patterns as languages of JSON strings' insides.
import { expect, it } from 'vitest';
import { accepts, newTerms, textsOf } from '../../test/grammar/language.ts';
import { patternTerm } from './regex.ts';

const read = (source: string) => {
  const terms = newTerms();
  return { terms, ...patternTerm(terms, source, 'the pattern') };
};

it('reads alternatives, options and counts', () => {
  const { terms, term } = read('^(?:a|bc?){1,2}$');
  expect(textsOf(terms, term).sort()).toEqual(
    ['a', 'aa', 'ab', 'abc', 'b', 'ba', 'bb', 'bbc', 'bc', 'bca', 'bcb', 'bcbc'].sort(),
  );
});

it('finds an expression without anchors anywhere in the text', () => {
  const { terms, term } = read('b');
  expect(accepts(terms, term, 'abc')).toBe(true);
  expect(accepts(terms, term, 'ac')).toBe(false);
});

it('writes characters as JSON does: quotes and controls escaped, others as UTF-8', () => {
  const { terms, term } = read('^["\\n\\x01é🎉]$');
  expect(textsOf(terms, term).sort()).toEqual(['\\"', '\\n', '\\u0001', 'é', '🎉'].sort());
});

it('counts characters, not bytes', () => {
  const { terms, term, least, most } = read('^.{2}$');
  expect([least, most]).toEqual([2, 2]);
  expect(accepts(terms, term, '日本')).toBe(true);
  expect(accepts(terms, term, '日')).toBe(false);
});

it('keeps lookahead behind the first anchor apart: the text must be in these languages too, or in none of them', () => {
  const { terms, all, none } = read('^(?=a)(?!ab).*$');
  expect(all.map((language) => accepts(terms, language, 'ac'))).toEqual([true]);
  expect(none.map((language) => accepts(terms, language, 'abc'))).toEqual([true]);
});

it('reads anchors wherever they stand', () => {
  const { terms, term } = read('^$|(^a|(?:b$))|(c)');
  const texts = ['', 'a', 'ax', 'xb', 'xcx', 'xa', 'bx', 'x'];
  expect(texts.filter((text) => accepts(terms, term, text))).toEqual(['', 'a', 'ax', 'xb', 'xcx']);
});

it('finds one of many words', () => {
  const { terms, term } = read(Array.from({ length: 40 }, (_, i) => `word${i}`).join('|'));
  expect(['word7', 'a word39', 'word'].map((text) => accepts(terms, term, text))).toEqual([true, true, false]);
});

// Each as JavaScript itself judges it.
it.each([
  ...[
    '^a(b$|c)',
    'x(^a|b)',
    '(?:^|x)b',
    'a(?:$|b)',
    '(^a)?b',
    '^(a$|^b|c)x?$',
    'a^b',
    'a*^b',
    '(a^b)+|x',
    '(a|^)(b|$)',
  ],
  ...['^((?!ab).)*$', '^(?:(?!a)(?!bb).)+$', 'a|b|x|ab|ax|ba|bx|xa', '^{a}', 'a]', '^(a|(b|^$))$', '(?:(?:^a)|b){1}x'],
])('%s', (source) => {
  const { terms, term, all, none } = read(source);
  const texts = ['', 'a', 'b', 'x', 'ab', 'ba', 'bx', 'ax', 'xa', 'xb', 'aab', 'abx', 'xab', 'xba', 'bbx', '{a}', 'a]'];
  const isMatched = (text: string) =>
    [term, ...all].every((one) => accepts(terms, one, text)) && !none.some((one) => accepts(terms, one, text));
  expect(texts.filter(isMatched)).toEqual(texts.filter((text) => new RegExp(source).test(text)));
});

it('passes over backslashes that mean nothing', () => {
  const { terms, term } = read('^\\%[\\<\\-]\\:\\-$');
  expect(textsOf(terms, term).sort()).toEqual(['%-:-', '%<:-']);
  expect(() => read('^\\y$')).toThrow('the pattern is no regular expression');
});

it.each([
  ['(a)\\1', "'\\1'"],
  ['\\bword', "'\\b'"],
  ['(?:a|b$)+', 'an anchor in what is repeated'],
  ['a(?=b)', "a group that begins with '(?='"],
  ['a{10001}', 'a repetition of 10001 (at most 10000)'],
])('refuses %s by its name', (source, reason) =>
  expect(() => read(source)).toThrow(`the pattern cannot be held: ${reason}`),
);
