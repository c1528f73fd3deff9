import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openVocabulary } from './open-vocabulary.ts';
import { partsFromSentencePiece } from './sentencepiece-model.ts';
import { Vocabulary, VocabularyError } from './vocabulary.ts';

const vocabularyFromSentencePiece = (bytes: Uint8Array) => new Vocabulary(partsFromSentencePiece(bytes));

const goldens = fileURLToPath(new URL('../../test/goldens/', import.meta.url));

describe('Mistral’s own files', () => {
  it('give the vocabulary of v0.1', async () => {
    const v1 = await openVocabulary(`${goldens}mistral-v1.tokenizer.model`);
    expect(v1).toMatchObject({
      size: 32000,
      bosId: 1,
      eosId: 2,
      unkId: 0,
      addSpacePrefix: true,
      removeExtraWhitespaces: false,
    });
    expect(v1.pieces.slice(256, 262)).toEqual(['<0xFD>', '<0xFE>', '<0xFF>', '▁▁', '▁▁▁▁', '▁t']);
    expect(v1.scores.slice(259, 262)).toEqual(Float32Array.of(-1e9, -1e9, -2));
    expect(v1.byteIds?.[0]).toBe(3);
  });

  it('give the control pieces of v0.3', async () => {
    const v3 = await openVocabulary(`${goldens}mistral-v3.tokenizer.model`);
    expect(v3.size).toBe(32768);
    expect(['[INST]', '[/INST]', '[TOOL_CALLS]'].map((piece) => v3.controlId(piece))).toEqual([3, 4, 5]);
  });
});

// The wire format, as far as the cases below need it: lengths below 128.
const field = (number: number, content: number[] | string): number[] => {
  const bytes = typeof content === 'string' ? [...Buffer.from(content)] : content;
  return [number * 8 + 2, bytes.length, ...bytes];
};
const varint = (number: number, value: number): number[] =>
  number < 16 ? [number * 8, value] : [((number * 8) % 128) | 128, (number * 8) >> 7, value];
const pieces = ['<unk>', '<s>', '</s>', 'a'].flatMap((piece, i) =>
  field(1, [...field(1, piece), ...varint(3, i === 0 ? 2 : i < 3 ? 3 : 1)]),
);
const bpe = varint(3, 2);
const model = (trainer = bpe, normalizer: number[] = []) =>
  Uint8Array.from([...pieces, ...field(2, trainer), ...field(3, normalizer)]);

describe('a model file', () => {
  it('has the defaults of the format where fields are left out', () => {
    expect(vocabularyFromSentencePiece(model())).toMatchObject({
      pieces: ['<unk>', '<s>', '</s>', 'a'],
      kinds: ['unknown', 'control', 'control', 'normal'],
      byteIds: null,
      bosId: 1,
      eosId: 2,
      unkId: 0,
      addSpacePrefix: true,
      removeExtraWhitespaces: true,
    });
  });

  it('may have fields this reader does not know', () => {
    const more = [...varint(5, 1), 6 * 8 + 5, 1, 2, 3, 4, 7 * 8 + 1, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(vocabularyFromSentencePiece(Uint8Array.from([...model(), ...field(9, more)])).size).toBe(4);
    expect(vocabularyFromSentencePiece(model([...bpe, ...more])).size).toBe(4);
  });

  const broken: [string, Uint8Array, string][] = [
    ['of unigrams', model([]), 'trainer_spec.model_type: expected 2 (BPE), found 1'],
    ['with spaces as suffixes', model([...bpe, ...varint(24, 1)]), 'trainer_spec.treat_whitespace_as_suffix'],
    ['with a normalisation table', model(bpe, field(2, 'x')), 'normalizer_spec.precompiled_charsmap: only identity'],
    ['that leaves spaces', model(bpe, varint(5, 0)), 'normalizer_spec.escape_whitespaces'],
    [
      'with a denormalisation table',
      Uint8Array.from([...model(), ...field(5, field(2, 'x'))]),
      'denormalizer_spec.precompiled_charsmap',
    ],
    ['cut short', model().subarray(0, -3), 'bytes needed at byte'],
    ['with a long number', Uint8Array.from([8, ...Array(11).fill(255)]), 'a number of more than ten bytes'],
    [
      'with a huge length',
      Uint8Array.from([10, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]),
      'bytes needed at byte 11',
    ],
    ['with a group', Uint8Array.from([11]), 'field 1 at byte 0 has the unknown wire type 3'],
    ['with a field 0', Uint8Array.from([0, 0]), 'field number 0 at byte 0'],
    ['with a piece that is no text', Uint8Array.from(field(1, field(1, [0xff]))), 'piece 0, its text: not valid UTF-8'],
    ['with a score that is a text', Uint8Array.from(field(1, field(2, 'x'))), 'piece 0, its score: expected a float'],
    ['with a type that is a text', Uint8Array.from(field(1, field(3, 'x'))), 'piece 0, its type: expected a number'],
  ];
  it.each(broken)('%s is refused', (_, bytes, words) => {
    expect(() => vocabularyFromSentencePiece(bytes)).toThrow(VocabularyError);
    expect(() => vocabularyFromSentencePiece(bytes)).toThrow(words);
  });

  it('of any bytes at all is read or refused', () => {
    const start = readFileSync(`${goldens}mistral-v1.tokenizer.model`).subarray(0, 4000);
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.tuple(fc.nat(3999), fc.nat(255)), { minLength: 1, maxLength: 20 }).map((changes) => {
        const bytes = Uint8Array.from(start);
        for (const [at, value] of changes) bytes[at] = value;
        return bytes;
      }),
    );
    fc.assert(
      fc.property(any, (bytes) => {
        try {
          vocabularyFromSentencePiece(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(VocabularyError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('opening a vocabulary', () => {
  it('names the file that is neither kind, or none', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vocabulary-'));
    try {
      const path = join(folder, 'text');
      await writeFile(path, 'Once upon a time');
      await expect(openVocabulary(path)).rejects.toThrow(
        `${path}: expected a .gguf file, a tokenizer.model, a tokenizer.json or a tekken.json, found none`,
      );
      await writeFile(path, '');
      await expect(openVocabulary(path)).rejects.toThrow('found none');
      await expect(openVocabulary('/dev/null')).rejects.toThrow('expected a vocabulary file, found no regular file');
      await expect(openVocabulary(folder)).rejects.toThrow(`${folder}: expected a model folder with a config.json`);
      await expect(openVocabulary(join(folder, 'absent'))).rejects.toThrow('cannot be opened: ENOENT');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
