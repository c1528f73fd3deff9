import { describe, expect, it } from 'vitest';
import type { MetadataValue } from '../checkpoint/checkpoint.ts';
import { vocabularyFromGguf } from './gguf-vocabulary.ts';
import { Tokenizer } from './tokenizer.ts';
import { VocabularyError } from './vocabulary.ts';

const bytePieces = Array.from({ length: 256 }, (_, b) => `<0x${b.toString(16).toUpperCase().padStart(2, '0')}>`);
const tokens = ['<unk>', '<s>', '</s>', ...bytePieces, '▁a'];

/** The smallest good metadata, with some keys replaced, or left out by `undefined`. */
function metadata(changes: Record<string, MetadataValue | undefined> = {}): Map<string, MetadataValue> {
  const map = new Map<string, MetadataValue>();
  const all: Record<string, MetadataValue | undefined> = {
    model: 'llama',
    tokens,
    scores: tokens.map(() => 0),
    token_type: [2, 3, 3, ...bytePieces.map(() => 6), 1],
    ...changes,
  };
  for (const [key, value] of Object.entries(all)) {
    if (value !== undefined) map.set(key.includes('.') ? key : `tokenizer.ggml.${key}`, value);
  }
  return map;
}

describe('a vocabulary from GGUF metadata', () => {
  it('has the defaults of its kind', () => {
    expect(vocabularyFromGguf(metadata())).toMatchObject({
      size: 260,
      bosId: 1,
      eosId: 2,
      unkId: 0,
      addBos: true,
      addEos: false,
      addSpacePrefix: true,
      removeExtraWhitespaces: false,
      chatTemplate: undefined,
    });
  });

  it.each([
    ['control pieces', (i: number) => `c${i}`, 3, 20_000, /at most 16384 control pieces and markers, found 20/],
    ['normal pieces like markers', (i: number) => `<|${i}|>`, 1, 20_000, /at most 16384 control pieces and markers/],
    ['long control pieces', (i: number) => `${i}`.repeat(300_000), 3, 9, /at most 1048576 characters of control/],
  ])('%s beyond a limit are refused by their number', (_what, pieceOf, kind, n, words) => {
    const more = Array.from({ length: n }, (_, i) => pieceOf(i));
    const changes = {
      tokens: [...tokens, ...more],
      scores: [...tokens, ...more].map(() => 0),
      token_type: [2, 3, 3, ...bytePieces.map(() => 6), 1, ...more.map(() => kind)],
      'tokenizer.chat_template': '<|im_start|>'.repeat(10_000),
    };
    expect(() => vocabularyFromGguf(metadata(changes))).toThrow(words);
  });

  it('takes what the keys say', () => {
    const changes = {
      bos_token_id: 2,
      eos_token_id: 1,
      unknown_token_id: 259,
      add_bos_token: false,
      add_eos_token: true,
      add_space_prefix: false,
      'tokenizer.chat_template': '{{ messages }}',
    };
    expect(vocabularyFromGguf(metadata(changes))).toMatchObject({
      bosId: 2,
      eosId: 1,
      unkId: 259,
      addBos: false,
      addEos: true,
      addSpacePrefix: false,
      chatTemplate: '{{ messages }}',
    });
  });

  it('knows its bytes and control pieces', () => {
    const vocabulary = vocabularyFromGguf(metadata());
    expect(vocabulary.byteIds?.[0]).toBe(3);
    expect(vocabulary.byteIds?.[255]).toBe(258);
    expect(vocabulary.controlId('</s>')).toBe(2);
    expect(vocabulary.controlId('▁a')).toBeUndefined();
  });

  it('has no text of the pieces that its chat template sets turns apart with, however they are marked', () => {
    const more = ['<|im_start|>', '[SYS]', '<|other|>', '<h1>'];
    const changes = {
      tokens: [...tokens, ...more],
      scores: [...tokens, ...more].map(() => 0),
      token_type: [2, 3, 3, ...bytePieces.map(() => 6), 1, ...more.map(() => 4)],
      'tokenizer.chat_template': "{{ '<|im_start|>[SYS]<h1>' }}",
    };
    const kinds = ['control', 'control', 'user-defined', 'user-defined'];
    expect(vocabularyFromGguf(metadata(changes)).kinds.slice(-4)).toEqual(kinds);
    const untold = { ...changes, 'tokenizer.chat_template': undefined };
    expect(vocabularyFromGguf(metadata(untold)).kinds.slice(-4)).toEqual(kinds.map(() => 'user-defined'));
  });

  it('without scores has the pieces in order, and without kinds knows bytes and special ids by their text and number', () => {
    const { scores, kinds, byteIds } = vocabularyFromGguf(metadata({ scores: undefined, token_type: undefined }));
    expect([...scores.slice(0, 3)]).toEqual([-0, -1, -2]);
    expect(kinds.slice(0, 4)).toEqual(['unknown', 'control', 'control', 'byte']);
    expect(byteIds?.[10]).toBe(13);
  });

  it.each([
    [1, bytePieces.map(() => 1)],
    [6, bytePieces.map((_, byte) => (byte === 10 ? 1 : 6))],
  ])('knows bytes that are typed as normal text (%i)', (_, types) => {
    const { byteIds } = vocabularyFromGguf(metadata({ token_type: [2, 3, 3, ...types, 1] }));
    expect(byteIds?.[10]).toBe(13);
  });

  it.each([4294967295, -1, 260, 2n ** 64n - 1n])('has no EOS and no BOS where their id is %s, and says so', (id) => {
    const vocabulary = vocabularyFromGguf(metadata({ eos_token_id: id, bos_token_id: id }));
    expect(vocabulary).toMatchObject({ bosId: undefined, eosId: undefined, addBos: false, endIds: [] });
    expect(vocabulary.notices).toHaveLength(2);
    expect(vocabulary.notices[1]).toMatch(/as its EOS id, but has the ids 0 to 259: there is no EOS$/);
  });

  it('ends answers with every id that its file or its pieces name', () => {
    const more = ['<|im_end|>', '<|eot_id|>', '<call>', '<note>'];
    const vocabulary = vocabularyFromGguf(
      metadata({
        tokens: [...tokens, ...more],
        scores: [...tokens, ...more].map(() => 0),
        token_type: [2, 3, 3, ...bytePieces.map(() => 6), 1, 1, 4, 3, 4],
        eos_token_id: [2, 262],
        eom_token_id: 262,
      }),
    );
    expect(vocabulary.endIds).toEqual([2, 262, 260, 261]);
    expect(vocabulary.kinds.slice(-4)).toEqual(['control', 'control', 'control', 'user-defined']);
  });

  it('has ids without a piece', () => {
    const vocabulary = vocabularyFromGguf(metadata({ tokens: [...tokens.slice(0, -1), ''] }));
    expect(vocabulary.absentIds).toEqual([259]);
    expect(new Tokenizer(vocabulary).decode([259])).toBe('');
  });

  const broken: [string, Record<string, MetadataValue | undefined>, string][] = [
    ['no vocabulary', { model: undefined }, 'no "tokenizer.ggml.model": the file carries no vocabulary'],
    [
      'another kind',
      { model: 'bert' },
      '"tokenizer.ggml.model" is "bert"; supported: "llama" (SentencePiece BPE) and "gpt2" (BPE over bytes)',
    ],
    ['no tokens', { tokens: undefined }, '"tokenizer.ggml.tokens": expected an array, found nothing'],
    ['no pieces', { tokens: [], scores: [], token_type: [] }, 'expected 1 to 1048576 pieces, found 0'],
    ['a number as a piece', { tokens: [...tokens.slice(1), 7] }, '"tokenizer.ggml.tokens": unexpected element 259, 7'],
    [
      'a score too few',
      { scores: tokens.slice(1).map(() => 0) },
      'for each of 260 pieces, found 259 scores and 260 kinds',
    ],
    [
      'a score that is no number',
      { scores: tokens.map((_, i) => (i === 9 ? Number.NaN : 0)) },
      'the score of piece 9 is not a number',
    ],
    ['an unknown kind', { token_type: tokens.map(() => 7) }, 'piece 0: expected a kind from 0 to 6, found 7'],
    ['BOS as text', { bos_token_id: '<s>' }, '"tokenizer.ggml.bos_token_id": expected a number, found "<s>"'],
    ['a flag as a number', { add_bos_token: 1 }, '"tokenizer.ggml.add_bos_token": expected a boolean, found 1'],
    [
      'a missing byte',
      {
        tokens: tokens.map((t, i) => (i === 13 ? 'x' : t)),
        token_type: [2, 3, 3, ...bytePieces.map((_, b) => (b === 10 ? 1 : 6)), 1],
      },
      'found 255; 0x0A has none',
    ],
    ['a byte twice', { tokens: tokens.map((t, i) => (i === 4 ? '<0x00>' : t)) }, 'byte <0x00> has two pieces: 3 and 4'],
    [
      'a byte without a number',
      { tokens: tokens.map((t, i) => (i === 4 ? 'x' : t)) },
      'byte piece 4: expected a text like <0x0A>, found "x"',
    ],
    ['a normalisation table', { precompiled_charsmap: [1] }, 'only identity normalisation is supported'],
  ];
  it.each(broken)('with %s is refused', (_, changes, words) => {
    expect(() => vocabularyFromGguf(metadata(changes))).toThrow(VocabularyError);
    expect(() => vocabularyFromGguf(metadata(changes))).toThrow(words);
  });
});
