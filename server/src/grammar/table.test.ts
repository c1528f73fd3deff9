// Languages that no single term describes: texts in several languages at once, in none of others, and of a length.
import { describe, expect, it } from 'vitest';
import { accepts, newTerms, textsOf } from '../../test/grammar/language.ts';
import { Tables } from './table.ts';
import { characterTerm } from './utf8.ts';

const terms = newTerms();
const letters = characterTerm(terms, [0x61, 0x63]); // a to c
const anything = terms.repeat(characterTerm(terms, [0x20, 0x10ffff]));
const word = (text: string) => terms.literal(text);
const containing = (text: string) => terms.seq(anything, word(text), anything);
const tables = () => new Tables(terms, characterTerm(terms, [0x20, 0x10ffff]));
const what = "'pattern' at '#'";

describe('an intersection', () => {
  it('has the texts that are in every language', () => {
    const both = tables().intersection({ all: [terms.repeat(letters, 0, 2), containing('a')] }, what);
    expect(textsOf(terms, both).sort()).toEqual(['a', 'aa', 'ab', 'ac', 'ba', 'ca']);
  });

  it('has none of the texts of the languages that are excluded', () => {
    const rest = tables().intersection({ all: [letters], none: [word('b')] }, what);
    expect(textsOf(terms, rest)).toEqual(['a', 'c']);
  });

  it('leaves out texts that are taken, and only whole ones', () => {
    const taken = ['b', 'cc', 'x', 'aé'];
    const rest = tables().intersection({ all: [terms.repeat(letters, 1, 2)], none: [containing('ab')], taken }, what);
    expect(textsOf(terms, rest).sort()).toEqual(['a', 'aa', 'ac', 'ba', 'bb', 'bc', 'c', 'ca', 'cb']);
    const none = tables().intersection({ all: [letters], taken: ['c', 'a', 'b'] }, what);
    expect(none).toBe(terms.never);
  });

  it('counts characters, not bytes', () => {
    const short = tables().intersection({ all: [anything], maxLength: 2 }, what);
    expect(accepts(terms, short, '日本')).toBe(true);
    expect(accepts(terms, short, 'abc')).toBe(false);
  });

  it('is `never` where no text is in all of them, or none is short enough', () => {
    expect(tables().intersection({ all: [word('a'), word('b')] }, what)).toBe(terms.never);
    expect(tables().intersection({ all: [word('abc')], maxLength: 2 }, what)).toBe(terms.never);
  });

  it('has no dead ends: every text that it begins can be finished', () => {
    // Of words of two letters only those whose second one is `c` are left, so none begins with a letter and ends there.
    const ends = tables().intersection({ all: [terms.repeat(letters, 2, 2), terms.seq(anything, word('c'))] }, what);
    expect(textsOf(terms, ends)).toEqual(['ac', 'bc', 'cc']);
    expect(ends).toMatchObject({ kind: 'table', cost: 2 });
  });
});
