// Masks are put together from prepared parts; here each is compared with what every token alone leads to.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { idsOf } from '../../test/grammar/random-answers.ts';
import { buildGrammar } from '../constraints/build-grammar.ts';
import { openVocabulary } from '../text/open-vocabulary.ts';
import { tokenBytes } from '../text/token-bytes.ts';
import type { State } from './states.ts';
import { TokenGrammar } from './token-grammar.ts';
import { TokenSet } from './token-set.ts';

const mistral = fileURLToPath(new URL('../../test/goldens/mistral-v1.tokenizer.model', import.meta.url));
const tokens = new TokenSet(tokenBytes(await openVocabulary(mistral)));

/** The grammar of a schema, and its state behind a text. */
function at(schema: unknown, text: string): { grammar: TokenGrammar; state: State } {
  const constraint = { type: 'json_schema' as const, schema };
  const settings = { writable: tokens.trie.writable, spacing: 'compact' as const };
  const grammar = new TokenGrammar(tokens, buildGrammar(constraint, settings));
  let state = grammar.start;
  for (const byte of new TextEncoder().encode(text)) {
    const next = grammar.next(
      state,
      tokens.bytes.findIndex((bytes) => bytes?.length === 1 && bytes[0] === byte),
    );
    if (!next) throw new Error(`${text} does not fit`);
    state = next;
  }
  return { grammar, state };
}

const text = (more: object = {}) => ({ type: 'string', ...more });

const named = (n: object) => ({ properties: { n }, required: ['n'] });

describe('a mask has the tokens that may come, and no others', () => {
  it.each<[string, unknown, string]>([
    ['in a string', text(), '"a'],
    ['within a character', text(), '"\\u00'],
    ['behind half a surrogate pair', text(), '"\\ud83d'],
    ['in a string of at least some length', text({ minLength: 50 }), '"a'],
    ['in a string that may still be long', text({ maxLength: 500 }), '"a'],
    ['close to the end of a string', text({ maxLength: 20 }), '"aaaaaaaaaaaa'],
    ['at the last character of a string', text({ maxLength: 2 }), '"a'],
    ['close to both limits', text({ minLength: 4, maxLength: 6 }), '"aa'],
    ['of a pattern that takes any text', text({ pattern: '^\\S.*$' }), '"a'],
    ['of a pattern that takes any text, up to a length', text({ pattern: '^\\S.*x$', maxLength: 9 }), '"a'],
    ['of a long pattern', text({ pattern: '^\\S.*x$', maxLength: 300 }), '"a'],
    ['of a pattern that takes some text', text({ pattern: '^[a-z ]*$', maxLength: 300 }), '"a'],
    ['of a name that is none of the declared ones', { properties: { labels: {} }, additionalProperties: true }, '{"la'],
    ['of strings of different kinds', { anyOf: [text({ maxLength: 5 }), { const: 'a longer text' }] }, '"a '],
    ['of strings of different lengths', { anyOf: [text({ maxLength: 5 }), text({ minLength: 40 })] }, '"a '],
    ['of text behind text', text({ pattern: '^[^"]{0,3}[a-z]*$' }), '"a'],
    ['of a name beside declared ones', { properties: { labels: {}, la: {} }, additionalProperties: true }, '{"'],
    ['of text with quotes in it', text({ pattern: '^(a|"|\\\\)*$' }), '"a\\'],
    [
      'of strings with different ends',
      { anyOf: [named(text()), { ...named({ const: 'ab' }), maxProperties: 1 }] },
      '{"n":"a',
    ],
    ['right behind a string that may go on', text({ pattern: '^a(?:b|\\d+)?$' }), '"a'],
    ['outside of strings', { items: { type: 'integer' } }, '[1'],
  ])('%s', (_, schema, before) => {
    const { grammar, state } = at(schema, before);
    const { bits, needed } = grammar.fitting(state);
    const expected: number[] = [];
    let most = 0;
    for (let id = 0; id < tokens.bytes.length; id++) {
      const next = grammar.next(state, id);
      if (!next || next.cost === Infinity) continue;
      expected.push(id);
      most = Math.max(most, next.cost);
    }
    expect(most).toBeLessThanOrEqual(needed);
    expect(idsOf(bits)).toEqual(expected);
  });
});

it('a kind of string that another schema had is known', () => {
  const work = (schema: unknown) => {
    const { grammar, state } = at(schema, '{"n":"a');
    const before = grammar.nSteps;
    grammar.fitting(state);
    return grammar.nSteps - before;
  };
  const kind = text({ pattern: '^[a-f]*[g-k]+$' });
  const first = work(named(kind));
  const second = work({ ...named(kind), minProperties: 2, additionalProperties: { type: 'null' } });
  expect(second).toBeLessThan(first / 3);
});
