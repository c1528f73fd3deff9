import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TokenizerJson, tokenizerJsonOf } from '../../test/checkpoint/tokenizer-json.ts';
import { openVocabulary } from './open-vocabulary.ts';
import { Tokenizer } from './tokenizer.ts';
import { type Vocabulary, VocabularyError } from './vocabulary.ts';

const file = (name: string) => fileURLToPath(new URL(`../../test/goldens/${name}`, import.meta.url));
const golden: { strings: { text: string; ids: number[]; ids_v3: number[] }[]; decode: { ids: number[] }[] } =
  JSON.parse(readFileSync(file('mistral-v1.tokenizer.golden.json'), 'utf8'));

const folder = mkdtempSync(join(tmpdir(), 'tokenizer-json-'));
afterAll(() => rm(folder, { recursive: true }));

let v1: Vocabulary;
let v3: Vocabulary;
let small: Vocabulary; // 512 pieces, for what is refused
beforeAll(async () => {
  v1 = await openVocabulary(file('mistral-v1.tokenizer.model'));
  v3 = await openVocabulary(file('mistral-v3.tokenizer.model'));
  small = await openVocabulary(file('tiny-mistral-swa/tokenizer.model'));
});

function opened(content: object): Promise<Vocabulary> {
  const path = join(folder, 'tokenizer.json');
  writeFileSync(path, JSON.stringify(content));
  return openVocabulary(path);
}

describe('a tokenizer.json gives the ids of the tokenizer.model it was made from', () => {
  const metaspace = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'first', split: false };
  const forms: [string, (json: TokenizerJson) => object][] = [
    ['with normalizers', (json) => json],
    ['with a Metaspace', (json) => ({ ...json, normalizer: null, pre_tokenizer: metaspace })],
    [
      'with merges written as text',
      (json) => ({ ...json, model: { ...json.model, merges: json.model.merges.map((pair) => pair.join(' ')) } }),
    ],
  ];
  it.each(forms)('%s', async (_, form) => {
    const spm = new Tokenizer(v1);
    const tokenizer = new Tokenizer(await opened(form(tokenizerJsonOf(v1, 'apart'))));
    for (const { text, ids } of golden.strings) expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids);
    for (const { ids } of golden.decode) expect(tokenizer.decode(ids)).toBe(spm.decode(ids));
  });

  it('in the order that the newer converter has among equal scores', async () => {
    const tokenizer = new Tokenizer(await opened(tokenizerJsonOf(v1, 'mixed')));
    for (const { text, ids } of golden.strings) expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids);
    const spm = new Tokenizer(v1);
    for (let n = 0; n < 70; n++) expect(tokenizer.encode(' '.repeat(n))).toEqual(spm.encode(' '.repeat(n)));
  });

  it('for version 3 as well, its control pieces being added tokens', async () => {
    const vocabulary = await opened(tokenizerJsonOf(v3, 'apart'));
    const tokenizer = new Tokenizer(vocabulary);
    for (const { text, ids_v3 } of golden.strings) expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids_v3);
    expect(vocabulary.kinds).toEqual(v3.kinds);
    expect(vocabulary).toMatchObject({ bosId: 1, eosId: 2, unkId: 0, addSpacePrefix: true, byteIds: v3.byteIds });
  });

  it('without a space before the text where no rule puts one', async () => {
    const replace = { type: 'Replace', pattern: { String: ' ' }, content: '▁' };
    expect((await opened({ ...tokenizerJsonOf(small, 'apart'), normalizer: replace })).addSpacePrefix).toBe(false);
    const never = { type: 'Metaspace', replacement: '▁', prepend_scheme: 'never', split: false };
    const vocabulary = await opened({ ...tokenizerJsonOf(small, 'apart'), normalizer: null, pre_tokenizer: never });
    expect(vocabulary.addSpacePrefix).toBe(false);
  });
});

