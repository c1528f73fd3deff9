// Our reading of a tokenizer.json compared with Hugging Face's own, on the golden strings and on random ones.
import { readFileSync } from 'node:fs';
import { Tokenizer as TheirTokenizer } from '@huggingface/tokenizers';
import { beforeAll, expect, it } from 'vitest';
import { JsonObject } from '../../src/checkpoint/json-file.ts';
import { openVocabulary } from '../../src/text/open-vocabulary.ts';
import { Tokenizer } from '../../src/text/tokenizer.ts';
import { partsFromTokenizerJson } from '../../src/text/tokenizer-json.ts';
import { Vocabulary } from '../../src/text/vocabulary.ts';
import { goldenFile } from '../model/golden.ts';
import { mulberry32 } from './mulberry32.ts';
import { tokenizerJsonOf } from './tokenizer-json.ts';

let ours: Tokenizer;
let theirs: TheirTokenizer;
beforeAll(async () => {
  const json = tokenizerJsonOf(await openVocabulary(goldenFile('mistral-v1.tokenizer.model')), 'apart');
  ours = new Tokenizer(new Vocabulary(partsFromTokenizerJson(new JsonObject('tokenizer.json', json))));
  theirs = new TheirTokenizer(json, {});
});

function expectEqualIds(texts: readonly string[]): void {
  for (const text of texts) {
    expect(ours.encode(text), JSON.stringify(text)).toEqual(theirs.encode(text, { add_special_tokens: false }).ids);
  }
}

it('gives their ids for the golden strings', () => {
  const { strings }: { strings: { text: string }[] } = JSON.parse(
    readFileSync(goldenFile('mistral-v1.tokenizer.golden.json'), 'utf8'),
  );
  // They make control ids from the words of control pieces, which we never do.
  const texts = strings.map(({ text }) => text).filter((text) => !/<s>|<\/s>|<unk>/.test(text));
  expect(texts.length).toBeGreaterThan(240);
  expectEqualIds(texts);
});

it('gives their ids for 1,000 random strings', () => {
  const random = mulberry32(32_000);
  const below = (n: number) => Math.floor(random() * n);
  const parts = [
    ' ',
    '  ',
    '\n',
    '\t',
    'the',
    'ing',
    'tion',
    'é',
    'ß',
    'Ж',
    '日本',
    '語',
    '😀',
    '▁',
    '{',
    '}',
    '==',
    '0',
    '19',
    'A',
  ];
  const letter = () => String.fromCharCode(97 + below(26));
  const part = () => (below(2) === 0 ? letter() : (parts[below(parts.length)] ?? ''));
  expectEqualIds(Array.from({ length: 1000 }, () => Array.from({ length: below(40) }, part).join('')));
});

it('gives their ids for runs of spaces', () => {
  expectEqualIds(Array.from({ length: 70 }, (_, n) => ' '.repeat(n)));
});
