// Masks against those of XGrammar, the engine of MLC, vLLM and SGLang, over the vocabulary of Mistral 7B: at each place
// of random answers the same tokens may come. On schemas of which both make the same language: XGrammar leaves digits
// unbounded, lets halves of surrogate pairs, bytes that are no UTF-8 and the 30th of February through, and has no escapes
// where strings have a length.
import { fileURLToPath } from 'node:url';
import type * as XGrammar from '@mlc-ai/web-xgrammar';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadXGrammar } from '../../bench/maskbench/xgrammar.ts';
import { GrammarCompiler } from '../../src/constraints/grammar-compiler.ts';
import { openVocabulary } from '../../src/text/open-vocabulary.ts';
import { tokenBytes } from '../../src/text/token-bytes.ts';
import { mulberry32 } from '../checkpoint/mulberry32.ts';
import { idsOf } from './random-answers.ts';

const vocabulary = await openVocabulary(
  fileURLToPath(new URL('../goldens/mistral-v1.tokenizer.model', import.meta.url)),
);
const tokens = tokenBytes(vocabulary);
const ours = new GrammarCompiler(tokens, { spacing: 'compact' });

const point = { type: 'object', properties: { x: { type: 'integer' }, y: { type: 'boolean' } }, required: ['x', 'y'] };

const schemas: Readonly<Record<string, object>> = {
  'given values': {
    enum: ['red', 'reddish', 'green "grün"', 'line\nbreak', 17, 170, -1.5, null, true, ['a', { b: 1 }]],
  },
  'a constant': { const: { deep: [1, 2, { three: 'four' }] } },
  'required and optional properties': {
    type: 'object',
    properties: { first: { type: 'boolean' }, fist: { type: 'null' }, second: { enum: ['a', 'b'] }, third: point },
    required: ['second'],
  },
  'optional properties alone': {
    type: 'object',
    properties: { a: { type: 'boolean' }, ab: { type: 'null' }, abc: { enum: [1, 2] } },
  },
  'an array of bounded length': { type: 'array', items: point, minItems: 1, maxItems: 3 },
  'a tuple': {
    type: 'array',
    prefixItems: [{ type: 'boolean' }, { type: 'null' }, { enum: ['x'] }],
    minItems: 3,
    maxItems: 3,
  },
  'integers in a range': {
    type: 'array',
    items: { type: 'integer', minimum: -87, maximum: 1234 },
    minItems: 2,
    maxItems: 6,
  },
  'integers below zero': { type: 'integer', minimum: -5000, maximum: -17 },
  'a large range': { type: 'integer', minimum: 99, maximum: 100_001 },
  alternatives: {
    anyOf: [{ enum: ['one', 'two'] }, point, { type: 'array', items: { type: 'null' } }, { type: 'boolean' }],
  },
  recursion: {
    $defs: {
      list: {
        type: 'object',
        properties: { head: { type: 'boolean' }, tail: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/list' }] } },
        required: ['head', 'tail'],
      },
    },
    $ref: '#/$defs/list',
  },
  'a pattern': { type: 'string', pattern: '^(?:[a-z]{2,5}-)?\\d+[xyz]?$' },
  'a pattern of a length': { type: 'string', pattern: '^[A-Za-z ]{3,8}$' },
  'a uuid': { type: 'string', format: 'uuid' },
  'free strings': {
    type: 'object',
    properties: { title: { type: 'string' }, text: { type: 'string' } },
    required: ['title', 'text'],
  },
};

/** The end, and tokens of text; not the bytes that never occur in UTF-8. */
function isCompared(id: number): boolean {
  return (
    id === vocabulary.eosId || (tokens[id] !== null && !/^<0x(?:C0|C1|F[5-F])>$/.test(vocabulary.pieces[id] ?? ''))
  );
}

/** Where the two part: within escapes, and within characters that are spelled in bytes. */
function isCommon(id: number): boolean {
  return id !== vocabulary.eosId && !/\\|^<0x[89A-F].>$/.test(vocabulary.pieces[id] ?? '');
}

let xgrammar: typeof XGrammar;
let compiler: XGrammar.GrammarCompiler;

beforeAll(async () => {
  xgrammar = loadXGrammar();
  const info = await xgrammar.TokenizerInfo.createTokenizerInfo(
    [...vocabulary.pieces],
    'byte_fallback',
    false,
    vocabulary.size,
    [vocabulary.eosId as number],
  );
  compiler = await xgrammar.GrammarCompiler.createGrammarCompiler(info);
});

describe('our masks are those of XGrammar', () => {
  it.each(Object.entries(schemas))('for %s', async (name, schema) => {
    const theirGrammar = await compiler.compileJSONSchema(JSON.stringify(schema), false, -1, [',', ':'], true);
    let nMasks = 0;
    for (let seed = 1; seed <= 4; seed++) {
      const random = mulberry32(seed);
      const theirs = await xgrammar.GrammarMatcher.createGrammarMatcher(theirGrammar);
      const state = ours.compile(
        { type: 'json_schema', schema },
        { maxTokens: 100_000, stopIds: [vocabulary.eosId as number] },
      );
      let text = '';
      for (let place = 0; place < 25 && !state.isComplete; place++) {
        const allowed = idsOf(state.allowed()).filter(isCompared);
        const expected = idsOf(new Uint32Array(await theirs.getNextTokenBitmask())).filter(isCompared);
        const show = (ids: number[]) => ids.slice(0, 20).map((id) => vocabulary.pieces[id]);
        const [ourSet, theirSet] = [new Set(allowed), new Set(expected)];
        const missing = expected.filter((id) => !ourSet.has(id));
        const added = allowed.filter((id) => !theirSet.has(id));
        expect({ text, missing: show(missing), added: show(added) }).toEqual({ text, missing: [], added: [] });
        nMasks++;
        const choices = allowed.filter(isCommon);
        const id = choices[Math.floor(random() * choices.length)];
        if (id === undefined) break;
        expect(theirs.acceptToken(id)).toBe(true);
        state.accept(id);
        text += vocabulary.pieces[id];
      }
      theirs.dispose();
    }
    expect(nMasks, name).toBeGreaterThan(5);
  });
});
