// BPE by lists of merges compared with Hugging Face's tokenizers (Rust): each family's way to cut a text, read from a
// `tokenizer.json` and from GGUF metadata, over two small vocabularies.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MetadataValue } from '../../src/checkpoint/checkpoint.ts';
import { JsonObject } from '../../src/checkpoint/json-file.ts';
import { Detokenizer } from '../../src/text/detokenizer.ts';
import { vocabularyFromGguf } from '../../src/text/gguf-vocabulary.ts';
import { tokenBytes } from '../../src/text/token-bytes.ts';
import { Tokenizer } from '../../src/text/tokenizer.ts';
import { partsFromTokenizerJson } from '../../src/text/tokenizer-json.ts';
import { Vocabulary } from '../../src/text/vocabulary.ts';

interface Model {
  readonly vocab: Readonly<Record<string, number>>;
  readonly merges: readonly (readonly [string, string])[];
}

interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special: boolean;
}

interface Family {
  readonly gguf: string | null;
  readonly model: 'bytes' | 'characters';
  readonly ignoreMerges: boolean;
  readonly file: { readonly added_tokens: readonly AddedToken[] };
  readonly ids: readonly (readonly number[])[];
  readonly decoded?: readonly { readonly ids: readonly number[]; readonly text: string }[];
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../goldens/bpe/${name}`, import.meta.url), 'utf8'));
const models: Readonly<Record<Family['model'], Model>> = read('vocabulary.json');
const golden: { strings: readonly string[]; families: Readonly<Record<string, Family>> } = read('ids.golden.json');
/** Texts with added tokens that have flags, which take spaces with them. */
const flagged = /<[lr]>|word|ớ!|o\u031b\u0301!/;
const families = Object.entries(golden.families);
/** Of GGUF files of these vocabularies: ids as a text with spaces between, for each of the strings. */
const ofLlamaCpp: { strings: readonly number[]; ids: Readonly<Record<string, readonly string[]>> } =
  read('llama-cpp.golden.json');

function fromJson({ model, ignoreMerges, file }: Family): Vocabulary {
  const json = { ...file, model: { ...models[model], ignore_merges: ignoreMerges } };
  return new Vocabulary(partsFromTokenizerJson(new JsonObject('tokenizer.json', json)));
}

/** The same vocabulary as GGUF writes it, which has no flags for added tokens. */
function fromGguf({ model, file }: Family, pre: string): Vocabulary {
  const { vocab, merges } = models[model];
  const tokens = Object.keys(vocab).sort((a, b) => (vocab[a] as number) - (vocab[b] as number));
  const types: number[] = tokens.map(() => 1);
  for (const { id, content, special } of file.added_tokens) {
    tokens[id] = content;
    types[id] = special ? 3 : 4;
  }
  const entries: [string, MetadataValue][] = [
    ['model', 'gpt2'],
    ['pre', pre],
    ['tokens', tokens],
    ['token_type', types],
    ['merges', merges.map((pair) => pair.join(' '))],
  ];
  return vocabularyFromGguf(new Map(entries.map(([key, value]) => [`tokenizer.ggml.${key}`, value])));
}

function expectTheirIds(tokenizer: Tokenizer, { ids }: Family, isAsked: (text: string) => boolean = () => true): void {
  let nAsked = 0;
  for (const [i, text] of golden.strings.entries()) {
    if (!isAsked(text)) continue;
    nAsked++;
    expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(ids[i]);
  }
  expect(nAsked).toBeGreaterThan(100);
}

describe('the ids of Hugging Face', () => {
  it.each(families)('as %s cuts text', (_, family) => expectTheirIds(new Tokenizer(fromJson(family)), family));

  it.each(families.flatMap(([name, { gguf }]) => (gguf === null ? [] : [[name, gguf] as const])))(
    'as %s is named in GGUF files',
    (name, gguf) => {
      const family = golden.families[name] as Family;
      // Without flags these are other tokens.
      expectTheirIds(new Tokenizer(fromGguf(family, gguf)), family, (text) => !flagged.test(text));
    },
  );
});

it.each(Object.entries(ofLlamaCpp.ids))('the ids of llama.cpp, as %s is named in GGUF files', (pre, ids) => {
  const family = families.find(([, { gguf }]) => gguf === pre)?.[1] as Family;
  const tokenizer = new Tokenizer(fromGguf(family, pre));
  const texts = ofLlamaCpp.strings.map((i) => golden.strings[i] as string);
  expect(texts.length).toBeGreaterThan(100);
  for (const [i, text] of texts.entries()) {
    expect(tokenizer.encode(text).join(' '), JSON.stringify(text)).toBe(ids[i]);
  }
});

describe('the texts of Hugging Face', () => {
  it.each(families.filter(([, { decoded }]) => decoded))('for the ids of %s, whole and one at a time', (_, family) => {
    const vocabulary = fromJson(family);
    const tokenizer = new Tokenizer(vocabulary);
    for (const { ids, text } of family.decoded ?? []) {
      expect(tokenizer.decode(ids), JSON.stringify(ids)).toBe(text);
      const detokenizer = new Detokenizer(vocabulary);
      const pieces = [...ids.map((id) => detokenizer.push(id)), detokenizer.end()];
      // What has been given is never taken back, and no character is given in halves.
      expect(pieces.join('')).toBe(text);
      for (const piece of pieces) expect(piece).not.toMatch(/\p{Surrogate}/u);
    }
  });

  it('are the bytes of the tokens, which grammars ask for', () => {
    const vocabulary = fromJson(golden.families['llama-3'] as Family);
    const bytes = tokenBytes(vocabulary);
    const tokenizer = new Tokenizer(vocabulary);
    for (const text of golden.strings.filter((one) => !flagged.test(one))) {
      const written = tokenizer.encode(text).flatMap((id) => [...(bytes[id] as Uint8Array)]);
      expect(Buffer.from(written).toString('utf8')).toBe(text);
    }
  });
});

describe('a GGUF file', () => {
  const family = golden.families.dbrx as Family;

  it('that names an unknown way to cut text is refused by that name', () => {
    expect(() => fromGguf(family, 'unheard-of')).toThrow(
      '"tokenizer.ggml.pre" is "unheard-of", which is not supported',
    );
  });

  it('that names none says what that may cost', () => {
    expect(fromGguf(family, 'default').notices.join()).toContain('does not say how its vocabulary cuts text');
  });

  it('takes whole pieces without merging where its way to cut text says so', () => {
    expect(['llama-bpe', 'qwen2'].map((pre) => fromGguf(family, pre).rules?.ignoreMerges)).toEqual([true, false]);
  });
});
