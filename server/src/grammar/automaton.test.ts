// How a grammar is followed byte by byte.
import { expect, it } from 'vitest';
import { accepts, newTerms, textsOf } from '../../test/grammar/language.ts';
import { Automaton } from './automaton.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

it('follows several alternatives at once, until a byte tells them apart', () => {
  const terms = newTerms();
  const automaton = new Automaton(terms, terms.alt(terms.literal('abc'), terms.literal('abd')));
  const behindAb = automaton.run(automaton.start, bytesOf('ab'));
  const next = behindAb && automaton.rowOf(behindAb).all.flatMap((state, byte) => (state ? [byte] : []));
  expect(next).toEqual([0x63, 0x64]);
});

it('knows where a text may end, and the fewest bytes that end it', () => {
  const terms = newTerms();
  const automaton = new Automaton(terms, terms.seq(terms.literal('a'), terms.optional(terms.literal('bcd'))));
  const { start } = automaton;
  const behindAb = automaton.run(start, bytesOf('ab'));
  expect(start).toMatchObject({ accepts: false, cost: 1 });
  expect(automaton.run(start, bytesOf('a'))).toMatchObject({ accepts: true, cost: 0 });
  expect(behindAb).toMatchObject({ accepts: false, cost: 2 });
});

it('counts repetitions', () => {
  const terms = newTerms();
  expect(textsOf(terms, terms.repeat(terms.literal('ab'), 1, 3))).toEqual(['ab', 'abab', 'ababab']);
});

it('follows rules that refer to themselves', () => {
  const terms = newTerms();
  const rule = terms.rule();
  rule.body = terms.alt(terms.literal('x'), terms.seq(terms.literal('('), terms.ref(rule), terms.literal(')')));
  terms.finish();
  const nested = terms.ref(rule);
  expect(textsOf(terms, nested, 3)).toEqual(['x', '(x)', '((x))']);
  expect(accepts(terms, nested, '((x)')).toBe(false);
});

it('comes back to the same state, so that what is known of it serves again', () => {
  const terms = newTerms();
  const automaton = new Automaton(terms, terms.seq(terms.repeat(terms.bytes(0x61, 0x7a)), terms.literal('!')));
  expect(automaton.run(automaton.start, bytesOf('any'))).toBe(automaton.run(automaton.start, bytesOf('other')));
});
