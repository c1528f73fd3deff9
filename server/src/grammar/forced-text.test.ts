// Text that a grammar leaves no choice about, over small vocabularies.
import { expect, it } from 'vitest';
import { buildGrammar } from '../constraints/build-grammar.ts';
import { TokenGrammar } from './token-grammar.ts';
import { TokenSet } from './token-set.ts';

const encoder = new TextEncoder();

/** The forced text behind another, and how much of it is certain with these tokens beside the single bytes. */
function forcedBehind(before: string, schema: unknown, pieces: readonly string[] = []) {
  const bytes = Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte));
  const tokens = new TokenSet([...bytes, ...pieces.map((piece) => encoder.encode(piece))]);
  const { writable } = tokens.trie;
  const grammar = new TokenGrammar(
    tokens,
    buildGrammar({ type: 'json_schema', schema }, { writable, spacing: 'free' }),
  );
  let state = grammar.start;
  for (const byte of encoder.encode(before)) {
    const next = grammar.next(state, byte);
    if (!next) throw new Error(`${before} does not fit`);
    state = next;
  }
  const { bytes: found, states } = grammar.forced.behind(state);
  const text = Uint8Array.from(found);
  const end = states.at(-1);
  return { text: Buffer.from(text).toString(), nCertain: end ? grammar.forced.nCertain(text, end) : 0 };
}

const nested = { properties: { name: { properties: { b: { type: 'string' } }, required: ['b'] } }, required: ['name'] };
const object = { type: 'object', ...nested };

it.each([
  ['the name of a property, up to where a space may come', '{"', object, 'name":'],
  ['nothing where there is a choice', '{', object, ''],
  ['the rest of an enum, once it is told from the others', '"ra', { enum: ['rain', 'sun'] }, 'in"'],
  ['as much as its values have in common', '"', { enum: ['rain', 'rainbow'] }, 'rain'],
  ['not the end of an answer that may go on', '1', { type: 'integer' }, ''],
  ['half a character that several share', '"', { enum: ['é', 'è'] }, '\ufffd'],
])('%s', (_, before, schema, expected) => {
  expect(forcedBehind(before, schema).text).toBe(expected);
});

it.each([
  ['all of it, where no token reaches beyond it', [], 6],
  ['all of it, where what a token would write beyond it may not come', ['":x', '":12'], 6],
  ['what is in front of a token that reaches beyond it', ['":', '":{"'], 4],
  ['what is in front of the first of such tokens', ['e":  {', 'me": {'], 2],
])('is certain: %s', (_, pieces, expected) => {
  const schema = { ...object, properties: { name: { type: 'object', additionalProperties: false } } };
  expect(forcedBehind('{"', expected === 4 ? object : schema, pieces).nCertain).toBe(expected);
});

it('ends at a length, so that a long text takes several runs', () => {
  const { text } = forcedBehind('"', { const: 'x'.repeat(2000) });
  expect(text).toBe('x'.repeat(512));
});