describe('a tokenizer.json of another kind', () => {
  const model = (changes: Record<string, unknown>) => (json: TokenizerJson) => {
    Object.assign(json.model, changes);
  };
  const cases: [string, string | RegExp, (json: TokenizerJson) => void][] = [
    ['is WordPiece', 'a "model" of type "BPE", found "WordPiece"', model({ type: 'WordPiece' })],
    ['has no byte fallback', '"model.byte_fallback": expected true', model({ byte_fallback: false })],
    ['ignores merges', '"model.ignore_merges": expected false, found true', model({ ignore_merges: true })],
    [
      'marks the ends of words',
      '"model.end_of_word_suffix": expected null, found "</w>"',
      model({ end_of_word_suffix: '</w>' }),
    ],
    ['drops merges by chance', '"model.dropout": expected null, found 0.1', model({ dropout: 0.1 })],
    ['has no pieces', '"model.vocab": expected an object, found nothing', model({ vocab: null })],
    ['has no merges', '"model.merges": expected an array, found nothing', model({ merges: null })],
    [
      'has half a merge',
      'merge 0: expected two pieces, found an array',
      (json) => json.model.merges.unshift(['a'] as never),
    ],
    [
      'merges what is no piece',
      'merge 0: "q" and "Ж" are no two pieces',
      (json) => json.model.merges.unshift(['q', 'Ж']),
    ],
    [
      'has a merge twice',
      'are listed twice',
      (json) => json.model.merges.push(json.model.merges[0] as [string, string]),
    ],
    [
      'has one way only to make a piece',
      /the merges have \d of \d ways to make ".+": not a SentencePiece vocabulary/,
      (json) => {
        const made = new Set<string>();
        json.model.merges = json.model.merges.filter((pair) => made.size < made.add(pair.join('')).size);
      },
    ],
    [
      'has an id beyond all',
      'piece "x": expected an id from 0 to',
      (json) => json.added_tokens.push({ content: 'x', id: 2 ** 21 }),
    ],
    ['has an id twice', 'have the same id, 5', (json) => json.added_tokens.push({ content: 'x', id: 5 })],
    [
      'has tokens that take spaces with them',
      '"added_tokens[3].lstrip": expected false, found true',
      (json) => json.added_tokens.push({ content: 'x', id: 512, lstrip: true }),
    ],
    [
      'changes the text first',
      '"normalizer.type": expected "Prepend" of ▁, or "Replace" of spaces by ▁, found "NFKC"',
      (json) => {
        json.normalizer = { type: 'NFKC' };
      },
    ],
    [
      'leaves spaces alone',
      'expected spaces to become ▁',
      (json) => {
        json.normalizer = null;
      },
    ],
    [
      'cuts the text into words first',
      '"pre_tokenizer.split": expected false',
      (json) => {
        json.pre_tokenizer = { type: 'Metaspace', replacement: '▁', split: true };
      },
    ],
    [
      'cuts at white space',
      '"pre_tokenizer.type": expected "Split", "Digits", "Punctuation" or "ByteLevel", found "Whitespace"',
      (json) => {
        json.pre_tokenizer = { type: 'Whitespace' };
      },
    ],
  ];
  it.each(cases)('that %s is refused', async (_, words, change) => {
    const json = tokenizerJsonOf(small, 'apart');
    change(json);
    await expect(opened(json)).rejects.toThrow(words);
    await expect(opened(json)).rejects.toThrow(join(folder, 'tokenizer.json'));
  });

  it('with tokens added behind the pieces is read, the special ones as control pieces', async () => {
    const json = tokenizerJsonOf(small, 'apart');
    json.added_tokens.push(
      { id: 512, content: '<|im_start|>', special: true },
      { id: 513, content: '<note>', special: false },
    );
    const vocabulary = await opened(json);
    expect(vocabulary.kinds.slice(512)).toEqual(['control', 'user-defined']);
    const ids = new Tokenizer(vocabulary).encode('<|im_start|> a <note>');
    expect([ids.includes(512), ids.includes(513)]).toEqual([false, true]);
  });

  it('with a gap between its ids has ids without a piece', async () => {
    const json = tokenizerJsonOf(small, 'apart');
    json.added_tokens.push({ id: 514, content: '<note>', special: false });
    expect(await opened(json)).toMatchObject({ size: 515, absentIds: [512, 513] });
  });

  it('without a model is refused', async () => {
    await expect(opened({ model: 7 })).rejects.toThrow('"model": expected an object, found 7');
    await expect(opened({})).rejects.toThrow(VocabularyError);
  });
});
