// Folders without a tokenizer.json: Mistral's tekken.json beside the ids of Mistral's own package, and vocab.json with
// merges.txt beside those of Hugging Face's tokenizers. Broken ones are refused by name.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Detokenizer } from '../../src/text/detokenizer.ts';
import { openVocabulary } from '../../src/text/open-vocabulary.ts';
import { chooseTemplate } from '../../src/text/templates/choose.ts';
import { Tokenizer } from '../../src/text/tokenizer.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../goldens/bpe/${name}`, import.meta.url), 'utf8'));
const golden: { strings: string[]; families: Record<string, { file: { added_tokens: Added[] }; ids: number[][] }> } =
  read('ids.golden.json');
const { vocab, merges }: { vocab: Record<string, number>; merges: [string, string][] } = read('vocabulary.json').bytes;
const tekken: { config: object; tokens: string[]; specials: string[]; ids: number[][] } = read('tekken.golden.json');

interface Added {
  readonly id: number;
  readonly content: string;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'folder-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, value: object | string) =>
  writeFileSync(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value));

async function idsOf(texts: readonly string[]): Promise<number[][]> {
  const tokenizer = new Tokenizer(await openVocabulary(folder));
  return texts.map((text) => tokenizer.encode(text));
}

describe('tekken.json', () => {
  const vocabOf = (tokens: readonly string[]) => tokens.map((token_bytes, rank) => ({ rank, token_bytes }));
  const file = { config: tekken.config, vocab: vocabOf(tekken.tokens) };

  it("gives the ids of Mistral's own package, and the texts back", async () => {
    write('tekken.json', file);
    expect(await idsOf(golden.strings)).toEqual(tekken.ids);
    const vocabulary = await openVocabulary(folder);
    expect(vocabulary.pieces.slice(0, 20)).toEqual(tekken.specials);
    expect([vocabulary.size, vocabulary.bosId, vocabulary.eosId, vocabulary.addBos]).toEqual([1220, 1, 2, true]);
    for (const [i, text] of golden.strings.entries()) {
      const detokenizer = new Detokenizer(vocabulary, { stripLeadingSpace: false });
      const back = (tekken.ids[i] as number[]).map((id) => detokenizer.push(id)).join('') + detokenizer.end();
      expect(back).toBe(text);
    }
  });

  it('is asked with the template of its own version, where the folder has none', async () => {
    const specials = ['<unk>', '<s>', '</s>', '[INST]', '[/INST]'].map((token_str, rank) => ({ rank, token_str }));
    write('tekken.json', { ...file, special_tokens: specials });
    const vocabulary = await openVocabulary(folder);
    expect(vocabulary.pieces.slice(4, 7)).toEqual(['[/INST]', '<SPECIAL_5>', '<SPECIAL_6>']);
    expect(chooseTemplate(vocabulary, { names: ['model'] }).name).toBe('mistral-v3');
  });

  const config = (changes: object) => ({ ...file, config: { ...tekken.config, ...changes } });
  it.each<[string, object]>([
    ['"config.pattern": expected a regular expression', config({ pattern: null })],
    ['"config.default_vocab_size": expected a number', config({ default_vocab_size: 'many' })],
    ['expected 1980 ranks, 256 or more of them, found 1203', config({ default_vocab_size: 2000 })],
    ['expected up to', config({ default_vocab_size: 1e9 })],
    ['"special_tokens": expected a list', config({ version: 'v11' })],
    [
      '"vocab[9].rank": expected each rank once',
      { ...file, vocab: [...file.vocab, file.vocab[8]].toSpliced(9, 1, { ...file.vocab[9], rank: 8 } as never) },
    ],
    [
      '"vocab[3].token_bytes": expected bytes in base64',
      { ...file, vocab: file.vocab.toSpliced(3, 1, { rank: 3 } as never) },
    ],
    [
      'special token "x": expected a rank below 20, found 20',
      { ...file, special_tokens: [{ rank: 20, token_str: 'x' }] },
    ],
  ])('is refused: %s', async (words, broken) => {
    write('tekken.json', broken);
    await expect(openVocabulary(folder)).rejects.toThrow(words);
  });
});

describe('vocab.json and merges.txt', () => {
  const mergesText = ['#version: 0.2', ...merges.map((pair) => pair.join(' ')), ''].join('\n');
  const decoderOf = (family: string) =>
    Object.fromEntries((golden.families[family]?.file.added_tokens ?? []).map(({ id, ...token }) => [id, token]));

  it.each([
    ['gpt-2', { tokenizer_class: 'GPT2Tokenizer' }, {}],
    ['roberta', { tokenizer_class: 'GPT2TokenizerFast', add_prefix_space: true }, {}],
    ['qwen2', { tokenizer_class: 'Qwen2Tokenizer' }, {}],
    ['qwen2', {}, { model_type: 'qwen2' }],
  ])('cut text as %s does: %j', async (family, tokenizer, model) => {
    write('vocab.json', vocab);
    write('merges.txt', mergesText);
    write('tokenizer_config.json', { ...tokenizer, added_tokens_decoder: decoderOf(family) });
    write('config.json', model);
    expect(await idsOf(golden.strings)).toEqual(golden.families[family]?.ids);
  });

  it('make control pieces of the special ones, which text never becomes', async () => {
    write('vocab.json', { ...vocab, '<|endoftext|>': Object.keys(vocab).length });
    write('merges.txt', mergesText.replaceAll('\n', '\r\n'));
    write('tokenizer_config.json', { tokenizer_class: 'GPT2Tokenizer', eos_token: '<|endoftext|>' });
    const vocabulary = await openVocabulary(folder);
    expect(vocabulary.eosId).toBe(vocabulary.controlId('<|endoftext|>'));
    expect(new Tokenizer(vocabulary).encode('<|endoftext|>')).not.toContain(vocabulary.eosId);
  });

  it.each([
    ['tokenizer_class', {}, mergesText],
    ['found "T5Tokenizer"', { tokenizer_class: 'T5Tokenizer' }, mergesText],
    ['save_pretrained', { tokenizer_class: 'toString' }, mergesText],
    ['merge 0', { tokenizer_class: 'GPT2Tokenizer' }, 'one\n'],
  ])('are refused: %s', async (words, tokenizer, text) => {
    write('vocab.json', vocab);
    write('merges.txt', text);
    write('tokenizer_config.json', tokenizer);
    await expect(openVocabulary(folder)).rejects.toThrow(words);
  });

  it('are no tokenizer without each other', async () => {
    write('vocab.json', vocab);
    write('config.json', {});
    await expect(openVocabulary(folder)).rejects.toThrow('vocab.json');
  });
});
